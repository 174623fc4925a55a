package io.lokstra.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lokstra.http.Cookie;
import io.lokstra.http.Cookie.SameSite;
import io.lokstra.http.Router;
import io.lokstra.internal.memory.MemoryRequest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CookiesTest {

  @Test
  void setsCookiesOutOfReachUnlessSaidOtherwise() {
    assertThat(text(Cookie.of("a", "b"))).isEqualTo("a=b; Path=/; Secure; HttpOnly; SameSite=Lax");
    assertThat(
            text(
                Cookie.of("a", "b")
                    .at("/shop")
                    .keptFor(Duration.ofDays(1))
                    .sameSite(SameSite.STRICT)
                    .readableByScripts()
                    .insecure()))
        .isEqualTo("a=b; Path=/shop; Max-Age=86400; SameSite=Strict");
    assertThat(text(Cookie.of("a", "b").sameSite(SameSite.NONE)))
        .isEqualTo("a=b; Path=/; Secure; HttpOnly; SameSite=None");
    assertThat(text(Cookie.deleted("a")))
        .isEqualTo("a=; Path=/; Max-Age=0; Secure; HttpOnly; SameSite=Lax");
    assertThat(text(whole("a", "b", "/", Optional.of("shop.example"), true)))
        .isEqualTo("a=b; Path=/; Domain=shop.example; Secure; HttpOnly; SameSite=Lax");
    assertThat(text(Cookie.of("a", "b").keptFor(Duration.ofMillis(1)))).contains("Max-Age=1;");
    assertThat(text(Cookie.of("a", "b").keptFor(Duration.ofSeconds(-5)))).contains("Max-Age=0;");
  }

  private static String text(Cookie cookie) {
    assertThat(cookie.toHeader().name()).isEqualTo("set-cookie");
    return cookie.toHeader().value();
  }

  private static Cookie whole(
      String name, String value, String path, Optional<String> domain, boolean secure) {
    return new Cookie(name, value, path, domain, Optional.empty(), secure, true, SameSite.LAX);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a;b", "a\r\nb", "a b", "a,b", "a\"b", "a\\b", "é", "a\0", "a\u007f"})
  void refusesWhatCouldEndACookie(String text) {
    assertThatThrownBy(() -> Cookie.of("a", text))
        .hasMessageMatching(
            "cookie a: character U\\+[0-9A-F]{4} at \\d of its value is not allowed; encode it"
                + " first \\(Base64, percent\\)");
    if (!text.equals("a,b") && !text.contains("\"") && !text.contains("\\")) {
      assertThatThrownBy(() -> Cookie.of("a", "b").at("/" + text)).hasMessageContaining("its path");
      assertThatThrownBy(() -> whole("a", "b", "/", Optional.of(text), true))
          .hasMessageContaining("its domain");
    }
    assertThatThrownBy(() -> Cookie.of(text, "b"))
        .hasMessage("not a cookie name: expected a token (RFC 9110 §5.6.2)");
  }

  @Test
  void holdsNamesWithAPrefixToTheirRules() {
    assertThat(Cookie.of("__Host-a", "b").name()).isEqualTo("__Host-a");
    assertThatThrownBy(() -> Cookie.of("__Host-a", "b").at("/x"))
        .hasMessage("cookie __Host-a: __Host- needs secure, path / and no domain");
    assertThatThrownBy(() -> Cookie.of("__host-a", "b").insecure())
        .hasMessageEndingWith("__Host- needs secure, path / and no domain");
    assertThatThrownBy(() -> whole("__Host-a", "b", "/", Optional.of("x.example"), true))
        .hasMessageEndingWith("no domain");
    assertThatThrownBy(() -> Cookie.of("__Secure-a", "b").insecure())
        .hasMessage("cookie __Secure-a: __Secure- needs secure");
    assertThatThrownBy(() -> Cookie.of("a", "b").sameSite(SameSite.NONE).insecure())
        .hasMessage("cookie a: SameSite=None needs secure");
  }

  @Test
  void refusesWhatBrowsersWouldDropInSilence() {
    assertThatThrownBy(() -> Cookie.of("a", "x".repeat(4_096)))
        .hasMessage(
            "cookie a: name and value have 4097 bytes; browsers drop one of more than 4096");
    assertThatThrownBy(() -> Cookie.of("a", "b").at("shop"))
        .hasMessage("cookie a: its path must begin with a slash");
  }

  @Test
  void sendsEachCookieAsAFieldOfItsOwn() throws Exception {
    Router router =
        Router.named("r")
            .get(
                "/",
                ctx ->
                    ctx.text("x").withCookie(Cookie.of("a", "1")).withCookie(Cookie.of("b", "2")));
    try (InMemory server = InMemory.of(router)) {
      assertThat(server.get("/").headers().all("set-cookie"))
          .extracting(text -> text.substring(0, 3))
          .containsExactly("a=1", "b=2");
    }
  }

  @Test
  void readsWhatBrowsersSendAndPassesOverTheRest() throws Exception {
    Router router =
        Router.named("r")
            .get(
                "/",
                ctx ->
                    ctx.text(
                        ctx.cookies().all("a")
                            + " "
                            + ctx.cookies().all("A")
                            + " "
                            + ctx.cookies().all("q")));
    try (InMemory server = InMemory.of(router)) {
      MemoryRequest request =
          MemoryRequest.of("GET", "/")
              .header("cookie", "a=1; ; =x; noequals; b c=3;a=2=3; q=\"x\"; bad name=y; q=\"")
              .header("cookie", "A=4; a=");
      assertThat(server.send(request).body()).isEqualTo("[1, 2=3, ] [4] [x, \"]");
      assertThat(
              server
                  .send(MemoryRequest.of("GET", "/").header("cookie", "a=1; ".repeat(500)))
                  .body())
          .as("at most two hundred")
          .hasSize("[] [] []".length() + 200 + 199 * 2);
      assertThat(server.get("/").body()).isEqualTo("[] [] []");
    }
    assertThat(List.of(SameSite.values())).hasSize(3);
  }
}
