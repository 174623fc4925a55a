package features;

import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.lokstra.testkit.RawClient;
import io.lokstra.testkit.RawResponse;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What stands in a body: JSON, forms, sizes; and what an unexpected failure says of itself. */
class BodyAttackTest extends AttackTest {

  @TestFactory
  Stream<DynamicTest> json() {
    return tests(
        Attacked::port,
        Stream.of(
            json("a document", "{\"a\":[1,2.5,true,null,\"\u00e9\"]}").answers(200),
            json("a scalar", "42").answers(200),
            json("nothing", ""),
            json("white space", "  \r\n\t"),
            json("half a document", "{\"a\":"),
            json("half a string", "\"abc"),
            json("half an escape", "\"\\u12"),
            json("more than a document", "{}{}"),
            json("a comma too many", "[1,]"),
            json("a comma too many in an object", "{\"a\":1,}"),
            json("a comment", "{/* */}"),
            json("single quotes", "{'a':1}"),
            json("a bare name", "{a:1}"),
            json("NaN", "NaN"),
            json("Infinity", "[-Infinity]"),
            json("a leading zero", "[01]"),
            json("a plus", "[+1]"),
            json("a number without an integer", "[.5]"),
            json("a number without a fraction", "[1.]"),
            json("hexadecimal", "[0x1]"),
            json("a control character", "\"a\nb\""),
            json("a NUL", "\"a\0b\""),
            json("an escape that is none", "\"\\x41\""),
            json("a key twice", "{\"a\":1,\"a\":2}"),
            json("a key twice, once escaped", "{\"a\":1,\"\\u0061\":2}"),
            json("500 levels", "[".repeat(500) + "]".repeat(500)).answers(200),
            json("501 levels", "[".repeat(501) + "]".repeat(501)),
            json("100,000 levels", "[".repeat(100_000)),
            json("100,000 levels of objects", "{\"a\":".repeat(100_000)),
            json("a number of 1,001 digits", "[" + "1".repeat(1_001) + "]"),
            json("a number of 100,000 digits", "[" + "1".repeat(100_000) + "]"),
            json("an exponent beyond reason", "[1e999999999]").answers(200, 400),
            json("an exponent below reason", "[1e-999999999]").answers(200, 400),
            json("a long string", "\"" + "a".repeat(500_000) + "\"").answers(200),
            json("half a surrogate pair", "\"\\ud800\"").answers(200, 400),
            json("a type hint is data", "{\"@class\":\"java.net.URL\",\"@type\":\"x\"}")
                .answers(200),
            json("broken UTF-8", new byte[] {'"', (byte) 0xff, '"'}),
            json("overlong UTF-8", new byte[] {'"', (byte) 0xc0, (byte) 0xaf, '"'}),
            json(
                "a surrogate in UTF-8",
                new byte[] {'"', (byte) 0xed, (byte) 0xa0, (byte) 0x80, '"'}),
            json("UTF-8 cut short", new byte[] {'"', (byte) 0xe2, (byte) 0x82}),
            json("a byte order mark", "\ufeff{}").answers(200, 400),
            json("UTF-16", "{\"a\":1}".getBytes(UTF_16BE)),
            json("more than the limit", "\"" + "a".repeat(1024 * 1024) + "\"")
                .answers(413)
                .mayClose()));
  }

  private static Attack json(String name, String document) {
    return json(name, document.getBytes(UTF_8));
  }

  private static Attack json(String name, byte[] document) {
    return Attack.body(name, "/json", "application/json", document).mayClose();
  }

  @TestFactory
  Stream<DynamicTest> mediaTypes() {
    return tests(
        Attacked::port,
        Stream.of(
            typed("text/plain").answers(415),
            typed("application/x-www-form-urlencoded").answers(415),
            typed("application/jsonp").answers(415),
            typed("application/json; charset=utf-16").answers(400, 415),
            typed("application/json\r\nContent-Encoding: gzip").answers(415),
            typed("application/json\r\nContent-Encoding: gzip, gzip").answers(415),
            typed("application/json; charset=UTF-8").answers(200),
            typed("APPLICATION/JSON").answers(200),
            typed("application/merge-patch+json").answers(200, 415),
            Attack.of(
                    "none", "POST /json HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\n{}")
                .answers(415)
                .mayClose()));
  }

  private static Attack typed(String type) {
    return Attack.body(type.replace("\r\n", ", "), "/json", type, new byte[] {'{', '}'}).mayClose();
  }

  @TestFactory
  Stream<DynamicTest> forms() {
    return tests(
        Attacked::port,
        Stream.of(
            form("1,001 parameters", "a=b&".repeat(1_001)).answers(400, 413),
            form("100,000 parameters", "a&".repeat(100_000)).answers(400, 413),
            form("a broken escape", "a=%zz"),
            form("broken UTF-8", "a=%ff"),
            Attack.body("JSON in its place", "/form", "application/json", new byte[] {'{', '}'})
                .answers(415)
                .mayClose()));
  }

  private static Attack form(String name, String content) {
    return Attack.body(name, "/form", "application/x-www-form-urlencoded", content.getBytes(UTF_8))
        .mayClose();
  }

  @Test
  void saysNothingOfAnUnexpectedFailureButItsId() {
    try (RawClient client = RawClient.connect(Attacked.port())) {
      for (String accept : new String[] {"*/*", "text/html", "text/plain", "application/json"}) {
        RawResponse response =
            client
                .send("GET /boom HTTP/1.1\r\nHost: localhost\r\nAccept: " + accept + "\r\n\r\n")
                .receive();

        assertThat(response.status()).isEqualTo(500);
        assertNothingLeaks(response.toString());
        assertThat(response.text()).contains(requestId(response));
      }
    }
  }

  private static String requestId(RawResponse response) {
    return response.headers().first("x-request-id").orElseThrow();
  }

  @Test
  void echoesBodiesAsBytesAndNeverAsAPage() {
    try (RawClient client = RawClient.connect(Attacked.port())) {
      String script = "<script>alert(1)</script>";
      RawResponse response =
          client
              .send(
                  "POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/html\r\n"
                      + "Content-Length: "
                      + script.length()
                      + "\r\n\r\n"
                      + script)
              .receive();

      assertThat(response.text()).isEqualTo(script);
      assertThat(response.headers().first("content-type").orElse("")).doesNotContain("html");
      assertThat(response.headers().first("x-content-type-options")).contains("nosniff");
    }
  }
}
