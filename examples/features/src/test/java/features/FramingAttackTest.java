package features;

import static org.assertj.core.api.Assertions.assertThat;

import io.lokstra.testkit.RawClient;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Where a message ends (RFC 9112 §6 and §7): the ground of every smuggling attack. */
class FramingAttackTest extends AttackTest {
  private static final String HIDDEN = "GET /admin/secret HTTP/1.1\r\nHost: localhost\r\n\r\n";
  private static final String CHUNKED = "Transfer-Encoding: chunked";

  @TestFactory
  Stream<DynamicTest> contentLength() {
    return tests(
        Attacked::port,
        Stream.of(
            length("5", "hello").answers(200).containing("hello").staysOpen(),
            length("0", "").answers(200).staysOpen(),
            length("+5", "hello"),
            length("-1", ""),
            length("-5", "hello"),
            length("5 5", "hello"),
            length("5,5", "hello"),
            length("5, 5", "hello"),
            length("5,6", "hello"),
            length("0x5", "hello"),
            length("5.0", "hello"),
            length("5e0", "hello"),
            length("5;a", "hello"),
            length("\"5\"", "hello"),
            length("five", "hello"),
            length("", "hello"),
            length("\u00b2", "he"),
            length("9223372036854775808", "hello").answers(400, 413),
            length("18446744073709551621", "hello").answers(400, 413),
            length("99999999999999999999999999999999", "hello").answers(400, 413),
            length("99999999", "hello").answers(413),
            Attack.post("twice the same", "Content-Length: 5\r\nContent-Length: 5", "hello"),
            Attack.post("twice, different", "Content-Length: 5\r\nContent-Length: 6", "hello"),
            Attack.post("with a space before the colon", "Content-Length : 5", "hello"),
            Attack.post("broken off", "Content-Length: 50", "hello")
                .answers(400, 408, Attack.CLOSE)
                .mayClose()
                .thenHalfClose()));
  }

  private static Attack length(String value, String body) {
    return Attack.post("Content-Length: " + value, "Content-Length: " + value, body);
  }

  @TestFactory
  Stream<DynamicTest> transferEncoding() {
    return tests(
        Attacked::port,
        Stream.of(
            coding("chunked").answers(200).containing("hello").staysOpen(),
            coding("Chunked").answers(200).containing("hello").staysOpen(),
            coding("\tchunked ").answers(200).containing("hello").staysOpen(),
            coding("chunked, chunked").answers(400, 501),
            coding("chunked,").answers(400, 501),
            coding(", chunked").answers(400, 501),
            coding("identity").answers(400, 501),
            coding("identity, chunked").answers(400, 501),
            coding("chunked, identity").answers(400, 501),
            coding("gzip, chunked").answers(400, 501),
            coding("chunked, gzip").answers(400, 501),
            coding("xchunked").answers(400, 501),
            coding("chunkedx").answers(400, 501),
            coding("chunke").answers(400, 501),
            coding("\"chunked\"").answers(400, 501),
            coding("chunked;q=1").answers(400, 501),
            coding("chunked x").answers(400, 501),
            coding("\u000bchunked").answers(400, 501),
            coding("chunked\u00a0").answers(400, 501),
            coding("").answers(400, 501),
            coding("chunked\r\nTransfer-Encoding: chunked").answers(400, 501),
            coding("chunked\r\nTransfer-Encoding: identity").answers(400, 501),
            coding("identity\r\nTransfer-Encoding: chunked").answers(400, 501),
            coding("chunked\r\nContent-Length: 5"),
            coding("chunked\r\nContent-Length: 0"),
            coding("chunked\r\nContent-Length: 25"),
            Attack.post("with a space before the colon", "Transfer-Encoding : chunked", five()),
            Attack.post("folded", "Transfer-Encoding:\r\n chunked", five()),
            Attack.post("after a bare LF", "X: y\nTransfer-Encoding: chunked", five()),
            Attack.of(
                "in HTTP/1.0",
                "POST /echo HTTP/1.0\r\nHost: a\r\n" + CHUNKED + "\r\n\r\n" + five())));
  }

  private static String five() {
    return "5\r\nhello\r\n0\r\n\r\n";
  }

  private static Attack coding(String value) {
    return Attack.post("Transfer-Encoding: " + value, "Transfer-Encoding: " + value, five());
  }

