package io.lokstra.http;

/**
 * An entity tag (RFC 9110 §8.8.3): names one state of a resource.
 *
 * @param value the opaque tag, without quotes
 * @param weak whether equal tags mean "equivalent" rather than "the same bytes"
 */
public record EntityTag(String value, boolean weak) {

  /** Checks the characters. */
  public EntityTag {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c <= ' ' || c == '"' || c >= 127) {
        throw new IllegalArgumentException(
            "not an entity tag: '" + value + "'; expected visible ASCII without quotes or spaces");
      }
    }
  }

  /** A strong tag from anything that changes with the state: a version number, a hash. */
  public static EntityTag of(Object version) {
    return new EntityTag(String.valueOf(version), false);
  }

  /**
   * Whether {@code other} names the same state byte for byte (RFC 9110 §8.8.3.2, strong
   * comparison).
   */
  public boolean matchesStrongly(EntityTag other) {
    return !weak && !other.weak && value.equals(other.value);
  }

  /** Whether {@code other} names an equivalent state (weak comparison). */
  public boolean matchesWeakly(EntityTag other) {
    return value.equals(other.value);
  }

  /** As it stands in a header field: {@code "5"} in quotes, {@code W/} before a weak one. */
  @Override
  public String toString() {
    return (weak ? "W/\"" : "\"") + value + "\"";
  }
}
