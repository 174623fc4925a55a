package features;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Ways around the credentials of {@code /admin/secret}. */
class PathAttackTest extends AttackTest {

  @TestFactory
  Stream<DynamicTest> spellings() {
    return tests(
        Attacked::port,
        Stream.of(
            Attack.target("as it is", "/admin/secret")
                .answers(401)
                .containing("www-authenticate: basic")
                .staysOpen(),
            Attack.target("with a query", "/admin/secret?x=/plaintext").answers(401).staysOpen(),
            Attack.target("one letter encoded", "/%61dmin/secret").answers(401).staysOpen(),
            Attack.target("every letter encoded", "/%61%64%6d%69%6e/%73%65%63%72%65%74")
                .answers(401)
                .staysOpen(),
            Attack.target("in absolute form", "http://localhost/admin/secret")
                .answers(401)
                .staysOpen(),
            refused("an empty segment before", "//admin/secret"),
            refused("an empty segment between", "/admin//secret"),
            refused("three slashes", "///admin/secret"),
            refused("a dot segment", "/admin/./secret"),
            refused("two dot segments", "/x/../admin/secret"),
            refused("dots at the beginning", "/../admin/secret"),
            refused("dots at the end", "/admin/secret/."),
            refused("dots back and forth", "/admin/secret/../secret"),
            refused("an encoded dot segment", "/admin/%2e/secret"),
            refused("encoded dots", "/x/%2e%2e/admin/secret"),
            refused("half encoded dots", "/x/.%2E/admin/secret"),
            refused("an encoded slash", "/admin%2fsecret"),
            refused("an encoded slash in upper case", "/admin%2Fsecret"),
            refused("an encoded slash at the end", "/admin/secret%2f"),
            refused("a backslash", "/admin\\secret"),
            refused("an encoded backslash", "/admin%5csecret"),
            refused("NUL at the end", "/admin/secret%00"),
            refused("NUL and a suffix", "/admin/secret%00.html"),
            refused("a path parameter", "/admin/secret;x"),
            refused("a path parameter with a value", "/admin/secret;jsessionid=1"),
            refused("a path parameter between", "/admin;x/secret"),
            refused("a path parameter and dots", "/x/..;/admin/secret"),
            elsewhere("an encoded semicolon", "/admin/secret%3bx").answers(400, 401, 404),
            refused("overlong UTF-8 of a letter", "/%c1%a1dmin/secret"),
            refused("overlong UTF-8 of a slash", "/admin%c0%afsecret"),
            elsewhere("encoded twice", "/%2561dmin/secret"),
            elsewhere("a slash encoded twice", "/admin%252fsecret"),
            elsewhere("upper case", "/ADMIN/secret"),
            elsewhere("mixed case", "/Admin/Secret"),
            elsewhere("a slash at the end", "/admin/secret/").answers(301, 307, 308, 400, 401, 404),
            elsewhere("a space at the end", "/admin/secret%20"),
            elsewhere("a dot at the end", "/admin/secret."),
            elsewhere("a suffix", "/admin/secret.json"),
            elsewhere("a tab at the end", "/admin/secret%09").answers(400, 404),
            elsewhere("a line break at the end", "/admin/secret%0a").answers(400, 404),
            elsewhere("a question mark encoded", "/admin/secret%3f"),
            elsewhere("a number sign encoded", "/admin/secret%23"),
            elsewhere("full-width letters", "/%ef%bd%81dmin/secret"),
            elsewhere("a Turkish dotless i", "/adm%c4%b1n/secret"),
            elsewhere("a Kelvin sign", "/admin/secret%e2%84%aa"),
            elsewhere("a zero-width joiner", "/admin/secret%e2%80%8d")));
  }

  /** Not well-formed, or not unambiguous; below {@code /admin} credentials are asked for first. */
  private static Attack refused(String name, String target) {
    return Attack.target(name, target).answers(400, 401).mayClose();
  }

  /** Another path; below {@code /admin} nobody learns that it is none. */
  private static Attack elsewhere(String name, String target) {
    return Attack.target(name, target).answers(401, 404).mayClose();
  }

