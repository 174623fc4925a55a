package io.lokstra.redis;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * A Lua script, run by its digest and sent whole only to a server that does not know it. Immutable.
 *
 * <p>In a cluster all keys of one run belong into one slot: give them a part in braces that is the
 * same, {@code jobs:{mail}:due} and {@code jobs:{mail}:dead}. A script names no key that is not
 * among its keys, and takes the time from Redis ({@code redis.call('time')}).
 */
public final class RedisScript {
  private final String name;
  private final byte[] source;
  private final String digest;

  private RedisScript(String name, String source) {
    this.name = name;
    this.source = source.getBytes(StandardCharsets.UTF_8);
    this.digest = sha1(this.source);
  }

  /**
   * A script.
   *
   * @param name names it in errors: {@code "jobs.fetch"}
   */
  public static RedisScript of(String name, String source) {
    return new RedisScript(name, source);
  }

  // Redis names scripts by SHA-1; nothing is secured by it.
  private static String sha1(byte[] source) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(source));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this JVM has no SHA-1, by which Redis names scripts", e);
    }
  }

  /** Its name in errors. */
  public String name() {
    return name;
  }

  /** A run of it, for {@link Redis#call} and {@link Redis#pipeline}. */
  public RedisCommand command(List<byte[]> keys, List<byte[]> arguments) {
    return RedisCommand.ofScript(this, keys, arguments);
  }

  byte[] source() {
    return source;
  }

  String digest() {
    return digest;
  }

  @Override
  public String toString() {
    return name;
  }
}
