package io.lokstra.internal.web;

import io.lokstra.http.HttpException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * The content of a gzip stream (RFC 1952), of one member or several, held to a size and to a ratio
 * as it is read: a bomb is given up when it is seen, not when it has gone off. What follows the
 * last member, a check sum that is none, and an early end are errors.
 */
public final class GunzipInput extends InputStream {
  /** Short bodies may repeat themselves as much as they like. */
  private static final int FREE = 8 * 1024;

  private static final int HEADER_CRC = 2;
  private static final int EXTRA = 4;
  private static final int NAME = 8;
  private static final int COMMENT = 16;
  private static final int RESERVED = 0xe0;

  private final InputStream in;
  private final long most;
  private final int ratio;
  private final Inflater inflater = new Inflater(true);
  private final CRC32 sum = new CRC32();
  private final byte[] input = new byte[4 * 1024];
  private final byte[] single = new byte[1];
  private int from;
  private int to;
  private long encoded;
  private long decoded;
  private long ofMember;
  private boolean insideHead;
  private boolean insideMember;
  private boolean ended;

  /**
   * The content of what {@code in} gives.
   *
   * @param most the most bytes of content; {@link HttpException} 413 beyond
   * @param ratio the most bytes of content for each byte read; 413 beyond
   */
  public GunzipInput(InputStream in, long most, int ratio) {
    this.in = in;
    this.most = most;
    this.ratio = ratio;
  }

  @Override
  public int read() throws IOException {
    return read(single, 0, 1) < 0 ? -1 : single[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    while (!ended) {
      if (!insideMember && !begin()) {
        break;
      }
      int count = inflate(target, offset, length);
      if (count > 0) {
        sum.update(target, offset, count);
        count(count);
        return count;
      }
      if (inflater.finished()) {
        finishMember();
      } else if (inflater.needsDictionary()) {
        throw malformed();
      } else if (inflater.needsInput()) {
        if (!fill()) {
          throw cut();
        }
        inflater.setInput(input, from, to - from);
        from = to;
      }
    }
    return -1;
  }

  private int inflate(byte[] target, int offset, int length) {
    try {
      return inflater.inflate(target, offset, length);
    } catch (DataFormatException e) {
      throw malformed();
    }
  }

  private void count(int bytes) {
    decoded += bytes;
    ofMember += bytes;
    // What the inflater has not consumed is not yet paid for.
    long paid = encoded - (to - from) - inflater.getRemaining();
    if (decoded > most || (decoded > FREE && decoded > paid * ratio)) {
      throw HttpException.contentTooLarge(
          decoded > most
              ? "The decoded body is too large; at most " + most + " bytes are taken here."
              : "The body is packed more than " + ratio + " times.");
    }
  }

  /** Reads the head of a member; false at the end of the stream, which must not be the first. */
  private boolean begin() throws IOException {
    if (from == to && !fill()) {
      if (encoded == 0) {
        throw cut();
      }
      ended = true;
      return false;
    }
    sum.reset();
    insideHead = true;
    if (next() != 0x1f || next() != 0x8b || next() != 8) {
      throw malformed();
    }
    int flags = next();
    if ((flags & RESERVED) != 0) {
      throw malformed();
    }
    skip(6);
    if ((flags & EXTRA) != 0) {
      skip(next() | next() << 8);
    }
    if ((flags & NAME) != 0) {
      skipText();
    }
    if ((flags & COMMENT) != 0) {
      skipText();
    }
    if ((flags & HEADER_CRC) != 0) {
      int sumOfHead = (int) sum.getValue() & 0xffff;
      if ((next() | next() << 8) != sumOfHead) {
        throw malformed();
      }
    }
    insideHead = false;
    insideMember = true;
    ofMember = 0;
    sum.reset();
    inflater.reset();
    inflater.setInput(input, from, to - from);
    from = to;
    return true;
  }

  private void finishMember() throws IOException {
    from = to - inflater.getRemaining();
    if (number() != (int) sum.getValue() || number() != (int) ofMember) {
      throw malformed();
    }
    insideMember = false;
  }

  /** Four bytes, the least significant first. */
  private int number() throws IOException {
    return next() | next() << 8 | next() << 16 | next() << 24;
  }

  private void skip(int bytes) throws IOException {
    for (int i = 0; i < bytes; i++) {
      next();
    }
  }

  private void skipText() throws IOException {
    while (next() != 0) {
      // A name or a comment of the file that was packed, which means nothing here.
    }
  }

  private int next() throws IOException {
    if (from == to && !fill()) {
      throw cut();
    }
    int read = input[from++] & 0xff;
    if (insideHead) {
      sum.update(read);
    }
    return read;
  }

  private boolean fill() throws IOException {
    int count = in.read(input, 0, input.length);
    from = 0;
    to = Math.max(count, 0);
    encoded += to;
    return count > 0;
  }

  private static HttpException malformed() {
    return HttpException.badRequest("The body is no gzip.");
  }

  private static HttpException cut() {
    HttpException error = HttpException.badRequest("The body is a part of a gzip only.");
    error.initCause(new EOFException("the gzip stream ended early"));
    return error;
  }

  @Override
  public void close() throws IOException {
    ended = true;
    inflater.end();
    in.close();
  }
}
