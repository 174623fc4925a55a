package io.lokstra.netty.http3;

/** The types of frames (RFC 9114 §7.2). */
public final class FrameType {
  /** Content. */
  public static final int DATA = 0x0;

  /** A field section. */
  public static final int HEADERS = 0x1;

  /** A push is no longer wanted. */
  public static final int CANCEL_PUSH = 0x3;

  /** What a peer can do. */
  public static final int SETTINGS = 0x4;

  /** A server is about to push. */
  public static final int PUSH_PROMISE = 0x5;

  /** A peer takes leave. */
  public static final int GOAWAY = 0x7;

  /** How much may be pushed. */
  public static final int MAX_PUSH_ID = 0xd;

  /** One of those that have no meaning and are skipped (§7.2.8). */
  public static final int RESERVED = 0x21;

  private FrameType() {}

  /** Whether a type is one of HTTP/2 that has no place in HTTP/3 (§7.2.8). */
  public static boolean isOfHttp2(long type) {
    return type == 0x2 || type == 0x6 || type == 0x8 || type == 0x9;
  }

  /** Whether a type is one that this protocol gives a meaning. */
  public static boolean isKnown(long type) {
    return type == DATA
        || type == HEADERS
        || type == CANCEL_PUSH
        || type == SETTINGS
        || type == PUSH_PROMISE
        || type == GOAWAY
        || type == MAX_PUSH_ID;
  }
}
