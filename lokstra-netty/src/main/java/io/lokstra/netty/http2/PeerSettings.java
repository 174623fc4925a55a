package io.lokstra.netty.http2;

/** What a client says of itself by SETTINGS (RFC 9113 §6.5.2). Not thread-safe. */
public final class PeerSettings {
  private static final int TABLE_SIZE = 1;
  private static final int ENABLE_PUSH = 2;
  private static final int INITIAL_WINDOW = 4;
  private static final int MAX_FRAME = 5;
  private static final int LARGEST_FRAME = 16_777_215;
  private static final int ENTRY = 6;

  /** What the client's table may hold until it says otherwise. */
  private static final int FIRST_TABLE = 4096;

  private int initialWindow = 65_535;
  private boolean tableShrank;
  private boolean tableEmptied;

  /** As the protocol begins. */
  public PeerSettings() {}

  /**
   * Takes what a SETTINGS frame says.
   *
   * @return by how much the window of every stream changes
   */
  public int apply(byte[] bytes, int from, int to) throws ViolationException {
    int before = initialWindow;
    for (int at = from; at < to; at += ENTRY) {
      int id = ((bytes[at] & 0xff) << 8) | (bytes[at + 1] & 0xff);
      int value = Frame.getInt(bytes, at + 2);
      switch (id) {
        case TABLE_SIZE -> tableShrank |= value >= 0 && value < FIRST_TABLE;
        case ENABLE_PUSH -> {
          if (value != 0 && value != 1) {
            throw wrong(ErrorCode.PROTOCOL_ERROR, "ENABLE_PUSH is neither 0 nor 1");
          }
        }
        case INITIAL_WINDOW -> {
          if (value < 0) {
            throw wrong(ErrorCode.FLOW_CONTROL_ERROR, "INITIAL_WINDOW_SIZE is too large");
          }
          initialWindow = value;
        }
        case MAX_FRAME -> {
          if (value < Frame.MAX_PAYLOAD || value > LARGEST_FRAME) {
            throw wrong(ErrorCode.PROTOCOL_ERROR, "MAX_FRAME_SIZE is out of its range");
          }
        }
        default -> {
          // Ours is not a large head; what is unknown is to be ignored.
        }
      }
    }
    return initialWindow - before;
  }

  private static ViolationException wrong(ErrorCode code, String message) {
    return ViolationException.ofConnection(code, message);
  }

  /**
   * Whether the header block that is sent now must say that the table is empty, as the first one
   * after its size was reduced must (RFC 7541 §4.2). True once: no size is below that of an empty
   * table.
   */
  public boolean takeTableUpdate() {
    boolean due = tableShrank && !tableEmptied;
    tableEmptied |= due;
    return due;
  }

  /** How much may be sent on a new stream. */
  public int initialWindow() {
    return initialWindow;
  }
}
