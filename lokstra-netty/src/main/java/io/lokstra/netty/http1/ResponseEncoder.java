package io.lokstra.netty.http1;

import io.lokstra.http.ResponseHeaders;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Collects the octets of responses until they are flushed. One per event loop; confined to it.
 *
 * <p>Framing and connection fields are written from what the engine knows; what a response says of
 * them is left out.
 */
public final class ResponseEncoder {
  /** How the body of a response is delimited (RFC 9112 §6.3). */
  public enum Framing {
    /** No body and no length: 1xx, 204, 304, or a HEAD whose length is not known. */
    NONE,
    /** By Content-Length. */
    LENGTH,
    /** In chunks. */
    CHUNKED,
    /** By the end of the connection. */
    UNTIL_CLOSE
  }

  /** What the response says of the connection. */
  public enum Persistence {
    /** Nothing: it stays open. */
    IMPLIED,
    /** To an HTTP/1.0 client that it stays open. */
    KEEP_ALIVE,
    /** That it closes. */
    CLOSE,
    /** That it changes its protocol. */
    UPGRADE
  }

  private static final int INITIAL_SIZE = 16 * 1024;
  private static final byte[] CONTENT_LENGTH = ascii("content-length: ");
  private static final byte[] CHUNKED = ascii("transfer-encoding: chunked\r\n");
  private static final byte[] CLOSE = ascii("connection: close\r\n");
  private static final byte[] KEEP_ALIVE = ascii("connection: keep-alive\r\n");
  private static final byte[] UPGRADE = ascii("connection: upgrade\r\n");
  private static final byte[] CONTINUE = ascii("HTTP/1.1 100 Continue\r\n\r\n");
  private static final byte[] LAST_CHUNK = ascii("0\r\n\r\n");

  private static final byte[] BETWEEN = ascii(": ");
  private static final byte[] LINE_END = ascii("\r\n");

  /** Most octets the fields of the engine itself take. */
  private static final int OWN_FIELDS = 160;

  private final HttpDate date;
  private byte[] buffer = new byte[INITIAL_SIZE];
  private int length;

  /** An encoder that takes the date from {@code date}. */
  public ResponseEncoder(HttpDate date) {
    this.date = date;
  }

  /** The head of a response. {@code contentLength} only counts with {@link Framing#LENGTH}. */
  public void head(
      int status,
      ResponseHeaders headers,
      Framing framing,
      long contentLength,
      Persistence persistence) {
    byte[] line = Statuses.line(status);
    byte[] out = room(line.length + headers.encodedLength() + OWN_FIELDS);
    int at = headers.writeTo(out, put(line, out, length));
    at = put(date.line(), out, at);
    switch (framing) {
      case LENGTH -> {
        at = put(CONTENT_LENGTH, out, at);
        at = decimal(contentLength, out, at);
        out[at++] = '\r';
        out[at++] = '\n';
      }
      case CHUNKED -> at = put(CHUNKED, out, at);
      case NONE, UNTIL_CLOSE -> {}
    }
    switch (persistence) {
      case CLOSE -> at = put(CLOSE, out, at);
      case KEEP_ALIVE -> at = put(KEEP_ALIVE, out, at);
      case UPGRADE -> at = put(UPGRADE, out, at);
      case IMPLIED -> {}
    }
    out[at++] = '\r';
    out[at++] = '\n';
    length = at;
  }

  /** Octets as they are. */
  public void octets(byte[] content, int from, int count) {
    System.arraycopy(content, from, room(count), length, count);
    length += count;
  }

  /** One chunk; {@code count} is greater than 0. */
  public void chunk(byte[] content, int from, int count) {
    byte[] out = room(count + 12);
    int digits = (35 - Integer.numberOfLeadingZeros(count)) / 4;
    for (int i = digits - 1; i >= 0; i--) {
      out[length++] = (byte) Character.forDigit((count >>> (4 * i)) & 15, 16);
    }
    out[length++] = '\r';
    out[length++] = '\n';
    System.arraycopy(content, from, out, length, count);
    length += count;
    out[length++] = '\r';
    out[length++] = '\n';
  }

  /** The end of a chunked body. */
  public void lastChunk() {
    octets(LAST_CHUNK, 0, LAST_CHUNK.length);
  }

  /** The interim response that asks for the body (RFC 9110 §15.2.1). */
  public void continueWithBody() {
    octets(CONTINUE, 0, CONTINUE.length);
  }

  /** An interim response of another server, less what is of its own connection. */
  public void interim(ResponseHead head) {
    byte[] line = Statuses.line(head.status());
    octets(line, 0, line.length);
    for (int i = 0; i < head.size(); i++) {
      if (!HopByHop.is(head, i)) {
        int from = head.nameStart(i);
        octets(head.octets(), from, head.nameEnd(i) - from);
        octets(BETWEEN, 0, BETWEEN.length);
        octets(head.octets(), head.valueStart(i), head.valueEnd(i) - head.valueStart(i));
        octets(LINE_END, 0, LINE_END.length);
      }
    }
    octets(LINE_END, 0, LINE_END.length);
  }

  /** How many octets wait. */
  public int length() {
    return length;
  }

  /** The octets that wait, from index 0. */
  public byte[] buffer() {
    return buffer;
  }

  /** Forgets what was collected, after it was handed on; gives back what a large response took. */
  public void clear() {
    length = 0;
    if (buffer.length > 8 * INITIAL_SIZE) {
      buffer = new byte[INITIAL_SIZE];
    }
  }

  /** Forgets the first {@code count} octets, which were sent. */
  public void drop(int count) {
    if (count == length) {
      clear();
    } else {
      System.arraycopy(buffer, count, buffer, 0, length - count);
      length -= count;
    }
  }

  private byte[] room(int more) {
    if (buffer.length - length < more) {
      buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, length + more));
    }
    return buffer;
  }

  private static int put(byte[] octets, byte[] out, int at) {
    System.arraycopy(octets, 0, out, at, octets.length);
    return at + octets.length;
  }

  private static int decimal(long number, byte[] out, int at) {
    long rest = number;
    int digits = 1;
    for (long power = 10; digits < 19 && power <= number; power *= 10) {
      digits++;
    }
    for (int i = digits - 1; i >= 0; i--) {
      out[at + i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    return at + digits;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
