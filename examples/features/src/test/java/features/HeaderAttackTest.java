package features;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Header fields and Host (RFC 9112 §5, RFC 9110 §5 and §7.2). */
class HeaderAttackTest extends AttackTest {

  @TestFactory
  Stream<DynamicTest> host() {
    return tests(
        Attacked::port,
        Stream.of(
            Attack.of("missing", "GET / HTTP/1.1\r\n\r\n"),
            Attack.of("missing in HTTP/1.0", "GET / HTTP/1.0\r\n\r\n").answers(200),
            host("twice", "a\r\nHost: b"),
            host("twice the same", "a\r\nHost: a"),
            host("twice in other case", "a\r\nhOST: a"),
            host("empty", "").answers(200, 400).mayClose(),
            host("a list", "a, b"),
            host("a space", "a b"),
            host("a path", "a/b"),
            host("a query", "a?b"),
            host("user information", "me@a"),
            host("two ports", "a:1:2"),
            host("no number", "a:b"),
            host("a port too large", "a:99999"),
            host("a bracket open", "[::1"),
            host("a bracket closed", "::1]"),
            host("beyond ASCII", "caf\u00e9"),
            host("a line break", "a\r\n b"),
            host("a name and a port", "example.com:8080").answers(200).staysOpen(),
            host("IPv6", "[::1]:8080").answers(200).staysOpen()));
  }

  private static Attack host(String name, String value) {
    return Attack.of(name, "GET / HTTP/1.1\r\nHost: " + value + "\r\n\r\n");
  }

  @TestFactory
  Stream<DynamicTest> fields() {
    return tests(
        Attacked::port,
        Stream.of(
            Attack.header("space before the colon", "X-A : b"),
            Attack.header("tab before the colon", "X-A\t: b"),
            Attack.of("space before the first name", "GET / HTTP/1.1\r\n Host: a\r\n\r\n"),
            Attack.header("folded by a space", "X-A: b\r\n c"),
            Attack.header("folded by a tab", "X-A: b\r\n\tc"),
            Attack.header("no colon", "X-A"),
            Attack.header("no name", ": b"),
            Attack.header("space in the name", "X A: b"),
            Attack.header("parenthesis in the name", "X(A: b"),
            Attack.header("name beyond ASCII", "X-\u00c4: b"),
            Attack.header("NUL in the name", "X-\0A: b"),
            Attack.header("NUL in the value", "X-A: b\0c"),
            Attack.header("control character in the value", "X-A: b\u0001c"),
            Attack.header("DEL in the value", "X-A: b\u007fc"),
            Attack.header("bare CR in the value", "X-A: b\rX-B: c"),
            Attack.header("bare LF between fields", "X-A: b\nX-B: c"),
            Attack.header("CR CR LF", "X-A: b\r\r\nX-B: c"),
            Attack.of("bare LF at the end", "GET / HTTP/1.1\r\nHost: a\r\n\n"),
            Attack.header("no value", "X-A:").answers(200).staysOpen(),
            Attack.header("white space around", "X-A: \t b \t ").answers(200).staysOpen(),
            Attack.header("tab inside", "X-A: b\tc").answers(200).staysOpen(),
            Attack.header("a value beyond ASCII", "X-A: caf\u00e9").answers(200).staysOpen(),
            Attack.header("every character of a token", "!#$%&'*+-.^_`|~0aA: b")
                .answers(200)
                .staysOpen()));
  }

  @TestFactory
  Stream<DynamicTest> limits() {
    StringBuilder hundred = new StringBuilder("X-0: v");
    for (int i = 1; i < 99; i++) {
      hundred.append("\r\nX-").append(i).append(": v");
    }
    return tests(
        Attacked::port,
        Stream.of(
            Attack.header("100 fields", hundred.toString()).answers(200).staysOpen(),
            Attack.header("101 fields", hundred + "\r\nX-More: v").answers(431),
            Attack.header("10,000 fields", "A: b\r\n".repeat(9_999) + "A: b").answers(431),
            Attack.header("a value of 15 KiB", "X-A: " + "b".repeat(15 * 1024))
                .answers(200)
                .staysOpen(),
            Attack.header("a value of 17 KiB", "X-A: " + "b".repeat(17 * 1024)).answers(431),
            Attack.header("a value of 1 MiB", "X-A: " + "b".repeat(1024 * 1024)).answers(431),
            Attack.header("a name of 17 KiB", "X".repeat(17 * 1024) + ": b").answers(431),
            Attack.header("a name without end", "X".repeat(1024 * 1024)).answers(400, 431)));
  }

  @TestFactory
  Stream<DynamicTest> expectations() {
    return tests(
        Attacked::port,
        Stream.of(
            Attack.header("an unknown one", "Expect: the-unexpected").answers(417).mayClose(),
            Attack.header("100-continue without a body", "Expect: 100-continue")
                .answers(200)
                .staysOpen(),
            Attack.post(
                    "100-continue with the body",
                    "Expect: 100-continue\r\nContent-Length: 5",
                    "hello")
                .answers(100, 200)
                .mayClose(),
            Attack.post(
                    "100-continue with a body too large",
                    "Expect: 100-continue\r\nContent-Length: 99999999",
                    "")
                .answers(413),
            Attack.header("an upgrade nobody speaks", "Connection: upgrade\r\nUpgrade: h2c")
                .answers(200)
                .staysOpen(),
            Attack.header("keep-alive and close", "Connection: keep-alive, close").answers(200)));
  }
}
