package io.lokstra.config;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/**
 * Text nobody must see: a password, a key, a token. It prints as asterisks, in errors, in logs and
 * in {@code config show}; only {@link #reveal} gives it. Immutable.
 */
public final class Secret {

  /** What stands in a secret's place wherever one is printed. */
  static final String MASK = "******";

  private final String text;

  private Secret(String text) {
    this.text = text;
  }

  /** Hides {@code text}. */
  public static Secret of(String text) {
    return new Secret(text);
  }

  /** The text itself: hand it to what needs it and keep it nowhere. */
  public String reveal() {
    return text;
  }

  /** Compares in a time that does not tell how much of the two texts is equal. */
  @Override
  public boolean equals(Object other) {
    return other instanceof Secret secret
        && MessageDigest.isEqual(
            text.getBytes(StandardCharsets.UTF_8), secret.text.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  /** Always {@code ******}. */
  @Override
  public String toString() {
    return MASK;
  }
}
