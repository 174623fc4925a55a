package features;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.lokstra.testkit.RawClient;
import io.lokstra.testkit.RawResponse;
import io.lokstra.testkit.TestServer;
import io.lokstra.testkit.Via;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Attacks on the standard middleware, and what it does for those who mean well, over a socket. */
class MiddlewareAttackTest extends AttackTest {

  private static RawResponse ask(int port, String method, String target, String... lines) {
    return ask(port, method, target, new byte[0], lines);
  }

  private static RawResponse ask(
      int port, String method, String target, byte[] body, String... lines) {
    StringBuilder head = new StringBuilder(method + " " + target + " HTTP/1.1\r\n");
    if (Stream.of(lines).noneMatch(line -> line.startsWith("Host:"))) {
      head.append("Host: localhost\r\n");
    }
    for (String line : lines) {
      head.append(line).append("\r\n");
    }
    if (body.length > 0) {
      head.append("Content-Length: ").append(body.length).append("\r\n");
    }
    try (RawClient client = RawClient.connect(port)) {
      client.send(head.append("\r\n").toString().getBytes(ISO_8859_1));
      return client.send(body).receive(method);
    }
  }

  private static String header(RawResponse response, String name) {
    return response.headers().first(name).orElse("");
  }

  // ---- cors

  @TestFactory
  Stream<DynamicTest> letsNoOriginInThatOnlyLooksLikeOne() {
    return Stream.of(
            "null",
            "https://shop.example.evil.com",
            "https://evilshop.example",
            "https://shop.example@evil.com",
            "https://shop.example:443",
            "https://shop.example.",
            "https://sub.shop.example",
            "http://shop.example",
            "HTTPS://SHOP.EXAMPLE",
            "https://evil.com\u0000https://shop.example",
            "https://shop.example, https://evil.com",
            "*")
        .map(origin ->
            DynamicTest.dynamicTest(
                origin.replace('\0', '0'),
                () -> {
                  for (String method : List.of("GET", "OPTIONS", "DELETE")) {
                    RawResponse response =
                        ask(
                            Attacked.port(),
                            method,
                            "/api/articles",
                            "Origin: " + origin,
                            "Access-Control-Request-Method: GET");
                    assertThat(header(response, "access-control-allow-origin")).isEmpty();
                    assertThat(response.status()).isIn(200, 400, 403, 405);
                  }
                }));
  }

  @Test
  void answersPreflightsOfRoutesOfWrongMethodsAndOfNoRoute() {
    for (String path : List.of("/api/articles", "/api/orders", "/api/nothing/at/all")) {
      RawResponse preflight =
          ask(
              Attacked.port(),
              "OPTIONS",
              path,
              "Origin: " + Guarded.SHOP,
              "Access-Control-Request-Method: PUT",
              "Access-Control-Request-Headers: content-type, x-api-key");
      assertThat(preflight.status()).as(path).isEqualTo(204);
      assertThat(header(preflight, "access-control-allow-origin")).isEqualTo(Guarded.SHOP);
      assertThat(header(preflight, "vary")).contains("Origin");
    }
    for (String method : List.of("GET", "POST", "DELETE")) {
      RawResponse refused = ask(Attacked.port(), method, "/api/orders", "Origin: " + Guarded.SHOP);
      assertThat(refused.status()).isIn(401, 405);
      assertThat(header(refused, "access-control-allow-origin"))
          .as("the page can read why: %s", method)
          .isEqualTo(Guarded.SHOP);
    }
  }

  // ---- csrf

  @Test
  void refusesFormsOfOtherSites() {
    byte[] form = "article=7".getBytes(UTF_8);
    for (String type :
        List.of(
            "text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x")) {
      for (String[] from :
          new String[][] {
            {"Origin: https://evil.com"},
            {"Origin: null"},
            {"Sec-Fetch-Site: cross-site"},
            {"Sec-Fetch-Site: same-site"},
            {"Sec-Fetch-Site: same-origin", "Sec-Fetch-Site: cross-site"},
            {"Host: evil.com.", "Origin: https://evil.com"}
          }) {
        List<String> lines = new ArrayList<>(List.of(from));
        lines.add("Content-Type: " + type);
        RawResponse refused =
            ask(Attacked.port(), "POST", "/forms/order", form, lines.toArray(new String[0]));
        assertThat(refused.status()).as(lines.toString()).isEqualTo(403);
        assertThat(refused.text()).contains("csrf_refused").doesNotContain("ordered");
      }
    }
  }

