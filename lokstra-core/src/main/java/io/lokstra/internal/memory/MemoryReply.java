package io.lokstra.internal.memory;

import io.lokstra.engine.Duplex;
import io.lokstra.engine.Outcome;
import io.lokstra.http.ResponseHeaders;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** What a client gets for a {@link MemoryRequest}, as it comes. Thread-safe. */
public final class MemoryReply {

  /**
   * A response as a client sees it once the head has come.
   *
   * @param status the status code
   * @param headers the fields as a client would receive them, the engine's own among them
   * @param body the body as it comes; reading fails where the server cuts it off
   */
  public record Head(int status, ResponseHeaders headers, InputStream body) {}

  private final CompletableFuture<Head> head = new CompletableFuture<>();
  private final CompletableFuture<Outcome> outcome = new CompletableFuture<>();
  private final Pipe down = new Pipe();
  private final Pipe up = new Pipe();
  private final Runnable abort;

  MemoryReply(Runnable abort) {
    this.abort = abort;
  }

  /**
   * Waits for the head of the response.
   *
   * @throws IOException when the connection broke before there was one
   */
  public Head head() throws IOException {
    return await(head);
  }

  /** Both directions of the connection, after a 101. */
  public Duplex duplex() {
    return new PipeDuplex(down.input(), up.output());
  }

  /** Goes away, as a client that resets its connection. */
  public void abort() {
    abort.run();
  }

  /**
   * Waits for the end of the exchange, as the engine reports it to the call: after the last byte of
   * the response, and after the call has come to its end.
   */
  public Outcome outcome() throws IOException {
    return await(outcome);
  }

  /** The server sends a head; {@code body} is what follows. */
  void begin(int status, ResponseHeaders headers, InputStream body) {
    head.complete(new Head(status, headers, body));
  }

  /** From the server to the client. */
  Pipe down() {
    return down;
  }

  /** The server's end, once HTTP is left. */
  Duplex serverSide() {
    return new PipeDuplex(up.input(), down.output());
  }

  /** The connection is gone. */
  void breakOff(IOException cause) {
    head.completeExceptionally(cause);
    down.breakOff(cause);
    up.breakOff(cause);
  }

  /** The exchange is over. */
  void finish(Outcome how) {
    head.completeExceptionally(new IOException("the connection was closed without an answer"));
    outcome.complete(how);
  }

  private static <T> T await(CompletableFuture<T> future) throws IOException {
    try {
      return future.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while waiting for the server");
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new IOException(cause.getMessage(), cause);
    }
  }

  /** Two pipes as one connection. */
  private record PipeDuplex(InputStream input, OutputStream output) implements Duplex {}
}
