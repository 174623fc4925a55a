package io.lokstra.netty.http1;

import io.lokstra.engine.Refusal;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads the head of a response (RFC 9112 §4 to §6), as strictly as {@link HeadParser} reads that of
 * a request: lines end with CRLF, nothing is folded, no control character passes. Each call of
 * {@link #parse} gets all octets since the start of the head. Not thread-safe; used again after
 * {@link #reset()}.
 */
public final class ResponseHeadParser {
  /** More octets are needed. */
  public static final int MORE = FieldLines.MORE;

  /** This is no response, and the connection must close; {@link #problem()} says why. */
  public static final int REFUSED = FieldLines.REFUSED;

  /** The longest block of header fields in bytes, status line not counted. */
  public static final int MAX_SIZE = 32 * 1024;

  /** Most header fields. */
  public static final int MAX_FIELDS = 200;

  private static final int MAX_STATUS_LINE = 1_024;

  /** {@code "HTTP/1.1 200 "}. */
  private static final int FIXED = 13;

  private final FieldLines fields = new FieldLines(MAX_SIZE, MAX_FIELDS);
  private boolean statusLineDone;
  private int status;
  private int version;
  private String problem = "";
  private @Nullable ResponseHead head;

  /** Begins anew. */
  public void reset() {
    statusLineDone = false;
    problem = "";
    head = null;
  }

  /**
   * Reads on.
   *
   * @param from where the head starts; the octets before {@code to} that earlier calls saw must be
   *     the same
   * @param to the end of what has arrived, greater than {@code from}
   * @return the length of the head in bytes when it is complete, {@link #MORE} or {@link #REFUSED}
   */
  public int parse(byte[] bytes, int from, int to) {
    if (!statusLineDone) {
      int end = statusLine(bytes, from, to);
      if (end <= 0) {
        return end;
      }
      statusLineDone = true;
      fields.reset(end);
    }
    int end = fields.read(bytes, from, to);
    if (end == MORE) {
      return MORE;
    }
    if (end == REFUSED) {
      Refusal reason = fields.refusal();
      return refuse(reason == null ? "its fields are malformed" : reason.message());
    }
    ResponseHead complete =
        new ResponseHead(
            Arrays.copyOfRange(bytes, from, from + end), fields.positions(0), status, version);
    String wrong = complete.check();
    if (wrong != null) {
      return refuse(wrong);
    }
    head = complete;
    return end;
  }

  /** The complete head. Call after {@link #parse} returned a length. */
  public ResponseHead head() {
    if (head == null) {
      throw new IllegalStateException("no complete head was parsed");
    }
    return head;
  }

  /** What is wrong, without anything that the server sent. */
  public String problem() {
    return problem;
  }

  /** The end of the status line relative to {@code from}, MORE or REFUSED. */
  private int statusLine(byte[] bytes, int from, int to) {
    int fixed = Math.min(to, from + FIXED);
    for (int at = from; at < fixed; at++) {
      if (!fits(bytes[at], at - from)) {
        return refuse("it does not begin with a status line of HTTP/1.1 or HTTP/1.0");
      }
    }
    int at = from + FIXED;
    while (at < to && Octets.VALUE[bytes[at] & 0xff]) {
      at++;
    }
    if (at - from > MAX_STATUS_LINE) {
      return refuse("its status line is too long");
    }
    if (at >= to || (bytes[at] == '\r' && at + 1 == to)) {
      return MORE;
    }
    if (bytes[at] != '\r' || bytes[at + 1] != '\n') {
      return refuse("its status line does not end with CRLF");
    }
    version = bytes[from + 7] - '0';
    status = 100 * (bytes[from + 9] - '0') + 10 * (bytes[from + 10] - '0') + bytes[from + 11] - '0';
    return at + 2 - from;
  }

  private static boolean fits(byte c, int index) {
    return switch (index) {
      case 0 -> c == 'H';
      case 1, 2 -> c == 'T';
      case 3 -> c == 'P';
      case 4 -> c == '/';
      case 5 -> c == '1';
      case 6 -> c == '.';
      case 7 -> c == '0' || c == '1';
      case 8, 12 -> c == ' ';
      case 9 -> c >= '1' && c <= '5';
      default -> c >= '0' && c <= '9';
    };
  }

  private int refuse(String reason) {
    problem = reason;
    return REFUSED;
  }
}
