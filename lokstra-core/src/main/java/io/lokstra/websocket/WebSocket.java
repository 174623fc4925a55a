package io.lokstra.websocket;

import io.lokstra.internal.web.HttpToken;
import io.lokstra.json.JsonException;
import java.util.List;
import java.util.Optional;

/**
 * What is done with a connection: a value, made for each by its route's handler. {@link #text},
 * {@link #binary} and {@link #json} begin one, and {@code on…} add to it.
 *
 * <p>Its handlers are called one after the other, never two at a time for one session, in the scope
 * of the request it began with ({@link io.lokstra.http.RequestContext#current()}). A kind of
 * message that nobody takes closes the session with code 1003.
 *
 * @param opened is told when the session begins
 * @param texts takes messages that are text
 * @param octets takes messages that are octets
 * @param documents takes messages that are JSON, in text
 * @param refused is told of text that is no JSON or does not fit
 * @param closed is told when the session has ended
 * @param protocols the subprotocols that are spoken, the best first; empty for none
 */
public record WebSocket(
    Optional<OpenHandler> opened,
    Optional<MessageHandler<String>> texts,
    Optional<MessageHandler<byte[]>> octets,
    Optional<Documents<?>> documents,
    Optional<MessageHandler<JsonException>> refused,
    Optional<CloseHandler> closed,
    List<String> protocols) {

  /**
   * Messages in JSON.
   *
   * @param type what they are bound to
   * @param handler takes them
   */
  public record Documents<T>(Class<T> type, MessageHandler<T> handler) {}

  private static final WebSocket NOTHING =
      new WebSocket(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          List.of());

  /** Checks what belongs together. */
  public WebSocket {
    if (texts.isPresent() && documents.isPresent()) {
      throw new IllegalArgumentException(
          "text and JSON both come as text messages; take one of them, and tell JSON apart by a"
              + " sealed type");
    }
    protocols = HttpToken.checked("protocols", protocols);
  }

  /** Takes no message: for clients that only listen. */
  public static WebSocket silent() {
    return NOTHING;
  }

  /** Takes text. */
  public static WebSocket text(MessageHandler<String> handler) {
    return NOTHING.onText(handler);
  }

  /** Takes octets. */
  public static WebSocket binary(MessageHandler<byte[]> handler) {
    return NOTHING.onBinary(handler);
  }

  /**
   * Takes JSON, bound to {@code type} and validated as a body is: a record, or a sealed interface
   * of records, told apart by their discriminator.
   */
  public static <T> WebSocket json(Class<T> type, MessageHandler<T> handler) {
    return new WebSocket(
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.of(new Documents<>(type, handler)),
        Optional.empty(),
        Optional.empty(),
        List.of());
  }

  /** This, taking text too. */
  public WebSocket onText(MessageHandler<String> handler) {
    return new WebSocket(
        opened, Optional.of(handler), octets, documents, refused, closed, protocols);
  }

  /** This, taking octets too. */
  public WebSocket onBinary(MessageHandler<byte[]> handler) {
    return new WebSocket(
        opened, texts, Optional.of(handler), documents, refused, closed, protocols);
  }

  /** This, told before the first message. */
  public WebSocket onOpen(OpenHandler handler) {
    return new WebSocket(
        Optional.of(handler), texts, octets, documents, refused, closed, protocols);
  }

  /** This, told after the last. */
  public WebSocket onClose(CloseHandler handler) {
    return new WebSocket(
        opened, texts, octets, documents, refused, Optional.of(handler), protocols);
  }

  /**
   * This, told of text that is no JSON or does not fit; without it the session is closed with code
   * 1007.
   */
  public WebSocket onRefused(MessageHandler<JsonException> handler) {
    return new WebSocket(opened, texts, octets, documents, Optional.of(handler), closed, protocols);
  }

  /**
   * This, speaking one of these subprotocols: the first that the client offers too. Where it offers
   * none of them the session has none.
   */
  public WebSocket protocols(String... spoken) {
    return new WebSocket(opened, texts, octets, documents, refused, closed, List.of(spoken));
  }
}
