package io.lokstra.http;

import io.lokstra.internal.web.HttpToken;
import java.time.Duration;
import java.util.Optional;

/**
 * A cookie to be set (RFC 6265bis §4.1): for HTTPS only, out of reach of scripts and of other sites
 * unless said otherwise.
 *
 * @param name a token; {@code __Host-} and {@code __Secure-} prefixes are held to their rules
 * @param value visible ASCII without quotes, commas, semicolons and backslashes
 * @param path the paths it is sent to
 * @param domain the domain and its subdomains it is sent to; the host alone when empty
 * @param maxAge how long it is kept; until the browser closes when empty, deleted at once when zero
 * @param secure over HTTPS only
 * @param httpOnly out of reach of scripts
 * @param sameSite whether other sites' requests carry it
 */
public record Cookie(
    String name,
    String value,
    String path,
    Optional<String> domain,
    Optional<Duration> maxAge,
    boolean secure,
    boolean httpOnly,
    SameSite sameSite) {

  private static final int LONGEST = 4_096;

  /** Whether other sites' requests carry a cookie. */
  public enum SameSite {
    /** Never. */
    STRICT("Strict"),
    /** When the user follows a link. */
    LAX("Lax"),
    /** Always; needs {@code secure}. */
    NONE("None");

    private final String text;

    SameSite(String text) {
      this.text = text;
    }
  }

  /** Checks every part, so that no value can end the cookie and begin another. */
  public Cookie {
    if (!HttpToken.isToken(name)) {
      throw new IllegalArgumentException("not a cookie name: expected a token (RFC 9110 §5.6.2)");
    }
    check("value", name, value, "\",;\\");
    check("path", name, path, ";");
    if (!path.startsWith("/")) {
      throw new IllegalArgumentException("cookie " + name + ": its path must begin with a slash");
    }
    if (name.length() + value.length() > LONGEST) {
      throw new IllegalArgumentException(
          "cookie %s: name and value have %d bytes; browsers drop one of more than %d"
              .formatted(name, name.length() + value.length(), LONGEST));
    }
    domain.ifPresent(d -> check("domain", name, d, ";,"));
    if (sameSite == SameSite.NONE && !secure) {
      throw new IllegalArgumentException("cookie " + name + ": SameSite=None needs secure");
    }
    if (hasPrefix(name, "__Host-") && (!secure || domain.isPresent() || !path.equals("/"))) {
      throw new IllegalArgumentException(
          "cookie " + name + ": __Host- needs secure, path / and no domain");
    }
    if (hasPrefix(name, "__Secure-") && !secure) {
      throw new IllegalArgumentException("cookie " + name + ": __Secure- needs secure");
    }
  }

  /**
   * A cookie for this host, until the browser closes: path {@code /}, secure, HTTP only, {@code
   * SameSite=Lax}.
   */
  public static Cookie of(String name, String value) {
    return new Cookie(
        name, value, "/", Optional.empty(), Optional.empty(), true, true, SameSite.LAX);
  }

  /** What deletes a cookie that was set with {@link #of}. */
  public static Cookie deleted(String name) {
    return of(name, "").keptFor(Duration.ZERO);
  }

  /** This cookie with another lifetime. */
  public Cookie keptFor(Duration time) {
    return new Cookie(name, value, path, domain, Optional.of(time), secure, httpOnly, sameSite);
  }

  /** This cookie, sent to these paths. */
  public Cookie at(String path) {
    return new Cookie(name, value, path, domain, maxAge, secure, httpOnly, sameSite);
  }

  /** This cookie with another rule for other sites. */
  public Cookie sameSite(SameSite rule) {
    return new Cookie(name, value, path, domain, maxAge, secure, httpOnly, rule);
  }

  /** This cookie, over plain HTTP too: for development. */
  public Cookie insecure() {
    return new Cookie(name, value, path, domain, maxAge, false, httpOnly, sameSite);
  }

  /** This cookie, within reach of scripts. */
  public Cookie readableByScripts() {
    return new Cookie(name, value, path, domain, maxAge, secure, false, sameSite);
  }

  /** The {@code Set-Cookie} field. */
  public Header toHeader() {
    StringBuilder out =
        new StringBuilder(name).append('=').append(value).append("; Path=").append(path);
    domain.ifPresent(d -> out.append("; Domain=").append(d));
    maxAge.ifPresent(age -> out.append("; Max-Age=").append(seconds(age)));
    if (secure) {
      out.append("; Secure");
    }
    if (httpOnly) {
      out.append("; HttpOnly");
    }
    out.append("; SameSite=").append(sameSite.text);
    return Header.of("set-cookie", out.toString());
  }

  /** Browsers compare the prefixes without case (RFC 6265bis §5.7). */
  private static boolean hasPrefix(String name, String prefix) {
    return name.regionMatches(true, 0, prefix, 0, prefix.length());
  }

  /** Rounded up: what is kept for less than a second must not be deleted at once. */
  private static long seconds(Duration age) {
    return age.isPositive() ? age.plusNanos(999_999_999).toSeconds() : 0;
  }

  private static void check(String what, String name, String text, String forbidden) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c <= ' ' || c >= 127 || forbidden.indexOf(c) >= 0) {
        throw new IllegalArgumentException(
            "cookie %s: character U+%04X at %d of its %s is not allowed; encode it first (Base64, percent)"
                .formatted(name, (int) c, i, what));
      }
    }
  }
}