  @Test
  void takesTheFormOfItsOwnPageWithItsTokenAlone() {
    RawResponse page = ask(Attacked.port(), "GET", "/forms/order");
    String token = page.text().replaceAll(".*value=\"([^\"]+)\".*", "$1");
    String cookie = header(page, "set-cookie").replaceAll(";.*", "");
    String type = "Content-Type: application/x-www-form-urlencoded";
    byte[] good = ("article=7&csrf_token=" + token).getBytes(UTF_8);
    String same = "Sec-Fetch-Site: same-origin";
    assertThat(
            ask(Attacked.port(), "POST", "/forms/order", good, same, type, "Cookie: " + cookie)
                .text())
        .isEqualTo("ordered 7");
    assertThat(ask(Attacked.port(), "POST", "/forms/order", good, same, type).status())
        .isEqualTo(403);
    byte[] without = "article=7".getBytes(UTF_8);
    assertThat(
            ask(Attacked.port(), "POST", "/forms/order", without, same, type, "Cookie: " + cookie)
                .status())
        .isEqualTo(403);
  }

  // ---- bodies

  private static byte[] gzip(byte[] content) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(content);
    }
    return out.toByteArray();
  }

  @Test
  void givesUpAGzipBombBeforeItGoesOff() throws IOException {
    byte[] bomb = gzip(new byte[30 << 20]);
    assertThat(bomb.length).isLessThan(64 << 10);
    for (int i = 0; i < 20; i++) {
      RawResponse refused =
          ask(Attacked.port(), "POST", "/api/articles", bomb, "Content-Encoding: gzip");
      assertThat(refused.status()).isEqualTo(413);
    }
    byte[] twice = gzip(gzip("hello".getBytes(UTF_8)));
    assertThat(
            ask(Attacked.port(), "POST", "/api/articles", twice, "Content-Encoding: gzip, gzip")
                .status())
        .isEqualTo(415);
    assertThat(
            ask(Attacked.port(), "POST", "/api/articles", twice, "Content-Encoding: br").status())
        .isEqualTo(415);
    byte[] good = gzip("hello".getBytes(UTF_8));
    assertThat(ask(Attacked.port(), "POST", "/api/articles", good, "Content-Encoding: gzip").text())
        .contains("\"data\":5");
  }

  @Test
  void refusesABodyOverTheLimitOfItsRoutersBeforeAByteIsSent() {
    try (RawClient client = RawClient.connect(Attacked.port())) {
      RawResponse refused =
          client
              .send(
                  "POST /api/articles HTTP/1.1\r\nHost: localhost\r\nContent-Length: 65537\r\nOrigin: "
                      + Guarded.SHOP
                      + "\r\n\r\n")
              .receive();
      assertThat(refused.status()).isEqualTo(413);
      assertThat(header(refused, "access-control-allow-origin")).isEqualTo(Guarded.SHOP);
    }
  }

  @Test
  void packsNamesAndSpares() throws IOException {
    RawResponse plain = ask(Attacked.port(), "GET", "/api/articles");
    assertThat(header(plain, "cache-control")).isEqualTo("private, max-age=10");
    assertThat(plain.headers().all("vary")).isNotEmpty();
    RawResponse packed =
        ask(Attacked.port(), "GET", "/api/articles", "Accept-Encoding: gzip, deflate, br, zstd");
    assertThat(header(packed, "content-encoding")).isEqualTo("gzip");
    assertThat(packed.body().length).isLessThan(plain.body().length / 3);
    assertThat(new GZIPInputStream(new ByteArrayInputStream(packed.body())).readAllBytes())
        .isEqualTo(plain.body());
    String tag = header(packed, "etag");
    assertThat(tag).isEqualTo("W/" + header(plain, "etag"));
    RawResponse same =
        ask(
            Attacked.port(),
            "GET",
            "/api/articles",
            "Accept-Encoding: gzip",
            "If-None-Match: " + tag);
    assertThat(same.status()).isEqualTo(304);
    assertThat(same.body()).isEmpty();
    RawResponse stream =
        ask(Attacked.port(), "GET", "/api/feed", "Accept-Encoding: gzip;q=0, deflate");
    assertThat(header(stream, "content-encoding")).isEqualTo("deflate");
    RawResponse whole = ask(Attacked.port(), "GET", "/api/feed");
    assertThat(whole.text()).startsWith("Article number 0Article number 1");
  }

  // ---- how often, how many, who

  @Test
  void countsOneClientHoweverItCallsItself() {
    try (TestServer server = TestServer.of(Features.app(), Via.OVER_THE_WIRE)) {
      int port = server.running().port("features");
      for (int i = 0; i < 5; i++) {
        RawResponse served = ask(port, "GET", "/guarded/limited");
        assertThat(served.status()).isEqualTo(200);
        assertThat(header(served, "ratelimit")).startsWith("\"default\";r=" + (4 - i) + ";t=");
      }
      for (int i = 0; i < 300; i++) {
        RawResponse refused =
            ask(
                port,
                "GET",
                "/guarded/limited?n=" + i,
                "X-Forwarded-For: 203.0.113." + i % 250,
                "Forwarded: for=203.0.113." + i % 250,
                "X-Real-IP: 203.0.113." + i % 250,
                "User-Agent: " + i);
        assertThat(refused.status()).isEqualTo(429);
        assertThat(Integer.parseInt(header(refused, "retry-after"))).isBetween(1, 720);
      }
    }
  }

  @Test
  void refusesMoreThanSoManyAtOnceAndWhatTakesTooLong() {
    int unavailable = 0;
    for (int attempt = 0; unavailable == 0 && attempt < 10; attempt++) {
      unavailable = refusedOfThreeAtOnce();
    }
    assertThat(unavailable).as("three at once, two allowed").isPositive();
    assertThat(ask(Attacked.port(), "GET", "/guarded/report").status()).isEqualTo(200);
  }

  /**
   * Sends three requests that take too long, of which two may be in progress. None is refused when
   * this machine stops between them until the first is over.
   */
  private static int refusedOfThreeAtOnce() {
    int refused = 0;
    try (RawClient first = RawClient.connect(Attacked.port());
        RawClient second = RawClient.connect(Attacked.port());
        RawClient third = RawClient.connect(Attacked.port())) {
      List<RawClient> clients = List.of(first, second, third);
      for (RawClient client : clients) {
        client.send("GET /guarded/report?ms=9000 HTTP/1.1\r\nHost: localhost\r\n\r\n");
      }
      for (RawClient client : clients) {
        RawResponse answer = client.receive();
        assertThat(answer.status()).isEqualTo(503);
        if (answer.text().contains("\"unavailable\"")) {
          assertThat(header(answer, "retry-after")).isEqualTo("1");
          refused++;
        } else {
          assertThat(answer.text()).contains("deadline_exceeded");
        }
      }
    }
    return refused;
  }

  @Test
  void takesKeysAndNothingLikeThem() {
    int port = Attacked.port();
    assertThat(ask(port, "GET", "/api/orders", "X-Api-Key: " + Guarded.KEY).text())
        .contains("\"of\":\"shop\"");
    for (String line :
        List.of(
            "X-Api-Key: ",
            "X-Api-Key: " + Guarded.KEY + "x",
            "X-Api-Key: " + Guarded.KEY.substring(1),
            "X-Api-Key: " + Guarded.KEY + "\r\nX-Api-Key: " + Guarded.KEY,
            "Authorization: " + Guarded.KEY,
            "X_Api_Key: " + Guarded.KEY)) {
      RawResponse refused = ask(port, "GET", "/api/orders", line);
      assertThat(refused.status()).as(line).isEqualTo(401);
      assertThat(header(refused, "www-authenticate")).isEqualTo("ApiKey");
      assertNothingLeaks(refused.toString());
    }
    assertThat(ask(port, "GET", "/api/orders?x-api-key=" + Guarded.KEY.replace(' ', '+')).status())
        .isEqualTo(401);
  }

  @Test
  void isSwitchedToMaintenanceByTheExemptRouteAlone() {
    try (TestServer server = TestServer.of(Features.app(), Via.OVER_THE_WIRE)) {
      int port = server.running().port("features");
      assertThat(ask(port, "PUT", "/guarded/maintenance").status()).isEqualTo(204);
      for (String target :
          List.of(
              "/guarded/report",
              "/guarded/report?x=/guarded/maintenance",
              "/guarded/maintenance/",
              "/guarded/maintenance/x",
              "/guarded/Maintenance")) {
        RawResponse refused = ask(port, "GET", target);
        assertThat(refused.status()).as(target).isEqualTo(503);
        assertThat(header(refused, "retry-after")).isEqualTo("60");
      }
      assertThat(ask(port, "GET", "/health/live").status()).isEqualTo(200);
      assertThat(ask(port, "GET", "/plaintext").status()).isEqualTo(200);
      assertThat(ask(port, "DELETE", "/guarded/maintenance").status()).isEqualTo(204);
      assertThat(ask(port, "GET", "/guarded/report").status()).isEqualTo(200);
    }
  }
}
