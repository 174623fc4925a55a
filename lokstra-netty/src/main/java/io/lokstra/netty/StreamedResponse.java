package io.lokstra.netty;

import io.lokstra.engine.FileOutput;
import io.lokstra.http.Response;
import io.lokstra.http.ResponseBody;
import io.lokstra.netty.http1.ResponseEncoder.Framing;
import java.io.IOException;
import java.nio.channels.FileChannel;

/**
 * A response that the request's thread writes while it is sent. Its head goes out with the first
 * piece; a body that ends before that is sent like bytes.
 */
class StreamedResponse extends OutputPipe implements FileOutput {
  /** What the loop sends of a file before its other connections have their turn. */
  private static final int FILE_PART = 512 * 1024;

  private final NettyExchange exchange;
  private final Answering on;
  private final Response response;
  private final ResponseBody.Stream stream;
  private final Framing framing;
  private boolean committed;
  private boolean closed;
  private long handed;

  StreamedResponse(NettyExchange exchange, Response response, ResponseBody.Stream stream) {
    this.exchange = exchange;
    this.on = exchange.on();
    this.response = response;
    this.stream = stream;
    this.framing =
        stream.length() >= 0
            ? Framing.LENGTH
            : exchange.version() == 0 ? Framing.UNTIL_CLOSE : Framing.CHUNKED;
  }

  /** Lets the writer write; returns when the last octet was handed over or all failed. */
  void send() {
    try {
      stream.writer().writeTo(this);
      finish();
    } catch (Throwable thrown) {
      closed = true;
      if (committed) {
        on.execute(() -> on.abortStream(this, thrown));
      } else {
        exchange.handFailure(thrown);
      }
    }
  }

  private void finish() throws IOException {
    if (!committed) {
      byte[] whole = collected();
      checkLength(whole.length, true);
      closed = true;
      exchange.hand(response.withBody(new ResponseBody.Bytes(whole)));
      return;
    }
    flush();
    checkLength(handed, true);
    closed = true;
    on.execute(() -> on.endStream(this));
  }

  @Override
  void hand(byte[] bytes, int count) throws IOException {
    if (closed) {
      throw new IOException("the response is closed");
    }
    checkLength(handed + count, false);
    handed += count;
    if (committed) {
      on.execute(() -> on.sendPiece(this, bytes, count));
    } else {
      committed = true;
      exchange.handStream(
          response,
          () -> {
            on.beginStream(this);
            on.sendPiece(this, bytes, count);
          });
    }
  }

  /** By length alone: a chunk of a size that is not kept cannot be repaired. */
  @Override
  public boolean takesFiles() {
    return framing == Framing.LENGTH && on.takesFiles();
  }

  @Override
  public void transfer(FileChannel file, long position, long count) throws IOException {
    flush();
    for (long at = 0; at < count; ) {
      FilePart part = new FilePart(file, position + at, (int) Math.min(FILE_PART, count - at));
      part.readAhead();
      send(part);
      at += part.count();
    }
  }

  /** Returns when nothing uses the file any more, and not before: it may be closed then. */
  private void send(FilePart part) throws IOException {
    if (closed) {
      throw new IOException("the response is closed");
    }
    checkLength(handed + part.count(), false);
    handed += part.count();
    begins(part.count());
    if (committed) {
      on.execute(() -> on.sendFile(this, part));
    } else {
      committed = true;
      exchange.handStream(
          response,
          () -> {
            on.beginStream(this);
            on.sendFile(this, part);
          });
    }
    waitUntilSent();
  }

  private void checkLength(long length, boolean whole) throws IOException {
    long announced = stream.length();
    if (announced >= 0 && (length > announced || (whole && length < announced))) {
      throw new IOException(
          "the body has " + length + " bytes where " + announced + " were announced");
    }
  }

  /** The writer may close; the body ends when the writer returns. */
  @Override
  public void close() throws IOException {
    if (committed && !closed) {
      flush();
    }
  }

  NettyExchange exchange() {
    return exchange;
  }

  Response response() {
    return response;
  }

  Framing framing() {
    return framing;
  }

  /** The announced length in bytes, -1 when there was none. */
  long length() {
    return stream.length();
  }

  @Override
  public String toString() {
    return "response to " + exchange;
  }
}
