package io.lokstra.netty.http1;

import org.jspecify.annotations.Nullable;

/**
 * Follows the grammar of chunk extensions octet by octet (RFC 9112 §7.1.1): {@code *( BWS ";" BWS
 * name [ BWS "=" BWS ( token / quoted-string ) ] )}.
 */
final class ChunkExtension {
  private enum State {
    BEFORE_SEMICOLON,
    BEFORE_NAME,
    NAME,
    AFTER_NAME,
    BEFORE_VALUE,
    TOKEN,
    QUOTED,
    ESCAPED,
    AFTER_QUOTED
  }

  private State state = State.BEFORE_SEMICOLON;

  /** Begins anew. */
  void reset() {
    state = State.BEFORE_SEMICOLON;
  }

  /** Whether the line may end here. White space at its end is not part of the grammar. */
  boolean mayEnd() {
    return state == State.NAME || state == State.TOKEN || state == State.AFTER_QUOTED;
  }

  /** Takes one octet; false when the grammar has no place for it. */
  boolean accept(byte c) {
    boolean blank = Octets.isBlank(c);
    boolean token = Octets.TOKEN[c & 0xff];
    @Nullable State next =
        switch (state) {
          case BEFORE_SEMICOLON -> blank ? State.BEFORE_SEMICOLON : separator(c);
          case BEFORE_NAME -> blank ? State.BEFORE_NAME : token ? State.NAME : null;
          case NAME -> token ? State.NAME : afterName(c, blank);
          case AFTER_NAME -> afterName(c, blank);
          case BEFORE_VALUE -> {
            if (blank) {
              yield State.BEFORE_VALUE;
            }
            yield c == '"' ? State.QUOTED : token ? State.TOKEN : null;
          }
          case TOKEN -> token ? State.TOKEN : blank ? State.BEFORE_SEMICOLON : separator(c);
          case QUOTED -> {
            if (c == '"') {
              yield State.AFTER_QUOTED;
            }
            yield c == '\\' ? State.ESCAPED : Octets.VALUE[c & 0xff] ? State.QUOTED : null;
          }
          case ESCAPED -> Octets.VALUE[c & 0xff] ? State.QUOTED : null;
          case AFTER_QUOTED -> blank ? State.BEFORE_SEMICOLON : separator(c);
        };
    if (next == null) {
      return false;
    }
    state = next;
    return true;
  }

  private static @Nullable State afterName(byte c, boolean blank) {
    if (blank) {
      return State.AFTER_NAME;
    }
    return c == '=' ? State.BEFORE_VALUE : separator(c);
  }

  private static @Nullable State separator(byte c) {
    return c == ';' ? State.BEFORE_NAME : null;
  }
}
