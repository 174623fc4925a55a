package io.lokstra.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.lokstra.http.RequestTarget.Form;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestTargetTest {

  @Test
  void readsPathAndQuery() {
    RequestTarget target = RequestTarget.parse("/a/b?c=d&e");

    assertThat(target.form()).isEqualTo(Form.ORIGIN);
    assertThat(target.raw()).isEqualTo("/a/b?c=d&e").isEqualTo(target.toString());
    assertThat(target.path()).isEqualTo("/a/b");
    assertThat(target.rawQuery()).isEqualTo("c=d&e");
    assertThat(target.query().first("c")).contains("d");
    assertThat(target.query()).isSameAs(target.query());
    assertThat(target.authority()).isEmpty();
    assertThat(target.hasEncodedSlash()).isFalse();
  }

  @Test
  void keepsOneStringWhenThereIsNothingButAPlainPath() {
    RequestTarget target = RequestTarget.parse("/plaintext");

    assertThat(target.path()).isSameAs(target.raw());
    assertThat(target.rawQuery()).isEmpty();
    assertThat(target.query()).isSameAs(QueryParameters.empty());
  }

  @Test
  void readsFromTheMiddleOfABuffer() {
    byte[] head = "GET /a%20b?x=1 HTTP/1.1".getBytes(StandardCharsets.US_ASCII);

    RequestTarget target = RequestTarget.parse(head, 4, 14);

    assertThat(target.raw()).isEqualTo("/a%20b?x=1");
    assertThat(target.path()).isEqualTo("/a b");
    assertThat(target.rawQuery()).isEqualTo("x=1");
    assertThat(target).isEqualTo(RequestTarget.parse("/a%20b?x=1"));
    assertThat(target).hasSameHashCodeAs(RequestTarget.parse("/a%20b?x=1"));
    assertThat(target).isNotEqualTo(RequestTarget.parse("/a%20b"));
  }

  @ParameterizedTest
  @CsvSource({
    "/, /",
    "/a/, /a/",
    "/caf%C3%A9, /café",
    "/%F0%9F%98%80, /\uD83D\uDE00",
    "/a%20b, /a b",
    "/100%25, /100%",
    "/a%3Bb, /a;b",
    "/%7Euser, /~user",
    "/a%2520b, /a%20b",
    "/.hidden, /.hidden",
    "/..., /...",
    "/a../b, /a../b",
    "/a.%2e, /a..",
    "/%252e%252e/x, /%2e%2e/x",
    "/[a]|^b, /[a]|^b",
    "/a:b@c!$&'()*+=, '/a:b@c!$&''()*+='",
  })
  void decodesPathsOnce(String raw, String path) {
    assertThat(RequestTarget.parse(raw).path()).isEqualTo(path);
  }

  @Test
  void leavesSlashAndPercentEncodedWhereASlashIsEncoded() {
    RequestTarget target = RequestTarget.parse("/files/a%2Fb%252Fc%25");

    assertThat(target.hasEncodedSlash()).isTrue();
    assertThat(target.path()).isEqualTo("/files/a%2Fb%252Fc%25");
    assertThat(RequestTarget.decodeSlashes(target.path())).isEqualTo("/files/a/b%2Fc%");
  }

  @Test
  void takesAnEncodedPercentForNoEncodedSlash() {
    RequestTarget target = RequestTarget.parse("/files/a%252Fb");

    assertThat(target.hasEncodedSlash()).isFalse();
    assertThat(target.path()).isEqualTo("/files/a%2Fb");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "a",
        "/a b",
        "/a\tb",
        "/a\u0000",
        "/a\u007f",
        "/caf\u00e9",
        "/\u4e00",
        "/a\\b",
        "/a%5Cb",
        "/a%5cb",
        "/a;b",
        "/a;jsessionid=1/b",
        "/a#b",
        "/a?b#c",
        "/a\"b",
        "/<a>",
        "/{a}",
        "/`a",
        "/%",
        "/%2",
        "/%zz",
        "/%2g",
        "/a%",
        "/%00",
        "/%0d%0a",
        "/%0A",
        "/%7F",
        "/%C2%85",
        "/%E2%80%A8",
        "/%FF",
        "/%C0%AF",
        "/%E0%80%AF",
        "/%ED%A0%80",
        "/%F4%90%80%80",
        "/%C3",
        "/%C3/x",
        "//",
        "//a",
        "/a//b",
        "/a//",
        "/.",
        "/..",
        "/./a",
        "/../a",
        "/a/.",
        "/a/..",
        "/a/../b",
        "/%2e",
        "/%2E%2e/a",
        "/.%2e/a",
        "/a/%2e.",
        "/a/%2e%2e/b",
        "/files/..%2Fetc",
        "/files/a%2F..%2Fb",
        "/files/a%2F..",
        "/files/%2Fetc",
        "/files/a%2F%2Fb",
        "/files/a%2F/b",
        "/a?b c",
        "/a?b\u00e9",
        "/a?\u0001",
        "http://",
        "http:///a",
        "http://user@host/a",
        "http://host:/a",
        "http://host:99999/a",
        "http://host:8a/a",
        "http://host%41/a",
        "http://[::1/a",
        "http://[]/a",
        "http://[::1]x/a",
        "http://[gg::1]/a",
        "http://:80/a",
        "http://host//a",
        "ftp://host/a",
        "httpx://host/a",
        "javascript://host/a",
        "host",
        "host:",
        "host:80/a",
        "**",
        "*/a",
      })
  void refusesWhatTwoReadersCouldReadDifferently(String raw) {
    assertThatExceptionOfType(HttpException.class)
        .isThrownBy(() -> RequestTarget.parse(raw))
        .satisfies(e -> {
          assertThat(e.failure().status()).isEqualTo(400);
          assertThat(e.failure().code()).isEqualTo("bad_target");
          assertThat(e.getMessage()).matches("[ -~]+");
        });
    byte[] bytes = raw.getBytes(StandardCharsets.UTF_8);
    assertThatExceptionOfType(HttpException.class)
        .isThrownBy(() -> RequestTarget.parse(bytes, 0, bytes.length));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "/a\\b|'\\' in the path at index 2",
        "/a/../b|dot segment in the path at index 3",
        "/a/%2e%2e/b|encoded dot segment in the path before index 9",
        "/ab//c|empty segment in the path at index 4",
        "/a%zz|malformed percent triplet in the path at index 2",
        "/a%00|encoded byte 0x00 in the path at index 2",
        "/a?b#c|'#' in the query at index 4",
        "/%FF|the path is not UTF-8 once decoded",
      })
  void saysWhichRuleIsBrokenAndWhere(String raw, String reason) {
    assertThatExceptionOfType(HttpException.class)
        .isThrownBy(() -> RequestTarget.parse(raw))
        .withMessage("The request target is not acceptable: " + reason);
  }

  @ParameterizedTest
  @CsvSource({
    "http://shop.example, shop.example, /",
    "http://shop.example/, shop.example, /",
    "HTTP://shop.example:8080/a%20b?c, shop.example:8080, /a b",
    "https://shop.example?c, shop.example, /",
    "http://[::1]:80/a, [::1]:80, /a",
    "http://[::1]/a, [::1], /a",
  })
  void readsAbsoluteForm(String raw, String authority, String path) {
    RequestTarget target = RequestTarget.parse(raw);

    assertThat(target.form()).isEqualTo(Form.ABSOLUTE);
    assertThat(target.authority()).contains(authority);
    assertThat(target.path()).isEqualTo(path);
    assertThat(target.rawQuery()).isEqualTo(raw.endsWith("?c") ? "c" : "");
    assertThat(target.suits("GET")).isTrue();
    assertThat(target.suits("CONNECT")).isFalse();
  }

  @Test
  void readsAuthorityFormForConnectOnly() {
    RequestTarget target = RequestTarget.parse("shop.example:443");

    assertThat(target.form()).isEqualTo(Form.AUTHORITY);
    assertThat(target.authority()).contains("shop.example:443");
    assertThat(target.path()).isEmpty();
    assertThat(target.suits("CONNECT")).isTrue();
    assertThat(target.suits("GET")).isFalse();
  }

  @Test
  void readsAsteriskFormForOptionsOnly() {
    RequestTarget target = RequestTarget.parse("*");

    assertThat(target.form()).isEqualTo(Form.ASTERISK);
    assertThat(target.path()).isEqualTo("*");
    assertThat(target.suits("OPTIONS")).isTrue();
    assertThat(target.suits("GET")).isFalse();
  }

  @Test
  void countsParametersAgainstTheLimitAskedFor() {
    RequestTarget target = RequestTarget.parse("/?a=1&b=2&c=3");

    assertThat(target.query().size()).isEqualTo(3);
    assertThatExceptionOfType(HttpException.class).isThrownBy(() -> target.query(2));
    assertThat(target.query(3).size()).isEqualTo(3);
  }
}
