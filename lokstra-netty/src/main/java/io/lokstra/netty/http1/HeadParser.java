package io.lokstra.netty.http1;

import io.lokstra.engine.Refusal;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads the head of a request (RFC 9112 §2 to §6) in one pass over its octets.
 *
 * <p>The head may come in any number of pieces: each call of {@link #parse} gets all octets since
 * the start of the head and goes on at the line where the last one stopped. Not thread-safe; used
 * again after {@link #reset()}.
 */
public final class HeadParser {
  /** More octets are needed. */
  public static final int MORE = FieldLines.MORE;

  /** The request is refused and the connection must close; {@link #refusal()} says why. */
  public static final int REFUSED = FieldLines.REFUSED;

  private static final int VERSION_LENGTH = "HTTP/1.1\r\n".length();

  /** Longest line in bytes that is kept after its request. */
  private static final int KEPT = 256;

  private final int maxRequestLine;
  private final FieldLines fields;
  private int lineStart;

  /** Of the present head; null until it was read. */
  private @Nullable RequestLine line;

  /** The line that was read last: the next request is often for the same. */
  private @Nullable RequestLine last;

  private @Nullable Refusal refusal;
  private @Nullable RequestHead head;

  /**
   * A parser with limits.
   *
   * @param maxRequestLine longest request line in bytes, CRLF not counted
   * @param maxHeaderSize longest block of field lines in bytes
   * @param maxHeaders most field lines
   */
  public HeadParser(int maxRequestLine, int maxHeaderSize, int maxHeaders) {
    this.maxRequestLine = maxRequestLine;
    this.fields = new FieldLines(maxHeaderSize, maxHeaders);
  }

  /** Begins anew. */
  public void reset() {
    line = null;
    refusal = null;
    head = null;
  }

  /**
   * Reads on.
   *
   * @param from where the head starts; the octets before {@code to} that earlier calls saw must be
   *     the same
   * @param to the end of what has arrived
   * @return the length of the head in bytes when it is complete, {@link #MORE} or {@link #REFUSED}
   */
  public int parse(byte[] bytes, int from, int to) {
    if (line == null) {
      int end = requestLine(bytes, from, to);
      if (end <= 0) {
        return end;
      }
      fields.reset(end);
    }
    int end = fields.read(bytes, from, to);
    if (end == REFUSED) {
      refusal = fields.refusal();
      return REFUSED;
    }
    if (end == MORE) {
      return MORE;
    }
    RequestHead complete =
        RequestHead.copy(bytes, from, end, lineStart, Objects.requireNonNull(line), fields);
    refusal = Framing.check(complete);
    if (refusal != null) {
      return REFUSED;
    }
    head = complete;
    return end;
  }

  /** The complete head. Call after {@link #parse} returned a length. */
  public RequestHead head() {
    if (head == null) {
      throw new IllegalStateException("no complete head was parsed");
    }
    return head;
  }

  /** Why the request is refused. Call after {@link #parse} returned {@link #REFUSED}. */
  public Refusal refusal() {
    if (refusal == null) {
      throw new IllegalStateException("the head was not refused");
    }
    return refusal;
  }

  /** The end of the request line relative to {@code from}, MORE or REFUSED. */
  private int requestLine(byte[] bytes, int from, int to) {
    RequestLine known = last;
    if (known != null && known.begins(bytes, from, to)) {
      line = known;
      lineStart = 0;
      return known.length();
    }
    int at = from;
    // One empty line before the request is ignored, as RFC 9112 §2.2 asks.
    if (bytes[at] == '\r') {
      if (at + 1 == to) {
        return MORE;
      }
      if (bytes[at + 1] != '\n') {
        return refuse(Refusals.BARE_CR);
      }
      at += 2;
    }
    int start = at;
    while (at < to && Octets.TOKEN[bytes[at] & 0xff]) {
      at++;
    }
    if (at == to) {
      return moreOfLine(start, to);
    }
    if (bytes[at] != ' ' || at == start) {
      return refuse(bytes[at] == '\n' ? Refusals.BARE_LF : Refusals.REQUEST_LINE);
    }
    int method = at;
    at++;
    while (at < to && Octets.VISIBLE[bytes[at] & 0xff]) {
      at++;
    }
    if (at == to) {
      return moreOfLine(start, to);
    }
    if (bytes[at] != ' ' || at == method + 1) {
      return refuse(Refusals.REQUEST_LINE);
    }
    int target = at;
    at++;
    int end = at + VERSION_LENGTH;
    if (end > to) {
      return shortVersion(bytes, at, to) == REFUSED ? REFUSED : moreOfLine(start, to);
    }
    if (shortVersion(bytes, at, end) == REFUSED) {
      return REFUSED;
    }
    if (end - 2 - start > maxRequestLine) {
      return refuse(Refusals.REQUEST_LINE_SIZE);
    }
    if (bytes[at + 5] != '1') {
      return refuse(Refusals.VERSION_UNSUPPORTED);
    }
    lineStart = start - from;
    // A later minor version is understood as the last one we know (RFC 9110 §2.5).
    int version = bytes[at + 7] == '0' ? 0 : 1;
    byte[] octets = Arrays.copyOfRange(bytes, start, end);
    RequestLine complete = new RequestLine(octets, method - start, target - start, version);
    if (octets.length <= KEPT) {
      last = complete;
    }
    line = complete;
    return end - from;
  }

  /** Refuses what cannot become {@code HTTP/digit.digit CRLF}. */
  private int shortVersion(byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      byte c = bytes[i];
      boolean right =
          switch (i - from) {
            case 0 -> c == 'H';
            case 1, 2 -> c == 'T';
            case 3 -> c == 'P';
            case 4 -> c == '/';
            case 6 -> c == '.';
            case 8 -> c == '\r';
            case 9 -> c == '\n';
            default -> c >= '0' && c <= '9';
          };
      if (!right) {
        return refuse(c == '\n' ? Refusals.BARE_LF : Refusals.VERSION);
      }
    }
    return MORE;
  }

  private int moreOfLine(int start, int to) {
    return to - start > maxRequestLine + 1 ? refuse(Refusals.REQUEST_LINE_SIZE) : MORE;
  }

  private int refuse(Refusal reason) {
    refusal = reason;
    return REFUSED;
  }
}
