package io.lokstra.middleware;

import io.lokstra.config.Default;
import io.lokstra.config.Secret;
import io.lokstra.http.Attribute;
import io.lokstra.http.Failure;
import io.lokstra.http.Header;
import io.lokstra.http.Middleware;
import io.lokstra.http.Next;
import io.lokstra.http.RequestContext;
import io.lokstra.http.Response;
import io.lokstra.internal.web.HttpToken;
import io.lokstra.internal.web.Sha256;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Lets pass who has a key: a program, not a person. Every key has the name of who it was given to,
 * which is left with the request as its {@link #PRINCIPAL}. Keys are kept and compared as digests,
 * in a time that tells nothing of them.
 */
public final class ApiKey implements Middleware {
  /** Whose key it was. */
  public static final Attribute<String> PRINCIPAL = Attribute.of("api-key.principal", String.class);

  private static final Header CHALLENGE = Header.of("www-authenticate", "ApiKey");
  private static final String DIGEST = "sha256:";
  private static final int SHORTEST = 16;
  private static final int LONGEST = 1_024;

  /**
   * Who passes.
   *
   * @param keys keys by the name of who has them: 16 random characters or more, or {@code sha256:}
   *     and the 64 digits of such a key's digest
   * @param header the header field that carries a key
   * @param query the query parameter that carries it where there is no such field; none when empty:
   *     addresses stand in logs and histories
   */
  @io.lokstra.config.Options
  public record Options(
      Map<String, Secret> keys, @Default("x-api-key") String header, @Default("") String query) {

    /** Copies the keys, which must be some: nobody could pass otherwise. */
    public Options {
      keys = Map.copyOf(keys);
      if (keys.isEmpty()) {
        throw new IllegalArgumentException(
            "keys are missing; expected keys by the name of who has them");
      }
      HttpToken.require("header", header);
    }
  }

  private final Options options;
  private final String[] names;
  private final byte[][] digests;

  private ApiKey(Options options) {
    this.options = options;
    Map<String, byte[]> all = new TreeMap<>();
    Map<String, String> owners = new LinkedHashMap<>();
    options
        .keys()
        .forEach((name, key) -> {
          byte[] digest = checked(name, key.reveal());
          String other = owners.put(HexFormat.of().formatHex(digest), name);
          if (other != null) {
            throw new IllegalArgumentException(
                "api-key: %s and %s have the same key; give each one of its own"
                    .formatted(min(other, name), max(other, name)));
          }
          all.put(name, digest);
        });
    names = all.keySet().toArray(new String[0]);
    digests = all.values().toArray(new byte[0][]);
  }

  private static String min(String a, String b) {
    return a.compareTo(b) < 0 ? a : b;
  }

  private static String max(String a, String b) {
    return a.compareTo(b) < 0 ? b : a;
  }

  private static byte[] checked(String name, String key) {
    if (key.startsWith(DIGEST)) {
      try {
        byte[] digest = HexFormat.of().parseHex(key.substring(DIGEST.length()));
        if (digest.length == 32) {
          return digest;
        }
      } catch (IllegalArgumentException notHexadecimal) {
        // Told below, with what would be one.
      }
      throw new IllegalArgumentException(
          "api-key: the digest of %s is none; expected sha256: and 64 hexadecimal digits"
              .formatted(name));
    }
    if (key.length() < SHORTEST || key.length() > LONGEST) {
      throw new IllegalArgumentException(
          "api-key: the key of %s has %d characters; expected %d to %d, at random"
              .formatted(name, key.length(), SHORTEST, LONGEST));
    }
    return Sha256.of(key);
  }

  /** Lets pass these keys, by the name of who has them, in {@code x-api-key}. */
  public static ApiKey create(Map<String, String> keys) {
    Map<String, Secret> secrets = new LinkedHashMap<>();
    keys.forEach((name, key) -> secrets.put(name, Secret.of(key)));
    return create(new Options(secrets, "x-api-key", ""));
  }

  /**
   * By these options.
   *
   * @throws IllegalArgumentException when a key is too short to be one, or given to two
   */
  public static ApiKey create(Options options) {
    return new ApiKey(options);
  }

  @Override
  public Response handle(RequestContext ctx, Next next) {
    Optional<String> name = sent(ctx).flatMap(this::owner);
    if (name.isEmpty()) {
      return Response.error(Failure.of(401)).withHeader(CHALLENGE);
    }
    ctx.set(PRINCIPAL, name.get());
    return next.handle(ctx);
  }

  /** The one key that came; none where there are several. */
  private Optional<String> sent(RequestContext ctx) {
    List<String> sent = ctx.headers().all(options.header());
    if (sent.isEmpty() && !options.query().isEmpty()) {
      sent = ctx.query().all(options.query());
    }
    return sent.size() == 1 && sent.getFirst().length() <= LONGEST
        ? Optional.of(sent.getFirst())
        : Optional.empty();
  }

  /** Compares with all of them, so that the time says nothing of which one it was. */
  private Optional<String> owner(String key) {
    byte[] digest = Sha256.of(key);
    int found = -1;
    for (int i = 0; i < digests.length; i++) {
      found = MessageDigest.isEqual(digest, digests[i]) ? i : found;
    }
    return found < 0 ? Optional.empty() : Optional.of(names[found]);
  }

  @Override
  public String name() {
    return "api-key";
  }
}
