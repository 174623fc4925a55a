package features;

import static features.Attack.CLOSE;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The first line: grammar, versions, methods, targets (RFC 9112 §3). */
class RequestLineAttackTest extends AttackTest {
  private static final String REST = "\r\nHost: localhost\r\n\r\n";

  @TestFactory
  Stream<DynamicTest> grammar() {
    return tests(
        Attacked::port,
        Stream.of(
            Attack.of("a plain request", "GET / HTTP/1.1" + REST).answers(200).staysOpen(),
            Attack.of("bare LF as line end", "GET / HTTP/1.1\nHost: localhost\n\n"),
            Attack.of("bare LF after the request line", "GET / HTTP/1.1\nHost: localhost\r\n\r\n"),
            Attack.of("bare CR after the request line", "GET / HTTP/1.1\rHost: localhost\r\n\r\n"),
            Attack.of("bare CR in the target", "GET /\rx HTTP/1.1" + REST),
            Attack.of("one empty line before", "\r\nGET / HTTP/1.1" + REST)
                .answers(200)
                .staysOpen(),
            Attack.of(
                    "a thousand empty lines before", "\r\n".repeat(1000) + "GET / HTTP/1.1" + REST)
                .answers(200, 400)
                .mayClose(),
            Attack.of("bare LF before", "\nGET / HTTP/1.1" + REST),
            Attack.of("two spaces after the method", "GET  / HTTP/1.1" + REST),
            Attack.of("two spaces before the version", "GET /  HTTP/1.1" + REST),
            Attack.of("tab after the method", "GET\t/ HTTP/1.1" + REST),
            Attack.of("tab before the version", "GET /\tHTTP/1.1" + REST),
            Attack.of("space after the version", "GET / HTTP/1.1 " + REST),
            Attack.of("space before the method", " GET / HTTP/1.1" + REST),
            Attack.of("vertical tab as space", "GET\u000b/\u000bHTTP/1.1" + REST),
            Attack.of("no version (HTTP/0.9)", "GET /\r\n\r\n"),
            Attack.of("no target", "GET HTTP/1.1" + REST),
            Attack.of("only a method", "GET\r\n\r\n"),
            Attack.of("four words", "GET / HTTP/1.1 x" + REST),
            Attack.of("NUL in the line", "GET /\0 HTTP/1.1" + REST),
            Attack.of("a binary first byte", "\u0001GET / HTTP/1.1" + REST)));
  }

  @TestFactory
  Stream<DynamicTest> versions() {
    return tests(
        Attacked::port,
        Stream.of(
            Attack.of("HTTP/1.0", "GET / HTTP/1.0\r\n\r\n").answers(200),
            Attack.of("HTTP/1.2 is served as 1.1 or refused", "GET / HTTP/1.2" + REST)
                .answers(200, 400, 505)
                .mayClose(),
            Attack.of("HTTP/2.0", "GET / HTTP/2.0" + REST).answers(505),
            Attack.of("HTTP/3.0", "GET / HTTP/3.0" + REST).answers(505),
            Attack.of("HTTP/0.9", "GET / HTTP/0.9" + REST).answers(400, 505),
            Attack.of("HTTP/9.9", "GET / HTTP/9.9" + REST).answers(400, 505),
            Attack.of("lower case", "GET / http/1.1" + REST),
            Attack.of("two digits", "GET / HTTP/1.10" + REST),
            Attack.of("two digits before", "GET / HTTP/11.1" + REST),
            Attack.of("a leading zero", "GET / HTTP/01.1" + REST),
            Attack.of("no minor", "GET / HTTP/1" + REST),
            Attack.of("no digits", "GET / HTTP/" + REST),
            Attack.of("a sign", "GET / HTTP/+1.1" + REST),
            Attack.of("a comma", "GET / HTTP/1,1" + REST),
            Attack.of("another protocol", "GET / HTTPS/1.1" + REST),
            Attack.of("a space inside", "GET / HTTP /1.1" + REST),
            Attack.of("what begins like HTTP/2", "PRI * HTTP/2.0\r\nHost: localhost\r\n\r\n")
                .answers(400, 505, CLOSE),
            Attack.of(
                    "a TLS handshake", "\u0016\u0003\u0001\u0002\0\u0001\0\u0001\u00fc\u0003\u0003")
                .answers(400, CLOSE),
            Attack.of("an SSH banner", "SSH-2.0-OpenSSH_9.2\r\n").answers(400, CLOSE)));
  }

