package io.lokstra.events;

import io.lokstra.json.Json;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * A response of server-sent events while it is open. Thread-safe: events of several threads follow
 * each other, never inside of each other.
 *
 * <p>Sending waits while the client does not read, so that no more than the engine's bound for a
 * streamed response is ever held. While nothing is sent, the server sends comments by itself
 * ({@link EventOptions#heartbeat}), by which it learns that a client is gone.
 */
public interface EventStream {

  /**
   * The id of the last event that the client has seen, when it comes back ({@code Last-Event-ID}).
   * What a client says: it may be anything.
   */
  Optional<String> lastEventId();

  /** Writes data that is not text: by the options of the server. */
  Json json();

  /**
   * Sends an event.
   *
   * @throws IOException when the client went away, reads too slowly, or the stream has ended
   */
  default void send(Event event) throws IOException {
    send(List.of(event));
  }

  /**
   * Sends text as an event without a name.
   *
   * @throws IOException when the client went away, reads too slowly, or the stream has ended
   */
  default void send(String data) throws IOException {
    send(Event.of(data));
  }

  /**
   * Sends these events together, which costs less than one by one.
   *
   * @throws IOException when the client went away, reads too slowly, or the stream has ended
   */
  void send(List<Event> events) throws IOException;

  /**
   * Sends a comment, which clients drop.
   *
   * @param text any text; each line becomes a comment
   * @throws IOException when the client went away, reads too slowly, or the stream has ended
   */
  void comment(String text) throws IOException;

  /** Whether there is any use in sending: neither client, nor server, nor handler has ended it. */
  boolean isOpen();

  /**
   * Waits until the client goes away or the server stops: for a handler whose events other threads
   * send.
   *
   * @throws InterruptedException when that has come about
   */
  void awaitEnd() throws InterruptedException;
}
