package io.lokstra.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.lokstra.http.App;
import io.lokstra.http.Cookie;
import io.lokstra.http.EntityTag;
import io.lokstra.http.Header;
import io.lokstra.http.Response;
import io.lokstra.http.ResponseHeaders;
import io.lokstra.http.Server;
import io.lokstra.internal.memory.MemoryRequest;
import io.lokstra.middleware.BasicAuth;
import io.lokstra.middleware.Cors;
import io.lokstra.middleware.Csrf;
import io.lokstra.middleware.Decompression;
import io.lokstra.middleware.RequestId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Whatever a client writes into a header field that something reads, the answer is no failure of
 * ours; and whatever an application puts into one, no line of it ends early.
 *
 * <p>{@code .ci/fuzz Headers} goes on from the seeds; the mutation tests run in every build.
 */
class HeadersFuzzTest {
  private static final List<String> FIELDS =
      List.of(
          "accept",
          "accept-language",
          "access-control-request-headers",
          "access-control-request-method",
          "authorization",
          "content-encoding",
          "content-type",
          "cookie",
          "if-match",
          "if-none-match",
          "origin",
          "sec-fetch-site",
          "x-forwarded-for",
          "x-forwarded-host",
          "x-forwarded-proto",
          "x-request-id");
  private static final List<String> VALUES =
      List.of(
          "text/html;q=0.5, application/*;level=\"1,2\", */*;q=0",
          "de-AT, en;q=0.8, *;q=0.1",
          "a=b; c=\"d\"; __Host-e=%20",
          "W/\"5\", \"6\", *",
          "Basic YTpi",
          "application/json; charset=\"utf-8\"",
          "multipart/form-data; boundary=x",
          "https://shop.example:443",
          "10.0.0.1, [2001:db8::1]:80, \"_hidden\"",
          "gzip, br");
  private static final String PIECES = ",;=\"\\/*()<>[]:@ \tq=0.1é\u00ff%2Cnull-W/\"\"\u0000\r\n";

  private final InMemory server =
      InMemory.of(
          Server.named("fuzz")
              .app(
                  App.named("test", ":0")
                      .use(
                          RequestId.create(),
                          Cors.create(cors -> cors.allowOrigins("https://shop.example")))
                      .get(
                          "/",
                          ctx -> {
                            String type = ctx.accepts("application/json", "text/html");
                            ctx.requireMatch(EntityTag.of("5"));
                            return ctx.unlessMatch(
                                EntityTag.of("5"),
                                () ->
                                    ctx.text(
                                        type
                                            + ctx.locale()
                                            + ctx.clientAddress()
                                            + ctx.scheme()
                                            + ctx.host()
                                            + ctx.cookies().all("a")));
                          })
                      .group(
                          "/in",
                          in ->
                              in.use(
                                      Csrf.create(),
                                      Decompression.create(),
                                      BasicAuth.create("r", Map.of("a", "b")))
                                  .post("", Map.class, (ctx, body) -> ctx.ok(body)))),
          "--server.trusted-proxies=127.0.0.0/8,10.0.0.0/8");

  @BeforeEach
  void started() throws IOException {
    // Else everything below would be refused before any field is read.
    assertThat(server.get("/").status()).isEqualTo(200);
    assertThat(server.send(post("authorization", "content-type")).status()).isEqualTo(200);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  /** The first octet chooses field and route, the others are the value. */
  @FuzzTest(maxDuration = "2m")
  void neverFailsOnAField(byte[] octets) throws IOException {
    if (octets.length == 0) {
      return;
    }
    String name = FIELDS.get((octets[0] & 0x7f) % FIELDS.size());
    String value = fieldValue(octets);
    for (MemoryRequest request :
        List.of(
            MemoryRequest.of("GET", "/"),
            MemoryRequest.of("OPTIONS", "/").header("origin", "https://shop.example"),
            post(
                name.equals("authorization") ? "x" : "authorization",
                name.equals("content-type") ? "x" : "content-type"))) {
      assertThat(server.send(request.header(name, value)).status())
          .as("%s %s with %s: %s", request.method(), request.target(), name, value)
          .isLessThan(500);
    }
  }

  /** A request that is let in when both fields have their own names. */
  private static MemoryRequest post(String credentials, String type) {
    return MemoryRequest.of("POST", "/in")
        .header(credentials, "Basic YTpi")
        .header(type, "application/json")
        .body("{}".getBytes(StandardCharsets.UTF_8));
  }

  /** What an engine lets through: visible characters, blanks and octets above 0x7f, trimmed. */
  private static String fieldValue(byte[] octets) {
    StringBuilder value = new StringBuilder();
    for (int i = 1; i < octets.length; i++) {
      int octet = octets[i] & 0xff;
      if (octet == '\t' || (octet >= ' ' && octet != 0x7f)) {
        value.append((char) octet);
      }
    }
    return value.toString().strip();
  }

  @FuzzTest(maxDuration = "2m")
  void neverEndsALineEarly(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    written(() -> Response.noContent().withHeader("x-y", text).headers());
    written(() -> Response.noContent().withHeader(text, "v").headers());
    written(() -> Response.download(bytes, "text/plain", text).headers());
    written(() -> Response.redirect(text).headers());
    written(() -> Response.noContent().withCookie(Cookie.of("a", text)).headers());
    written(() -> Response.noContent().withCookie(Cookie.of(text, "a")).headers());
    written(() -> Response.noContent().withCookie(Cookie.of("a", "b").at(text)).headers());
  }

  /** Either it is refused where it is set, or every field is one line. */
  private static void written(Supplier<ResponseHeaders> made) {
    ResponseHeaders headers;
    try {
      headers = made.get();
    } catch (IllegalArgumentException e) {
      return;
    }
    for (int i = 0; i < headers.size(); i++) {
      Header field = headers.get(i);
      byte[] line = new byte[field.encodedLength()];
      assertThat(field.writeTo(line, 0)).isEqualTo(line.length);
      String sent = new String(line, StandardCharsets.ISO_8859_1);
      assertThat(sent).endsWith("\r\n");
      assertThat(sent.substring(0, sent.length() - 2))
          .matches("[!#$%&'*+.^_`|~0-9A-Za-z-]+: [\\x20-\\x7e\\x80-\\xff\\t]*");
    }
  }

  @Test
  void readsAndWritesMutatedFields() throws IOException {
    long seed = Long.getLong("lokstra.test.seed", System.nanoTime());
    Random random = new Random(seed);
    for (int i = 0; i < 2_000; i++) {
      String value = mutated(VALUES.get(random.nextInt(VALUES.size())), random);
      try {
        neverFailsOnAField(
            ((char) random.nextInt(128) + value).getBytes(StandardCharsets.ISO_8859_1));
        neverEndsALineEarly(value.getBytes(StandardCharsets.UTF_8));
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError("-Dlokstra.test.seed=" + seed, e);
      }
    }
  }

  private static String mutated(String seed, Random random) {
    StringBuilder text = new StringBuilder(seed);
    for (int left = random.nextInt(4); left >= 0; left--) {
      int at = random.nextInt(text.length() + 1);
      int from = random.nextInt(PIECES.length());
      int to = Math.min(PIECES.length(), from + 1 + random.nextInt(4));
      switch (random.nextInt(3)) {
        case 0 -> text.insert(at, PIECES, from, to);
        case 1 -> text.delete(at, Math.min(text.length(), at + random.nextInt(4)));
        default -> text.replace(at, Math.min(text.length(), at + 1), PIECES.substring(from, to));
      }
    }
    return text.toString();
  }
}
