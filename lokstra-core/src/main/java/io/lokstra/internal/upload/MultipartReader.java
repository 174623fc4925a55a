package io.lokstra.internal.upload;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.lokstra.http.HttpException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Optional;

/**
 * Takes {@code multipart/form-data} apart as it comes (RFC 2046 §5.1, RFC 7578): one part after the
 * other, through one buffer. Strict, so that nobody before it reads another form than it does:
 * nothing before the first delimiter, nothing after the last, delimiters and lines end in CRLF,
 * headers are UTF-8 without control characters and folds.
 */
public final class MultipartReader {
  private static final int BUFFER = 8 * 1024;
  private static final int LONGEST_BOUNDARY = 70;

  private enum Phase {
    /** Nothing was read. */
    START,
    /** Behind a delimiter. */
    DELIMITER,
    /** In the content of a part. */
    CONTENT,
    /** Behind the last delimiter. */
    END
  }

  private final InputStream in;
  private final byte[] delimiter;
  private final int maxParts;
  private final int maxHeader;
  private final byte[] buffer = new byte[BUFFER];
  private Phase phase = Phase.START;
  private int from;
  private int to;

  /** Up to here the buffer is known to be content. */
  private int contentTo;

  /** Whether a delimiter stands there. */
  private boolean delimited;

  private int parts;

  /**
   * A reader of the form in {@code in}.
   *
   * @param boundary what parts its parts
   * @param maxParts most of them; 413 beyond
   * @param maxHeader longest header of one, in bytes; 400 beyond
   * @throws HttpException 400 when the boundary cannot be one (RFC 2046 §5.1.1)
   */
  public MultipartReader(InputStream in, String boundary, int maxParts, int maxHeader) {
    if (!isBoundary(boundary)) {
      throw HttpException.badRequest("The form's boundary is none.");
    }
    this.in = in;
    this.delimiter = ("\r\n--" + boundary).getBytes(ISO_8859_1);
    this.maxParts = maxParts;
    this.maxHeader = maxHeader;
  }

  /**
   * The boundary that a Content-Type names, if it names one.
   *
   * @throws HttpException 400 when its parameters are malformed, or one of them comes twice: others
   *     who read it might take another boundary
   */
  public static Optional<String> boundaryOf(String contentType) {
    try {
      return Optional.ofNullable(Parameters.parse(contentType).all().get("boundary"));
    } catch (MalformedPartException e) {
      throw HttpException.badRequest("The parameters of the form's Content-Type are malformed.");
    }
  }

  private static boolean isBoundary(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean alphanumeric =
          (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
      if (!alphanumeric && "'()+_,-./:=? ".indexOf(c) < 0) {
        return false;
      }
    }
    return !text.isEmpty() && text.length() <= LONGEST_BOUNDARY && !text.endsWith(" ");
  }

  /**
   * Goes to the next part, past what is unread of the present one.
   *
   * @return its header; nothing at the end of the form
   * @throws HttpException 400 when the form is malformed or ends early, 413 when it has too many
   *     parts
   */
  public Optional<PartHeader> next() throws IOException {
    switch (phase) {
      case START -> begin();
      case CONTENT -> {
        byte[] dropped = new byte[BUFFER];
        while (read(dropped, 0, dropped.length) >= 0) {
          // on to the delimiter
        }
      }
      case END -> {
        return Optional.empty();
      }
      case DELIMITER -> {}
    }
    int first = octet();
    int second = octet();
    if (first == '-' && second == '-') {
      end();
      return Optional.empty();
    }
    if (first != '\r' || second != '\n') {
      throw malformed("a delimiter is followed by something else than the end of its line");
    }
    if (++parts > maxParts) {
      throw HttpException.contentTooLarge("The form has more than " + maxParts + " parts.");
    }
    PartHeader header = header();
    phase = Phase.CONTENT;
    contentTo = from;
    delimited = false;
    return Optional.of(header);
  }