  @TestFactory
  Stream<DynamicTest> methods() {
    return tests(
        Attacked::port,
        Stream.of(
            Attack.of("no method", " / HTTP/1.1" + REST),
            Attack.of("no token", "GE(T / HTTP/1.1" + REST),
            Attack.of("NUL", "GET\0 / HTTP/1.1" + REST),
            Attack.of("a colon", "GET: / HTTP/1.1" + REST),
            Attack.of("beyond ASCII", "G\u00c9T / HTTP/1.1" + REST),
            Attack.of("lower case is another method", "get /plaintext HTTP/1.1" + REST)
                .answers(405, 501)
                .mayClose(),
            Attack.of("unknown", "BREW /plaintext HTTP/1.1" + REST).answers(405, 501).mayClose(),
            Attack.of("20,000 letters", "A".repeat(20_000) + " / HTTP/1.1" + REST)
                .answers(400, 414, 501),
            Attack.of(
                    "TRACE echoes nothing",
                    "TRACE /plaintext HTTP/1.1\r\nHost: a\r\nCookie: k=v\r\n\r\n")
                .answers(405, 501)
                .mayClose(),
            Attack.of("CONNECT is no proxy", "CONNECT localhost:443 HTTP/1.1" + REST)
                .answers(400, 404, 405, 501)
                .mayClose(),
            Attack.of(
                    "wrong method",
                    "POST /plaintext HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n")
                .answers(405)
                .containing("allow: GET, HEAD, OPTIONS")
                .staysOpen(),
            Attack.of("HEAD", "HEAD /plaintext HTTP/1.1" + REST)
                .answers(200)
                .containing("content-length: 13")
                .staysOpen(),
            Attack.of("HEAD of what is not there", "HEAD /nowhere HTTP/1.1" + REST)
                .answers(404)
                .staysOpen(),
            Attack.of("OPTIONS", "OPTIONS /plaintext HTTP/1.1" + REST)
                .answers(200, 204)
                .containing("allow: GET, HEAD, OPTIONS")
                .staysOpen(),
            Attack.of("OPTIONS *", "OPTIONS * HTTP/1.1" + REST).answers(200, 204).staysOpen()));
  }

  @TestFactory
  Stream<DynamicTest> targets() {
    return tests(
        Attacked::port,
        Stream.of(
            Attack.target("no slash", "plaintext"),
            Attack.target("* for GET", "*"),
            Attack.target("authority for GET", "localhost:80"),
            Attack.target("a fragment", "/plaintext#x"),
            Attack.target("a broken escape", "/%zz").mayClose(),
            Attack.target("half an escape", "/%4").mayClose(),
            Attack.target("an escape in the query that is none", "/search?q=%zz").mayClose(),
            Attack.target("half an escape in the query", "/search?q=%4").mayClose(),
            Attack.target("broken UTF-8 in the query", "/search?q=%ff").mayClose(),
            Attack.target("a query nobody reads", "/?a=%zz").answers(200, 400).mayClose(),
            Attack.target("an encoded NUL", "/%00").mayClose(),
            Attack.target("overlong UTF-8", "/%c0%af").mayClose(),
            Attack.target("broken UTF-8", "/%ff").mayClose(),
            Attack.target("a UTF-16 surrogate in UTF-8", "/%ed%a0%80").mayClose(),
            Attack.target("a raw byte beyond ASCII", "/caf\u00e9"),
            Attack.target("DEL", "/\u007f"),
            Attack.target("absolute", "http://localhost/plaintext").answers(200).staysOpen(),
            Attack.target("absolute without a path", "http://localhost").answers(200).staysOpen(),
            Attack.target("absolute with another authority", "http://evil.example/plaintext"),
            Attack.target("absolute with user information", "http://me@localhost/plaintext"),
            Attack.target("absolute without an authority", "http:///plaintext"),
            Attack.target("absolute in another scheme", "ftp://localhost/plaintext"),
            Attack.target("absolute in no scheme", "://localhost/"),
            Attack.of("8,000 octets must work", "GET /" + "a".repeat(7_980) + " HTTP/1.1" + REST)
                .answers(404)
                .staysOpen(),
            Attack.target("10,000 octets", "/" + "a".repeat(10_000)).answers(414),
            Attack.target("1,000,000 octets", "/" + "a".repeat(1_000_000)).answers(414),
            Attack.target("an integer that is none", "/users/abc").answers(400, 404).staysOpen(),
            Attack.target("an integer too large", "/users/99999999999999999999")
                .answers(400, 404)
                .staysOpen(),
            Attack.target("an integer with a sign", "/users/+1").answers(400, 404).staysOpen(),
            Attack.target("an integer in Arabic digits", "/users/%D9%A1")
                .answers(400, 404)
                .staysOpen(),
            Attack.target("1,001 parameters", "/?" + "a&".repeat(1_001))
                .answers(200, 400)
                .mayClose(),
            Attack.target("a line break in a value splits nothing", "/users/1%0d%0aSet-Cookie:a=b")
                .answers(400, 404)
                .mayClose()));
  }
}