  @TestFactory
  Stream<DynamicTest> chunks() {
    return tests(
        Attacked::port,
        Stream.of(
            chunks("plain", five()).answers(200).containing("hello").staysOpen(),
            chunks("upper and lower case", "A\r\n0123456789\r\na\r\n0123456789\r\n0\r\n\r\n")
                .answers(200)
                .containing("01234567890123456789")
                .staysOpen(),
            chunks("an extension", "5;a=b\r\nhello\r\n0;c\r\n\r\n").answers(200).staysOpen(),
            chunks("a quoted extension", "5;a=\"b;c\\\"\"\r\nhello\r\n0\r\n\r\n")
                .answers(200)
                .staysOpen(),
            chunks("no size", "\r\nhello\r\n0\r\n\r\n"),
            chunks("no hexadecimal size", "g\r\nhello\r\n0\r\n\r\n"),
            chunks("0x", "0x5\r\nhello\r\n0\r\n\r\n"),
            chunks("a plus", "+5\r\nhello\r\n0\r\n\r\n"),
            chunks("a minus", "-5\r\nhello\r\n0\r\n\r\n"),
            chunks("a space before", " 5\r\nhello\r\n0\r\n\r\n"),
            chunks("a space after", "5 \r\nhello\r\n0\r\n\r\n"),
            chunks("an underscore", "5_0\r\nhello\r\n0\r\n\r\n"),
            chunks("bare LF after the size", "5\nhello\r\n0\r\n\r\n"),
            chunks("bare CR after the size", "5\rhello\r\n0\r\n\r\n"),
            chunks("bare LF after the data", "5\r\nhello\n0\r\n\r\n"),
            chunks("no line end after the data", "5\r\nhello0\r\n\r\n"),
            chunks("more data than its size", "5\r\nhello!\r\n0\r\n\r\n"),
            chunks("bare LF at the end", "5\r\nhello\r\n0\n\n"),
            chunks("16 digits of size", "FFFFFFFFFFFFFFFF\r\nhello\r\n0\r\n\r\n").answers(400, 413),
            chunks("17 digits of size", "10000000000000005\r\nhello\r\n0\r\n\r\n")
                .answers(400, 413),
            chunks("a negative size by overflow", "8000000000000000\r\nhello\r\n")
                .answers(400, 413),
            chunks("a size beyond the limit", "7fffffff\r\nhello\r\n").answers(413),
            chunks("zeros without end", "0".repeat(100_000)).answers(400, 413, 431),
            chunks("bare LF in an extension", "5;a\nb\r\nhello\r\n0\r\n\r\n"),
            chunks("bare CR in an extension", "5;a\rb\r\nhello\r\n0\r\n\r\n"),
            chunks("NUL in an extension", "5;a\0\r\nhello\r\n0\r\n\r\n"),
            chunks("an extension without a name", "5;\r\nhello\r\n0\r\n\r\n"),
            chunks("an extension without a value", "5;a=\r\nhello\r\n0\r\n\r\n"),
            chunks("a quote that does not end", "5;a=\"b\r\nhello\r\n0\r\n\r\n"),
            chunks("a line end in a quote", "5;a=\"b\r\n\"\r\nhello\r\n0\r\n\r\n"),
            chunks("an extension of 20 KiB", "5;a=" + "b".repeat(20_480) + "\r\nhello\r\n0\r\n\r\n")
                .answers(400, 413, 431),
            chunks(
                    "a small extension on each of 10,000 chunks",
                    "1;aaaa\r\nx\r\n".repeat(10_000) + "0\r\n\r\n")
                .answers(200, 400, 413, 431)
                .mayClose(),
            chunks("trailers", "5\r\nhello\r\n0\r\nX-A: b\r\nX-C: d\r\n\r\n")
                .answers(200)
                .containing("hello")
                .staysOpen(),
            chunks("a trailer that frames", "5\r\nhello\r\n0\r\nContent-Length: 3\r\n\r\n")
                .answers(200, 400)
                .mayClose(),
            chunks("a trailer that routes", "5\r\nhello\r\n0\r\nHost: evil\r\n\r\n")
                .answers(200, 400)
                .mayClose(),
            chunks(
                    "a trailer that authorises",
                    "0\r\nAuthorization: Basic YWRtaW46YWRtaW4=\r\n\r\n")
                .answers(200, 400)
                .mayClose(),
            chunks("a trailer without a colon", "0\r\nX-A\r\n\r\n"),
            chunks("a trailer with a space in its name", "0\r\nX A: b\r\n\r\n"),
            chunks("a folded trailer", "0\r\nX-A: b\r\n c\r\n\r\n"),
            chunks("a trailer with a bare LF", "0\r\nX-A: b\nX-C: d\r\n\r\n"),
            chunks("1,000 trailers", "0\r\n" + "A: b\r\n".repeat(1_000) + "\r\n").answers(400, 431),
            chunks("a trailer of 20 KiB", "0\r\nA: " + "b".repeat(20_480) + "\r\n\r\n")
                .answers(400, 431),
            chunks("broken off", "5\r\nhel")
                .answers(400, 408, Attack.CLOSE)
                .mayClose()
                .thenHalfClose(),
            chunks(
                    "more than the limit",
                    ("10000\r\n" + "x".repeat(65_536) + "\r\n").repeat(17) + "0\r\n\r\n")
                .answers(413)));
  }