  private void begin() throws IOException {
    for (int i = 2; i < delimiter.length; i++) {
      if (octet() != delimiter[i]) {
        throw malformed("it does not begin with its boundary");
      }
    }
    phase = Phase.DELIMITER;
  }

  private void end() throws IOException {
    phase = Phase.END;
    boolean nothing = from == to && !fill();
    if (!nothing && (octet() != '\r' || octet() != '\n' || from != to || fill())) {
      throw malformed("something follows its end");
    }
  }

  private PartHeader header() throws IOException {
    PartHeader.Builder header = new PartHeader.Builder();
    ByteArrayOutputStream line = new ByteArrayOutputStream(128);
    int length = 0;
    try {
      while (true) {
        int octet = octet();
        if (++length > maxHeader) {
          throw new HttpException(
              400,
              "part_header_too_large",
              "The header of part %d is longer than %d bytes.".formatted(parts, maxHeader));
        }
        if (octet == '\r') {
          if (octet() != '\n') {
            throw new MalformedPartException("has a header line that does not end in CRLF");
          }
          length++;
          if (line.size() == 0) {
            return header.build();
          }
          header.line(text(line));
          line.reset();
        } else if ((octet < ' ' && octet != '\t') || octet == 127) {
          throw new MalformedPartException("has a control character in its header");
        } else {
          line.write(octet);
        }
      }
    } catch (MalformedPartException e) {
      throw malformed("part " + parts + " " + e.getMessage());
    }
  }

  private static String text(ByteArrayOutputStream line) throws MalformedPartException {
    try {
      return UTF_8.newDecoder().decode(ByteBuffer.wrap(line.toByteArray())).toString();
    } catch (CharacterCodingException e) {
      throw new MalformedPartException("has a header that is not UTF-8");
    }
  }

  /**
   * Reads content of the present part, as {@link InputStream#read(byte[], int, int)} does.
   *
   * @throws HttpException 400 when the form ends before the part
   */
  public int read(byte[] target, int offset, int length) throws IOException {
    if (phase != Phase.CONTENT) {
      return -1;
    }
    while (from == contentTo) {
      if (delimited) {
        from += delimiter.length;
        phase = Phase.DELIMITER;
        return -1;
      }
      scan();
      if (from == contentTo && !delimited && !fill()) {
        throw cut();
      }
    }
    int count = Math.min(length, contentTo - from);
    System.arraycopy(buffer, from, target, offset, count);
    from += count;
    return count;
  }

  /** Finds out how far the buffer is content: up to a delimiter, or to what may begin one. */
  private void scan() {
    int at = contentTo;
    while (at < to) {
      if (buffer[at] != '\r') {
        at++;
        continue;
      }
      int matched = matched(at);
      delimited = matched == delimiter.length;
      if (delimited || at + matched == to) {
        break;
      }
      // No CR is in a delimiter but its first octet.
      at += matched;
    }
    contentTo = at;
  }

  private int matched(int at) {
    int most = Math.min(delimiter.length, to - at);
    int count = 1;
    while (count < most && buffer[at + count] == delimiter[count]) {
      count++;
    }
    return count;
  }

  private int octet() throws IOException {
    if (from == to && !fill()) {
      throw cut();
    }
    return buffer[from++] & 0xff;
  }

  /** Reads more, after what is there already; false at the end. */
  private boolean fill() throws IOException {
    int rest = to - from;
    System.arraycopy(buffer, from, buffer, 0, rest);
    contentTo -= from;
    from = 0;
    to = rest;
    int count = in.read(buffer, to, buffer.length - to);
    to += Math.max(0, count);
    return count > 0;
  }

  private static HttpException cut() {
    return malformed("it ends before its last delimiter");
  }

  private static HttpException malformed(String what) {
    return new HttpException(400, "malformed_multipart", "The form is malformed: " + what + ".");
  }
}
