package io.lokstra.testkit.internal;

import io.lokstra.http.Headers;
import io.lokstra.testkit.RawResponse.Framing;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.AbstractMap.SimpleImmutableEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Reads HTTP/1.1 responses, to the letter of RFC 9112: what a server must not send is an error. */
public final class ResponseReader {
  private static final int MAX_LINE = 64 * 1024;

  private final InputStream in;

  /** A reader of responses from {@code in}, which should be buffered. */
  public ResponseReader(InputStream in) {
    this.in = in;
  }

  /**
   * Status line and header fields.
   *
   * @param version {@code "HTTP/1.1"}
   * @param status the status code
   * @param reason the reason phrase, which may be empty
   * @param headers the fields
   */
  public record Head(String version, int status, String reason, Headers headers) {}

  /**
   * The next head, or nothing at the end of the connection.
   *
   * @throws ProtocolException when it is malformed; the message says how
   */
  public Optional<Head> head() throws IOException {
    int first = in.read();
    if (first < 0) {
      return Optional.empty();
    }
    String line = line(first);
    if (!line.matches("HTTP/1\\.[01] [1-5][0-9][0-9] [\\t -~]*")) {
      throw new ProtocolException("not a status line: '" + line + "'");
    }
    int status = Integer.parseInt(line.substring(9, 12));
    return Optional.of(new Head(line.substring(0, 8), status, line.substring(13), fields()));
  }

  /** The body that follows {@code head} in answer to {@code method}. */
  public FramedBody body(Head head, String method) throws IOException {
    Headers headers = head.headers();
    List<String> lengths = headers.all("content-length");
    List<String> codings = headers.all("transfer-encoding");
    if (lengths.size() > 1 || codings.size() > 1 || !(lengths.isEmpty() || codings.isEmpty())) {
      throw new ProtocolException("the framing is ambiguous:\n" + headers);
    }
    int status = head.status();
    if (status < 200 || status == 204) {
      if (!lengths.isEmpty() || !codings.isEmpty()) {
        throw new ProtocolException("a " + status + " must not speak of a body:\n" + headers);
      }
      return new FramedBody(this, Framing.NONE, 0);
    }
    if (method.equals("HEAD") || status == 304) {
      return new FramedBody(this, Framing.NONE, 0);
    }
    if (!codings.isEmpty()) {
      if (!codings.getFirst().toLowerCase(Locale.ROOT).equals("chunked")) {
        throw new ProtocolException("an unknown transfer coding: " + codings.getFirst());
      }
      return new FramedBody(this, Framing.CHUNKED, 0);
    }
    if (!lengths.isEmpty()) {
      return new FramedBody(
          this, Framing.LENGTH, digits(lengths.getFirst(), 10, "a Content-Length"));
    }
    return new FramedBody(this, Framing.UNTIL_CLOSE, Long.MAX_VALUE);
  }

  /** Header or trailer fields up to the empty line. */
  Headers fields() throws IOException {
    List<Map.Entry<String, String>> lines = new ArrayList<>();
    while (true) {
      String line = line(read());
      if (line.isEmpty()) {
        return new ReceivedHeaders(lines);
      }
      int colon = line.indexOf(':');
      if (colon < 1 || !line.substring(0, colon).matches("[!#$%&'*+.^_`|~0-9A-Za-z-]+")) {
        throw new ProtocolException("not a field line: '" + line + "'");
      }
      lines.add(
          new SimpleImmutableEntry<>(line.substring(0, colon), line.substring(colon + 1).strip()));
    }
  }

  /** The size at the head of a chunk. */
  long chunkSize() throws IOException {
    return digits(line(read()), 16, "a chunk size");
  }

  /** The end of the line that closes a chunk. */
  void chunkEnd() throws IOException {
    String line = line(read());
    if (!line.isEmpty()) {
      throw new ProtocolException("a chunk is longer than its size: '" + line + "' follows");
    }
  }

  int read(byte[] to, int offset, int length) throws IOException {
    return in.read(to, offset, length);
  }

  private static long digits(String text, int radix, String what) throws ProtocolException {
    if (text.isEmpty() || text.length() > 15 || !text.matches("[0-9A-Fa-f]+")) {
      throw new ProtocolException("not " + what + ": '" + text + "'");
    }
    return Long.parseLong(text, radix);
  }

  private int read() throws IOException {
    int next = in.read();
    if (next < 0) {
      throw new EOFException("the connection was closed in the middle of a response");
    }
    return next;
  }

  private String line(int first) throws IOException {
    byte[] bytes = new byte[128];
    int length = 0;
    for (int next = first; ; next = read()) {
      if (next == '\r') {
        if (read() != '\n') {
          throw new ProtocolException("a CR without a LF");
        }
        return new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
      }
      if (next == '\n' || next == 0 || length == MAX_LINE) {
        throw new ProtocolException("a bare LF, a NUL or an endless line in a head");
      }
      if (length == bytes.length) {
        bytes = java.util.Arrays.copyOf(bytes, length * 2);
      }
      bytes[length++] = (byte) next;
    }
  }
}