  private static Attack chunks(String name, String body) {
    return Attack.post(name, CHUNKED, body);
  }

  @TestFactory
  Stream<DynamicTest> smuggling() {
    return tests(
        Attacked::port,
        Stream.of(
            Attack.post(
                "length and chunks (CL.TE)",
                "Content-Length: " + (5 + HIDDEN.length()) + "\r\n" + CHUNKED,
                "0\r\n\r\n" + HIDDEN),
            Attack.post(
                "chunks and length (TE.CL)",
                CHUNKED + "\r\nContent-Length: 4",
                "5\r\nhello\r\n0\r\n\r\n" + HIDDEN),
            Attack.post("behind a broken chunk", CHUNKED, "x\r\n\r\n" + HIDDEN),
            Attack.post("behind two lengths", "Content-Length: 0\r\nContent-Length: 44", HIDDEN),
            Attack.of("behind a malformed request", "GET / HTTP/1.1\r\n\r\n" + HIDDEN),
            Attack.of("behind a bad request line", "GET  / HTTP/1.1\r\nHost: a\r\n\r\n" + HIDDEN),
            Attack.header("behind a bare CR", "X: y\r\r\n\r\n" + HIDDEN),
            Attack.of(
                    "behind a body too large",
                    "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999\r\n\r\n" + HIDDEN)
                .answers(413),
            Attack.of(
                    "behind HTTP/1.0",
                    "POST /echo HTTP/1.0\r\nContent-Length: 5\r\n\r\nhello" + HIDDEN)
                .answers(200)
                .containing("hello"),
            Attack.of(
                    "behind a close",
                    "GET /plaintext HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n" + HIDDEN)
                .answers(200),
            Attack.of(
                    "in a body of GET",
                    "GET /plaintext HTTP/1.1\r\nHost: a\r\nContent-Length: "
                        + HIDDEN.length()
                        + "\r\n\r\n"
                        + HIDDEN)
                .answers(200)
                .staysOpen(),
            Attack.of(
                    "in a body of what is not there",
                    "POST /nowhere HTTP/1.1\r\nHost: a\r\nContent-Length: "
                        + HIDDEN.length()
                        + "\r\n\r\n"
                        + HIDDEN)
                .answers(404)
                .mayClose(),
            Attack.of(
                    "in a body of a method that is not allowed",
                    "POST /plaintext HTTP/1.1\r\nHost: a\r\n"
                        + CHUNKED
                        + "\r\n\r\n"
                        + Integer.toHexString(HIDDEN.length())
                        + "\r\n"
                        + HIDDEN
                        + "\r\n0\r\n\r\n")
                .answers(405)
                .mayClose()));
  }

  @Test
  void answersPipelinedRequestsInOrder() {
    try (RawClient client = RawClient.connect(Attacked.port())) {
      StringBuilder requests = new StringBuilder();
      for (int i = 0; i < 300; i++) {
        String body = "request " + i;
        requests
            .append("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: ")
            .append(body.length())
            .append("\r\n\r\n")
            .append(body);
      }
      client.send(requests.toString());
      for (int i = 0; i < 300; i++) {
        assertThat(client.receive().text()).isEqualTo("request " + i);
      }
    }
  }

  @Test
  void answersWhatCameBeforeABrokenRequestAndNothingAfterIt() {
    try (RawClient client = RawClient.connect(Attacked.port())) {
      client.send(
          "GET /plaintext HTTP/1.1\r\nHost: a\r\n\r\n"
              + "GET /sleep?ms=50 HTTP/1.1\r\nHost: a\r\n\r\n"
              + "GET /plaintext HTTP/1.1\r\nHost : a\r\n\r\n"
              + "GET /plaintext HTTP/1.1\r\nHost: a\r\n\r\n");
      assertThat(client.receive().status()).isEqualTo(200);
      assertThat(client.receive().status()).isEqualTo(200);
      assertThat(client.receive().status()).isEqualTo(400);
      assertThat(client.end(Duration.ofSeconds(5))).isNotEqualTo(RawClient.End.OPEN);
    }
  }
}
