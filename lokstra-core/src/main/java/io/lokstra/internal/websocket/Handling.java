package io.lokstra.internal.websocket;

import io.lokstra.engine.Listener.Stuck;
import io.lokstra.http.RequestContext;
import io.lokstra.json.JsonException;
import io.lokstra.websocket.MessageHandler;
import io.lokstra.websocket.WebSocket;
import io.lokstra.websocket.WebSocketClosedException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** Handles what happened in one session, one event after the other, on whatever thread runs it. */
final class Handling implements Runnable {
  private final Session session;
  private final SessionScope scope;
  private final Agreement agreement;
  private final Inbox inbox;
  private volatile boolean abandoned;
  private volatile boolean opened;
  private volatile @Nullable Thread thread;
  private volatile long since;

  Handling(Session session, SessionScope scope, Agreement agreement, Inbox inbox) {
    this.session = session;
    this.scope = scope;
    this.agreement = agreement;
    this.inbox = inbox;
  }

  @Override
  public void run() {
    scope.run(this::handleAll);
  }

  private void handleAll() {
    since = System.nanoTime();
    thread = Thread.currentThread();
    int taken;
    do {
      taken = 0;
      for (Inbox.Event next = inbox.poll(); next != null; next = inbox.poll()) {
        taken++;
        handle(next);
        session.taken();
      }
      // Whoever comes next may be here before this thread is gone.
      thread = null;
    } while (inbox.goesOn(taken) && stays());
  }

  private boolean stays() {
    since = System.nanoTime();
    thread = Thread.currentThread();
    return true;
  }

  private void handle(Inbox.Event event) {
    switch (event) {
      case Inbox.Event.Ended() -> end();
      case Inbox.Event.Closing(int code, String reason) -> session.answer(code, reason);
      case Inbox.Event.Failed(ViolationException violation) -> session.fail(violation);
      case Inbox.Event.Stopping() -> session.goneAway();
      case Inbox.Event.Opened() -> {
        tell(() -> {
          if (agreement.socket().opened().isPresent()) {
            agreement.socket().opened().get().opened(session);
          }
        });
        opened = true;
      }
      case Inbox.Event.Received received -> {
        // Whatever cancelled the request has stopped a handler once, and would not stop the next.
        if (session.isOpen() && !abandoned && !scope.context().cancelled()) {
          tell(() -> receive(received));
        }
      }
    }
  }

  private void receive(Inbox.Event.Received received) throws Exception {
    byte[] content;
    try {
      content = content(received);
    } catch (ViolationException violation) {
      session.fail(violation);
      return;
    }
    WebSocket socket = agreement.socket();
    if (received.opcode() == Frame.BINARY && socket.octets().isPresent()) {
      socket.octets().get().handle(session, content);
    } else if (received.opcode() == Frame.TEXT && socket.texts().isPresent()) {
      socket.texts().get().handle(session, new String(content, StandardCharsets.UTF_8));
    } else if (received.opcode() == Frame.TEXT && socket.documents().isPresent()) {
      document(socket.documents().get(), content);
    } else {
      session.close(
          CloseCodes.UNSUPPORTED,
          received.opcode() == Frame.TEXT ? "text is not taken here" : "only text is taken here");
    }
  }

  private byte[] content(Inbox.Event.Received received) throws ViolationException {
    Optional<Packing> packing = agreement.packing();
    if (!received.packed() || packing.isEmpty()) {
      return received.content();
    }
    byte[] content = packing.get().unpack(received.content(), agreement.options().maxMessageSize());
    if (received.opcode() == Frame.TEXT) {
      Utf8Check check = new Utf8Check();
      if (!check.accepts(content, 0, content.length) || !check.end()) {
        throw new ViolationException(CloseCodes.INVALID, "text that is not UTF-8");
      }
    }
    return content;
  }

  private <T> void document(WebSocket.Documents<T> documents, byte[] content) throws Exception {
    T value;
    try {
      value = scope.json().decode(content, documents.type());
    } catch (JsonException refused) {
      Optional<MessageHandler<JsonException>> handler = agreement.socket().refused();
      if (handler.isPresent()) {
        handler.get().handle(session, refused);
      } else {
        session.close(CloseCodes.INVALID, "a message that does not fit its form");
      }
      return;
    }
    documents.handler().handle(session, value);
  }

  private void end() {
    scope.renew();
    try {
      tell(() -> {
        if (agreement.socket().closed().isPresent()) {
          agreement.socket().closed().get().closed(session, session.how());
        }
      });
    } finally {
      session.ended();
    }
  }

  /** What an application does. */
  @FunctionalInterface
  private interface Work {
    void run() throws Exception;
  }

  private void tell(Work work) {
    try {
      work.run();
    } catch (WebSocketClosedException closed) {
      LoggerFactory.getLogger("io.lokstra.websocket")
          .debug("{} ended while it was sent to", session, closed);
    } catch (Throwable failure) {
      RequestContext ctx = scope.context();
      if (!abandoned && !ctx.cancelled()) {
        LoggerFactory.getLogger("io.lokstra.websocket")
            .error("a handler of {} failed [{}]", ctx.route().template(), session.id(), failure);
        session.failed();
      }
    }
  }

  /** Whether what is done when the session opens has been done. */
  boolean isOpened() {
    return opened;
  }

  /** Stops what runs; what was not begun is not. */
  void abandon() {
    abandoned = true;
    scope.abandon();
  }

  /** Interrupts what runs. */
  void interrupt() {
    Thread running = thread;
    if (running != null) {
      running.interrupt();
    }
  }

  /** What runs, if anything does. */
  Optional<Stuck> running() {
    Thread running = thread;
    return running == null
        ? Optional.empty()
        : Optional.of(
            new Stuck(
                "WebSocket " + scope.context().path(),
                running.getName(),
                Duration.ofNanos(System.nanoTime() - since),
                List.of(running.getStackTrace())));
  }
}