  @TestFactory
  Stream<DynamicTest> spellingsThatNobodyMayUse() {
    String right = "Basic " + base64(Attacked.USER + ":" + Attacked.PASSWORD);
    return tests(
        Attacked::port,
        Stream.of(
                "//admin/secret",
                "/admin//secret",
                "/admin/./secret",
                "/admin/../admin/secret",
                "/admin/%2e/secret",
                "/admin%2fsecret",
                "/admin/secret%2f",
                "/admin%5csecret",
                "/admin\\secret",
                "/admin/secret%00",
                "/admin/secret;x",
                "/admin;x/secret",
                "/%c1%a1dmin/secret")
            .map(target ->
                Attack.of(
                        target,
                        "GET "
                            + target
                            + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: "
                            + right
                            + "\r\n\r\n")
                    .mayClose()));
  }

  @TestFactory
  Stream<DynamicTest> fieldsThatSomeServersBelieve() {
    return tests(
        Attacked::port,
        Stream.of(
                "X-Original-URL: /admin/secret",
                "X-Rewrite-URL: /admin/secret",
                "X-Forwarded-Prefix: /admin",
                "X-HTTP-Method-Override: POST",
                "X-Forwarded-Path: /admin/secret",
                "X-Forwarded-For: 127.0.0.1\r\nX-Forwarded-Host: admin\r\nForwarded: for=127.0.0.1")
            .map(lines ->
                Attack.of(
                        lines.replace("\r\n", ", "),
                        "GET /plaintext HTTP/1.1\r\nHost: localhost\r\n" + lines + "\r\n\r\n")
                    .answers(200)
                    .staysOpen()));
  }

  @TestFactory
  Stream<DynamicTest> methods() {
    return tests(
        Attacked::port,
        Stream.of("HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "BREW", "get", "TRACE")
            .map(method ->
                Attack.of(method, method + " /admin/secret HTTP/1.1\r\nHost: localhost\r\n\r\n")
                    .answers(200, 204, 401, 405, 501)
                    .mayClose()));
  }

  @TestFactory
  Stream<DynamicTest> credentials() {
    return tests(
        Attacked::port,
        Stream.of(
            authorized("right", "Basic " + base64(Attacked.USER + ":" + Attacked.PASSWORD))
                .answers(200)
                .containing(ADMIN),
            authorized(
                    "right, scheme in other case",
                    "bAsIc " + base64(Attacked.USER + ":" + Attacked.PASSWORD))
                .answers(200)
                .containing(ADMIN),
            authorized("wrong password", "Basic " + base64(Attacked.USER + ":wrong")),
            authorized(
                "password cut short",
                "Basic " + base64(Attacked.USER + ":" + Attacked.PASSWORD.substring(1))),
            authorized("wrong user", "Basic " + base64("root:" + Attacked.PASSWORD)),
            authorized("no password", "Basic " + base64(Attacked.USER)),
            authorized("empty password", "Basic " + base64(Attacked.USER + ":")),
            authorized("empty both", "Basic " + base64(":")),
            authorized("nothing", "Basic "),
            authorized("no scheme", base64(Attacked.USER + ":" + Attacked.PASSWORD)),
            authorized(
                "another scheme", "Bearer " + base64(Attacked.USER + ":" + Attacked.PASSWORD)),
            authorized("no Base64", "Basic %%%%"),
            authorized("Base64 with bad padding", "Basic YQ="),
            authorized(
                "NUL after the password",
                "Basic " + base64(Attacked.USER + ":" + Attacked.PASSWORD + "\0")),
            authorized(
                "NUL before the user",
                "Basic " + base64("\0" + Attacked.USER + ":" + Attacked.PASSWORD)),
            authorized("10,000 bytes", "Basic " + base64("a".repeat(7_500) + ":b")),
            authorized(
                "broken UTF-8",
                "Basic " + Base64.getEncoder().encodeToString(new byte[] {-1, -2, ':', -3})),
            authorized(
                    "twice",
                    "Basic eDp5\r\nAuthorization: Basic "
                        + base64(Attacked.USER + ":" + Attacked.PASSWORD))
                .answers(400, 401)));
  }

  private static Attack authorized(String name, String value) {
    return Attack.of(
            name,
            "GET /admin/secret HTTP/1.1\r\nHost: localhost\r\nAuthorization: " + value + "\r\n\r\n")
        .answers(401)
        .staysOpen();
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
