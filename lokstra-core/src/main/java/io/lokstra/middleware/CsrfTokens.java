package io.lokstra.middleware;

import io.lokstra.http.Attribute;
import io.lokstra.http.Cookie;
import io.lokstra.http.Header;
import io.lokstra.http.RequestContext;
import io.lokstra.http.Response;
import io.lokstra.internal.web.ListField;
import io.lokstra.internal.web.Vary;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The two halves of a signed double submit: a cookie, and tokens that go with it. The cookie is 16
 * random bytes and their HMAC-SHA256 by a secret, over the session's name too; a token is those
 * bytes, each time under another mask.
 */
final class CsrfTokens {
  static final Attribute<Pair> PAIR = Attribute.of("csrf.pair", Pair.class);

  private static final Header VARY_COOKIE = Header.of("vary", "Cookie");
  private static final Header NOT_STORED = Header.of("cache-control", "no-store");
  private static final int SIZE = 16;
  private static final String ALGORITHM = "HmacSHA256";

  private final SecretKeySpec key;
  private final String cookie;
  private final Function<? super RequestContext, String> session;
  private final SecureRandom random = new SecureRandom();

  CsrfTokens(String secret, String cookie, Function<? super RequestContext, String> session) {
    this.key = new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM);
    this.cookie = cookie;
    this.session = session;
  }

  /** What a request came with, and what its answer is given. */
  Pair pair(RequestContext ctx) {
    List<String> sent = ctx.cookies().all(cookie);
    String of = session.apply(ctx);
    Optional<byte[]> secret = sent.size() == 1 ? opened(sent.getFirst(), of) : Optional.empty();
    return new Pair(of, secret);
  }

  private Optional<byte[]> opened(String value, String of) {
    int dot = value.indexOf('.');
    byte[] secret = dot < 0 ? new byte[0] : decoded(value.substring(0, dot));
    if (secret.length != SIZE) {
      return Optional.empty();
    }
    byte[] signature = decoded(value.substring(dot + 1));
    return MessageDigest.isEqual(signature, signature(secret, of))
        ? Optional.of(secret)
        : Optional.empty();
  }

  private byte[] signature(byte[] secret, String of) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      mac.update(secret);
      return mac.doFinal(of.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JVM has " + ALGORITHM, e);
    }
  }

  private static byte[] decoded(String text) {
    try {
      return Base64.getUrlDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      return new byte[0];
    }
  }

  private static String encoded(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /** Cookie and tokens of one request. Thread-safe: children of a request may ask for a token. */
  final class Pair {
    private final String of;
    private Optional<byte[]> secret;
    private boolean fresh;
    private boolean used;
    private boolean finished;

    private Pair(String of, Optional<byte[]> secret) {
      this.of = of;
      this.secret = secret;
    }

    synchronized String token() {
      if (finished && !used) {
        throw new IllegalStateException(
            "a csrf token was asked for when the head of its response was made already, so its cookie"
                + " cannot be set; ask for it before Response.stream(…)");
      }
      if (secret.isEmpty()) {
        byte[] made = new byte[SIZE];
        random.nextBytes(made);
        secret = Optional.of(made);
        fresh = true;
      }
      used = true;
      byte[] token = new byte[2 * SIZE];
      byte[] mask = new byte[SIZE];
      random.nextBytes(mask);
      for (int i = 0; i < SIZE; i++) {
        token[i] = mask[i];
        token[SIZE + i] = (byte) (mask[i] ^ secret.get()[i]);
      }
      return encoded(token);
    }

    synchronized boolean accepts(String text) {
      byte[] token = decoded(text);
      if (secret.isEmpty() || token.length != 2 * SIZE) {
        return false;
      }
      byte[] unmasked = new byte[SIZE];
      for (int i = 0; i < SIZE; i++) {
        unmasked[i] = (byte) (token[i] ^ token[SIZE + i]);
      }
      return MessageDigest.isEqual(unmasked, secret.get());
    }

    /** {@code response}, which sets the cookie where a token was made for a new one. */
    synchronized Response finish(RequestContext ctx, Response response) {
      finished = true;
      if (!used) {
        return response;
      }
      Response varying = Vary.with(response, VARY_COOKIE);
      if (!ListField.has(varying.headers(), "cache-control", "no-store")
          && !ListField.has(varying.headers(), "cache-control", "private")) {
        // Whoever else gets this page from a cache would know its token.
        varying = varying.withHeader(NOT_STORED);
      }
      if (!fresh || secret.isEmpty()) {
        return varying;
      }
      byte[] made = secret.get();
      Cookie set = Cookie.of(cookie, encoded(made) + "." + encoded(signature(made, of)));
      boolean plain = !cookie.startsWith("__") && ctx.scheme().equals("http");
      return varying.withCookie(plain ? set.insecure() : set);
    }
  }
}
