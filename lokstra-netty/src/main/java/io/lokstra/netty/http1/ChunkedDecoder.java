package io.lokstra.netty.http1;

import io.lokstra.engine.Refusal;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A body in chunks, to the letter of RFC 9112 §7.1: sizes in bounded hexadecimal, extensions
 * checked, bounded and dropped, CRLF and nothing else after each chunk, trailers checked, bounded
 * and dropped. Trailers never become header fields.
 */
final class ChunkedDecoder extends BodyDecoder {
  private static final int MAX_SIZE_DIGITS = 15;

  /** Longest extensions of one chunk, and of all chunks of a body. */
  private static final int MAX_EXTENSION = 256;

  private static final int MAX_EXTENSIONS = 4_096;

  /** Fields that say how to frame, route or authenticate a message (RFC 9110 §6.5.1). */
  private static final String[] FORBIDDEN = {
    "authorization",
    "connection",
    "content-encoding",
    "content-length",
    "content-range",
    "content-type",
    "cookie",
    "expect",
    "host",
    "max-forwards",
    "range",
    "te",
    "transfer-encoding",
    "upgrade"
  };

  private enum State {
    SIZE,
    EXTENSION,
    SIZE_LF,
    DATA,
    DATA_CR,
    DATA_LF,
    TRAILERS,
    DONE,
    REFUSED
  }

  private final FieldLines trailers;
  private final ChunkExtension extension = new ChunkExtension();
  private State state = State.SIZE;
  private long size;
  private int digits;
  private int extensions;
  private int allExtensions;
  private byte[] trailerBytes = {};
  private @Nullable Refusal refusal;

  ChunkedDecoder(int maxTrailerSize, int maxTrailers) {
    this.trailers = new FieldLines(maxTrailerSize, maxTrailers);
  }

  @Override
  public int decode(byte[] bytes, int from, int to, Sink sink) {
    int at = from;
    while (at < to) {
      switch (state) {
        case DATA -> {
          int length = (int) Math.min(size, to - at);
          sink.take(bytes, at, length);
          at += length;
          size -= length;
          if (size == 0) {
            state = State.DATA_CR;
          }
        }
        case TRAILERS -> at += trailers(bytes, at, to);
        case DONE, REFUSED -> {
          return at - from;
        }
        default -> octet(bytes[at++]);
      }
    }
    return at - from;
  }

  private void octet(byte c) {
    switch (state) {
      case SIZE -> size(c);
      case EXTENSION -> {
        if (c == '\r' && extension.mayEnd()) {
          state = State.SIZE_LF;
        } else if (++extensions > MAX_EXTENSION
            || ++allExtensions > MAX_EXTENSIONS
            || !extension.accept(c)) {
          refuse(Refusals.CHUNK_EXTENSION);
        }
      }
      case SIZE_LF -> {
        if (c != '\n') {
          refuse(Refusals.BARE_CR);
        } else if (size > 0) {
          state = State.DATA;
        } else {
          trailers.reset(0);
          state = State.TRAILERS;
        }
      }
      case DATA_CR -> expect(c, '\r', State.DATA_LF);
      case DATA_LF -> {
        digits = 0;
        extensions = 0;
        expect(c, '\n', State.SIZE);
      }
      default -> throw new IllegalStateException("no single octet is read in state " + state);
    }
  }

  private void size(byte c) {
    if (Authority.isHex(c)) {
      if (++digits > MAX_SIZE_DIGITS) {
        refuse(Refusals.CHUNK);
      } else {
        size = size * 16 + Character.digit(c, 16);
      }
    } else if (digits == 0) {
      refuse(Refusals.CHUNK);
    } else if (c == '\r') {
      state = State.SIZE_LF;
    } else {
      extension.reset();
      extensions = 1;
      state = State.EXTENSION;
      if (!extension.accept(c)) {
        refuse(c == '\n' ? Refusals.BARE_LF : Refusals.CHUNK);
      }
    }
  }

  private void expect(byte c, char expected, State next) {
    if (c == expected) {
      state = next;
    } else {
      refuse(Refusals.CHUNK);
    }
  }

  /** Collects the trailer section, whose lines may come in pieces; how many octets were used. */
  private int trailers(byte[] bytes, int from, int to) {
    int before = trailerBytes.length;
    byte[] all = Arrays.copyOf(trailerBytes, before + to - from);
    System.arraycopy(bytes, from, all, before, to - from);
    int end = trailers.read(all, 0, all.length);
    if (end == FieldLines.REFUSED) {
      Refusal reason = trailers.refusal();
      refuse(reason == null ? Refusals.TRAILER : reason);
      return 0;
    }
    if (end == FieldLines.MORE) {
      trailerBytes = all;
      return to - from;
    }
    for (int i = 0; i < trailers.count(); i++) {
      for (String forbidden : FORBIDDEN) {
        if (Octets.matches(all, trailers.nameStart(i), trailers.nameEnd(i), forbidden)) {
          refuse(Refusals.TRAILER);
          return 0;
        }
      }
    }
    trailerBytes = new byte[0];
    state = State.DONE;
    return end - before;
  }

  private void refuse(Refusal reason) {
    refusal = reason;
    state = State.REFUSED;
  }

  @Override
  public boolean isDone() {
    return state == State.DONE;
  }

  @Override
  public long remaining() {
    return isDone() ? 0 : size;
  }

  @Override
  public @Nullable Refusal refusal() {
    return refusal;
  }
}
