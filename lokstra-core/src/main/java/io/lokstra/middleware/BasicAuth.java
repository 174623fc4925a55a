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
import io.lokstra.internal.web.Sha256;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Lets pass who knows a name and a password (RFC 7617). Over TLS only in earnest: the password is
 * sent with every request.
 */
public final class BasicAuth implements Middleware {
  /** Who passed. */
  public static final Attribute<String> USER = Attribute.of("basic-auth.user", String.class);

  private static final int LONGEST = 1_024;

  /** Whether a name and a password go together. */
  @FunctionalInterface
  public interface Verifier {
    /**
     * Whether {@code password} is that of {@code user}. May block; must take as long for an unknown
     * user as for a wrong password.
     */
    boolean verify(String user, String password) throws Exception;
  }

  /**
   * Who passes.
   *
   * @param realm what the browser's dialogue shows
   * @param users passwords by name
   */
  @io.lokstra.config.Options
  public record Options(@Default("restricted") String realm, Map<String, Secret> users) {
    /** Copies the users, who must be some: nobody could pass otherwise. */
    public Options {
      users = Map.copyOf(users);
      if (users.isEmpty()) {
        throw new IllegalArgumentException("users are missing; expected passwords by user name");
      }
    }
  }

  private final Header challenge;
  private final Verifier verifier;

  private BasicAuth(String realm, Verifier verifier) {
    if (realm.indexOf('"') >= 0 || realm.indexOf('\\') >= 0) {
      throw new IllegalArgumentException(
          "the realm of basic-auth must not have quotes or backslashes");
    }
    this.challenge =
        Header.of("www-authenticate", "Basic realm=\"" + realm + "\", charset=\"UTF-8\"");
    this.verifier = verifier;
  }

  /**
   * Asks {@code verifier}.
   *
   * @param realm what the browser's dialogue shows
   */
  public static BasicAuth create(String realm, Verifier verifier) {
    return new BasicAuth(realm, verifier);
  }

  /**
   * Lets pass these users, by name and password; they are compared in constant time and kept as
   * digests.
   *
   * @param realm what the browser's dialogue shows
   */
  public static BasicAuth create(String realm, Map<String, String> users) {
    Map<String, byte[]> digests = new LinkedHashMap<>();
    users.forEach((user, password) -> digests.put(user, Sha256.of(password)));
    byte[] nobody = Sha256.of("");
    return new BasicAuth(
        realm,
        (user, password) -> {
          byte[] wanted = digests.get(user);
          boolean same =
              MessageDigest.isEqual(Sha256.of(password), wanted == null ? nobody : wanted);
          return same && wanted != null;
        });
  }

  /** By these options. */
  public static BasicAuth create(Options options) {
    Map<String, String> users = new LinkedHashMap<>();
    options.users().forEach((user, password) -> users.put(user, password.reveal()));
    return create(options.realm(), users);
  }

  @Override
  public Response handle(RequestContext ctx, Next next) throws Exception {
    Optional<String[]> credentials = ctx.header("authorization").flatMap(BasicAuth::credentials);
    if (credentials.isEmpty() || !verifier.verify(credentials.get()[0], credentials.get()[1])) {
      return Response.error(Failure.of(401)).withHeader(challenge);
    }
    ctx.set(USER, credentials.get()[0]);
    return next.handle(ctx);
  }

  private static Optional<String[]> credentials(String field) {
    if (field.length() > LONGEST || !field.regionMatches(true, 0, "Basic ", 0, 6)) {
      return Optional.empty();
    }
    try {
      byte[] decoded = Base64.getDecoder().decode(field.substring(6).strip());
      String pair =
          StandardCharsets.UTF_8.newDecoder().decode(java.nio.ByteBuffer.wrap(decoded)).toString();
      int colon = pair.indexOf(':');
      return colon < 0
          ? Optional.empty()
          : Optional.of(new String[] {pair.substring(0, colon), pair.substring(colon + 1)});
    } catch (IllegalArgumentException | CharacterCodingException e) {
      return Optional.empty();
    }
  }

  @Override
  public String name() {
    return "basic-auth";
  }
}
