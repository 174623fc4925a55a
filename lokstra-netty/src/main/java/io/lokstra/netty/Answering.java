package io.lokstra.netty;

import io.lokstra.netty.http1.ResponseHead;

/**
 * What one exchange is answered on: a connection of HTTP/1.1, or a stream of HTTP/2. Everything but
 * {@link #execute} and {@link #startWaiting} is called on the event loop.
 */
interface Answering {
  /** The connection that carries it. */
  ClientConnection connection();

  /** Runs {@code task} on the event loop, unless that has ended. Any thread. */
  void execute(Runnable task);

  /** There is room for the call that waits. Any thread. */
  void startWaiting();

  /** The call of {@code exchange} comes back with its answer. */
  void answer(NettyExchange exchange);

  /**
   * Sends an interim response, unless the response has begun (RFC 9110 §15.2); where they are not
   * sent, it is dropped.
   */
  default void interim(NettyExchange exchange, ResponseHead head) {}

  /** Sends the head of a streamed response. */
  void beginStream(StreamedResponse stream);

  /** Sends a piece of a streamed response. */
  void sendPiece(StreamedResponse stream, byte[] bytes, int count);

  /**
   * Sends what it can of a piece of a streamed response without keeping any of it. The array stays
   * the caller's.
   *
   * @return how many octets are gone; what is left goes the usual way
   */
  default int sendAtOnce(StreamedResponse stream, byte[] bytes, int from, int count) {
    return 0;
  }

  /** Whether parts of files can go out without passing through the program. Any thread. */
  default boolean takesFiles() {
    return false;
  }

  /** Sends part of a file as a piece of a streamed response; only where they are taken. */
  default void sendFile(StreamedResponse stream, FilePart part) {
    throw new UnsupportedOperationException("parts of files are not taken here");
  }

  /** Sends what was said of a streamed response so far, and be it its head alone. */
  default void flushStream(StreamedResponse stream) {}

  /** Ends a streamed response. */
  void endStream(StreamedResponse stream);

  /** A streamed response failed after its head: the client must not take it for whole. */
  void abortStream(StreamedResponse stream, Throwable reason);
}
