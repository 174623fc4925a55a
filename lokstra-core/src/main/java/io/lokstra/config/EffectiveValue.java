package io.lokstra.config;

/**
 * A key as it is in force.
 *
 * @param key its path: {@code server.http.max-body-size}
 * @param text its value as it was written; a secret is masked
 * @param origin who said it
 */
public record EffectiveValue(String key, String text, Origin origin) {

  /** One line of {@code config show}: {@code server.name = shop (code: Server.named("shop"))}. */
  @Override
  public String toString() {
    return key + " = " + text + "  (" + origin + ")";
  }
}
