package features;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/**
 * The raw attacks of the tests of {@code examples/features}, for other servers: those about the
 * grammar and the framing of HTTP/1.1, which need nothing of the application but {@code /}, {@code
 * /plaintext} and {@code /echo}.
 */
public final class CaseCatalogue {

  /** What the standard says of a case. */
  public enum Rule {
    /** The grammar or the framing of RFC 9112 is broken: refuse. */
    REFUSE,
    /** It is broken, but the standard lets a server be lenient. */
    MAY_REFUSE,
    /** It is right: serve. */
    SERVE,
    /** It is right and without reason: a bound is wanted, which one is not said. */
    BOUND
  }

  /**
   * One of them.
   *
   * @param name which
   * @param bytes what is sent
   * @param rule what the standard says
   * @param halfClose whether the client says that it sends no more
   */
  public record RawCase(String name, byte[] bytes, Rule rule, boolean halfClose) {}

  /**
   * RFC 9112 §2.2 (a bare LF may end a line), §3 (white space may be taken for a space), §5.2 (a
   * folded line may be unfolded), §6.1 (chunks count more than a length), §6.3 (equal lengths may
   * be taken for one), RFC 9110 §4.2 and §5.6.1 (user information, empty elements of a list), §5.5
   * (characters of control may be replaced).
   */
  private static final Set<String> LENIENT =
      Set.of(
          "bare LF as line end",
          "bare LF after the request line",
          "bare LF before",
          "two spaces after the method",
          "two spaces before the version",
          "tab after the method",
          "tab before the version",
          "space after the version",
          "vertical tab as space",
          "folded by a space",
          "folded by a tab",
          "a line break",
          "folded",
          "after a bare LF",
          "bare LF between fields",
          "bare LF at the end",
          "NUL in the value",
          "control character in the value",
          "DEL in the value",
          "Content-Length: 5,5",
          "Content-Length: 5, 5",
          "twice the same",
          "a folded trailer",
          "a trailer with a bare LF",
          "behind a bare CR",
          "behind a bad request line",
          "Transfer-Encoding: chunked,",
          "Transfer-Encoding: , chunked",
          "Transfer-Encoding: chunked\r\nContent-Length: 5",
          "Transfer-Encoding: chunked\r\nContent-Length: 0",
          "Transfer-Encoding: chunked\r\nContent-Length: 25",
          "length and chunks (CL.TE)",
          "chunks and length (TE.CL)",
          "in HTTP/1.0",
          "a port too large",
          "absolute with user information",
          "absolute in another scheme");

  /** Far beyond what anyone needs. */
  private static final Set<String> WITHOUT_REASON =
      Set.of(
          "10,000 fields",
          "a value of 1 MiB",
          "a name without end",
          "1,000,000 octets",
          "1,000 trailers",
          "zeros without end");

  /** What the limits of the example say, and those of nobody else need say. */
  private static final Set<String> OUR_LIMITS =
      Set.of("a value of 15 KiB", "8,000 octets must work", "100 fields");

  private CaseCatalogue() {}

  /** All of them. */
  public static List<RawCase> all() {
    List<RawCase> all = new ArrayList<>();
    FramingAttackTest framing = new FramingAttackTest();
    HeaderAttackTest headers = new HeaderAttackTest();
    RequestLineAttackTest line = new RequestLineAttackTest();
    add(all, "length", framing.contentLength());
    add(all, "coding", framing.transferEncoding());
    add(all, "chunks", framing.chunks());
    add(all, "smuggling", framing.smuggling());
    add(all, "host", headers.host());
    add(all, "fields", headers.fields());
    add(all, "limits", headers.limits());
    add(all, "line", line.grammar());
    add(all, "version", line.versions());
    add(all, "method", line.methods());
    add(all, "target", line.targets());
    return all;
  }

  private static void add(List<RawCase> all, String group, Stream<DynamicTest> tests) {
    tests.forEach(test -> {
      Attack attack = ((AttackTest.Case) test.getExecutable()).attack();
      if (isOfApplication(group, attack)) {
        return;
      }
      boolean served = attack.statuses().stream().anyMatch(status -> status >= 100 && status < 400);
      boolean bound = Set.of(413, 414, 431).containsAll(attack.statuses());
      Rule rule;
      if (LENIENT.contains(attack.name())) {
        rule = Rule.MAY_REFUSE;
      } else if (WITHOUT_REASON.contains(attack.name())) {
        rule = Rule.BOUND;
      } else if (bound) {
        return; // a limit of ours
      } else if (!served) {
        rule = Rule.REFUSE;
      } else if (attack.statuses().stream().anyMatch(status -> status >= 400 || status == 0)) {
        return; // either is right
      } else {
        rule = Rule.SERVE;
      }
      all.add(new RawCase(group + ": " + attack.name(), attack.bytes(), rule, attack.halfClose()));
    });
  }

  /** What asks for routes, methods or conversions of the example, or for its own limits. */
  private static boolean isOfApplication(String group, Attack attack) {
    String head = new String(attack.bytes(), java.nio.charset.StandardCharsets.ISO_8859_1);
    return OUR_LIMITS.contains(attack.name())
        || head.contains(" /users/")
        || head.contains(" /search")
        || head.contains(" /nowhere")
        || (group.equals("method") && !attack.statuses().contains(400))
        || (group.equals("target") && head.contains("aaaaaaa") && attack.statuses().contains(404));
  }
}
