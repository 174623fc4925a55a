package io.lokstra.internal.websocket;

import io.lokstra.engine.ConnectionEvents;
import io.lokstra.engine.EventConnection;
import io.lokstra.http.RequestContext;
import io.lokstra.websocket.WebSocketClose;
import io.lokstra.websocket.WebSocketClosedException;
import io.lokstra.websocket.WebSocketOptions;
import io.lokstra.websocket.WebSocketSession;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One session. Frames are read and written on the I/O thread; messages are handled on a virtual
 * thread that is there as long as there are any, by {@link Handling}; anybody may send.
 *
 * <p>What came before a close, or before a broken rule, is handled before that is answered, so that
 * what its handlers send still goes out.
 *
 * <p>Longer than other classes here: it is one state machine, and what an application says to it.
 * Frames are read by {@link FrameParser} and written by {@link FrameSender}.
 */
public final class Session implements WebSocketSession, ConnectionEvents, FrameParser.Sink {
  private static final int MAX_REASON = Frame.MAX_CONTROL - 2;

  private final SessionScope scope;
  private final Agreement agreement;
  private final EventConnection connection;
  private final Sessions sessions;
  private final Outbox outbox;
  private final Inbox inbox = new Inbox();
  private final FrameParser parser;
  private final Handling handling;
  private final Memberships memberships = new Memberships();
  private final AtomicReference<@Nullable WebSocketClose> how = new AtomicReference<>();

  /** Whether a flush will come without being asked for. */
  private final AtomicBoolean flushing = new AtomicBoolean();

  // Of the I/O thread.
  private final FrameSender sender;
  private final Runnable flush = this::flush;
  private final Unread unread = new Unread();
  private int added;
  private boolean inputDone;
  private boolean endPending;
  private boolean outputDone;
  private boolean closeReceived;
  private boolean answered;
  private long lastHeard = System.nanoTime();
  private long lastPing = lastHeard;
  private long deadline = Long.MAX_VALUE;

  /** Reading stopped because of what waits for the handler. */
  private final AtomicBoolean full = new AtomicBoolean();

  Session(SessionScope scope, Agreement agreement, EventConnection connection, Sessions sessions) {
    this.scope = scope;
    this.agreement = agreement;
    this.connection = connection;
    this.sessions = sessions;
    WebSocketOptions options = agreement.options();
    this.outbox = new Outbox(options.sendQueue());
    this.sender = new FrameSender(connection, outbox);
    this.parser =
        new FrameParser(true, agreement.packing().isPresent(), options.maxMessageSize(), this);
    this.handling = new Handling(this, scope, agreement, inbox);
  }

  /** Begins. I/O thread. */
  void begin() {
    add(new Inbox.Event.Opened());
    sessions.add(this);
    deliver();
    pump();
  }

  // ---------------------------------------------------------------- what the peer does

  @Override
  public void received(byte[] octets, int from, int to) {
    lastHeard = System.nanoTime();
    if (inputDone) {
      return;
    }
    if (unread.isEmpty()) {
      int at = parse(octets, from, to);
      if (at < to) {
        unread.add(octets, at, to);
      }
    } else {
      unread.add(octets, from, to);
    }
    deliver();
    pump();
  }

  /** Reads as much as there is room for; where that ended, {@code to} where the rest is nothing. */
  private int parse(byte[] octets, int from, int to) {
    int at;
    try {
      at = parser.parse(octets, from, to);
    } catch (ViolationException violation) {
      inputDone = true;
      add(new Inbox.Event.Failed(violation));
      expect(lastHeard);
      return to;
    }
    if (at < to || isFull()) {
      full.set(true);
      connection.reading(false);
      // The handler may have made room before it could see that reading had stopped.
      taken();
    }
    return at;
  }

  private boolean isFull() {
    return inbox.octets() >= agreement.options().receiveQueue();
  }

  /** The handler took something: if reading stopped, and there is room again, it goes on. */
  void taken() {
    if (full.get()
        && inbox.octets() <= agreement.options().receiveQueue() / 2
        && full.compareAndSet(true, false)) {
      connection.execute(this::roomAgain);
    }
  }

  private void roomAgain() {
    lastHeard = System.nanoTime();
    if (!inputDone && !unread.isEmpty()) {
      unread.readTo(parse(unread.octets(), unread.from(), unread.to()));
    }
    if (endPending) {
      // Who still takes what came before the end has its time again.
      expect(lastHeard);
      endOnceAllIsRead();
    } else if (!full.get()) {
      connection.reading(true);
    }
    deliver();
    pump();
  }

  @Override
  public boolean message(int opcode, boolean packed, byte[] content) {
    add(new Inbox.Event.Received(opcode, packed, content));
    return !isFull();
  }

  @Override
  public void ping(byte[] content) {
    if (sender.owesPong()) {
      pump();
    }
    sender.pong(content);
  }

  @Override
  public void pong(byte[] content) {
    // That something was heard is all there is to it.
  }

  @Override
  public void peerClosed(int code, String reason) {
    closing(code, reason);
  }

  private void closing(int code, String reason) {
    if (!inputDone) {
      inputDone = true;
      if (outputDone) {
        // Both ends have said it; a handler that is still at work has nobody left to send to.
        closeReceived = true;
        connection.close();
        return;
      }
      add(new Inbox.Event.Closing(code, reason));
      expect(lastHeard);
    }
  }

  @Override
  public void inputEnded() {
    lastHeard = System.nanoTime();
    if (!inputDone) {
      endPending = true;
      expect(lastHeard);
      endOnceAllIsRead();
    }
    deliver();
    pump();
  }

  /** What came before the end of the input, and found no room yet, comes before it. */
  private void endOnceAllIsRead() {
    if (unread.isEmpty()) {
      endPending = false;
      closing(CloseCodes.LOST, "");
    }
  }

  @Override
  public void writable() {
    pump();
  }

  @Override
  public void closed() {
    inputDone = true;
    outputDone = true;
    unread.clear();
    if (how.compareAndSet(null, new WebSocketClose(CloseCodes.LOST, ""))) {
      // The client is gone without a word.
      handling.abandon();
    }
    outbox.close();
    add(new Inbox.Event.Ended());
    deliver();
  }

  // ---------------------------------------------------------------- to the handler

  private void add(Inbox.Event event) {
    inbox.add(event);
    added++;
  }

  /** What the handler sends meanwhile, on this thread or beside it, is for the pump after this. */
  private void deliver() {
    int count = added;
    added = 0;
    if (count > 0 && inbox.announce(count)) {
      flushing.set(true);
      connection.start(scope.route(), handling);
      flushing.set(false);
    }
  }

  /** Everything before the peer's close was handled: it is answered. Any thread. */
  void answer(int code, String reason) {
    connection.execute(() -> answerNow(code, reason));
  }

  private void answerNow(int code, String reason) {
    if (answered) {
      return;
    }
    answered = true;
    inputDone = true;
    endPending = false;
    unread.clear();
    closeReceived = true;
    finish(code, reason);
    pump();
    if (outputDone) {
      connection.close();
    }
  }

  /**
   * Everything before a broken rule was handled: the connection fails. Nothing that came after it
   * is handled once this returns. Any thread.
   */
  void fail(ViolationException violation) {
    finish(violation.code(), violation.reason());
    connection.execute(() -> {
      if (!answered) {
        answered = true;
        inputDone = true;
        // What else comes is not read, so no close of the peer is waited for.
        closeReceived = true;
        pump();
        if (outputDone) {
          connection.close();
        }
      }
    });
  }

  /**
   * The server stops: what has come is handled, then this is said. Nothing that comes from now on
   * is. Any thread.
   */
  void goAway() {
    connection.execute(() -> {
      if (handling.isOpened() && !inbox.isIdle()) {
        add(new Inbox.Event.Stopping());
        deliver();
      } else {
        // A handler that opens answers nobody, and may well go on for as long as it can send.
        goneAway();
      }
      pump();
    });
  }

  /** Says that the server goes away, whatever is still at work. Any thread. */
  void goneAway() {
    close(CloseCodes.GOING_AWAY, "the server stops");
  }

  /** What a handler has done wrong is no message for the client. */
  void failed() {
    finish(CloseCodes.INTERNAL_ERROR, "");
    signal();
  }

  /** The last handler has returned. */
  void ended() {
    memberships.leaveAll();
    sessions.remove(this);
  }

  /** How it ended; {@code LOST} as long as it has not. */
  WebSocketClose how() {
    WebSocketClose known = how.get();
    return known == null ? new WebSocketClose(CloseCodes.LOST, "") : known;
  }

  Memberships memberships() {
    return memberships;
  }

  Handling handling() {
    return handling;
  }

  WebSocketOptions options() {
    return agreement.options();
  }

  // ---------------------------------------------------------------- to the peer

  /** Sends one more close, unless there is one. */
  private boolean finish(int code, String reason) {
    if (!how.compareAndSet(null, new WebSocketClose(code, reason))) {
      return false;
    }
    outbox.force(Frame.close(code, reason));
    outbox.close();
    return true;
  }

  private void signal() {
    if (!flushing.getAndSet(true)) {
      connection.execute(flush);
    }
  }

  private void flush() {
    flushing.set(false);
    pump();
  }

  /** A close is under way: it takes so long and no longer. */
  private void expect(long from) {
    deadline = from + agreement.options().closeTimeout().toNanos();
  }

  /** Sends what waits, as far as the peer takes it. */
  private void pump() {
    if (deadline == Long.MAX_VALUE && how.get() != null) {
      // Whoever closed, and on whichever thread: what waits before the close has its time too.
      expect(System.nanoTime() + agreement.options().sendTimeout().toNanos());
    }
    Frame last = outputDone ? null : sender.send();
    if (last != null) {
      outputDone = true;
      expect(System.nanoTime());
      if (closeReceived || last.isEnd()) {
        connection.close();
      }
    }
  }

  @Override
  public void tick(long now) {
    if (deadline != Long.MAX_VALUE) {
      if (now - deadline >= 0) {
        overdue(now);
      }
      return;
    }
    WebSocketOptions options = agreement.options();
    if (full.get()) {
      // Not the client is silent: it is not listened to.
      lastHeard = now;
    }
    long silent = now - lastHeard;
    if (silent >= options.idleTimeout().toNanos()) {
      finish(CloseCodes.GOING_AWAY, "no sign of life");
      expect(now);
      pump();
    } else if (!options.pingInterval().isZero()
        && silent >= options.pingInterval().toNanos()
        && now - lastPing >= options.pingInterval().toNanos()) {
      lastPing = now;
      sender.ping();
      pump();
    }
  }

  /** A close took too long: the first time the handler is not waited for, then the peer. */
  private void overdue(long now) {
    if ((inputDone || endPending) && !answered && !outputDone) {
      expect(now);
      answerNow(CloseCodes.GOING_AWAY, "");
    } else {
      connection.cut();
    }
  }

  // ---------------------------------------------------------------- what the application says

  @Override
  public String id() {
    return scope.context().requestId();
  }

  @Override
  public RequestContext context() {
    return scope.context();
  }

  @Override
  public String protocol() {
    return agreement.protocol();
  }

  @Override
  public boolean isOpen() {
    return how.get() == null;
  }

  @Override
  public void send(String text) {
    put(frame(Frame.TEXT, text.getBytes(StandardCharsets.UTF_8)));
  }

  @Override
  public void send(byte[] octets) {
    put(frame(Frame.BINARY, octets));
  }

  @Override
  public void sendJson(Object value) {
    put(frame(Frame.TEXT, scope.json().encode(value)));
  }

  @Override
  public boolean trySend(String text) {
    return offer(frame(Frame.TEXT, text.getBytes(StandardCharsets.UTF_8)));
  }

  @Override
  public boolean trySend(byte[] octets) {
    return offer(frame(Frame.BINARY, octets));
  }

  private Frame frame(int opcode, byte[] payload) {
    if (agreement.packing().isPresent()
        && payload.length >= agreement.options().minCompressedSize()) {
      byte[] packed = agreement.packing().get().pack(payload);
      if (packed.length < payload.length) {
        return new Frame(Frame.FIN | Frame.RSV1 | opcode, packed);
      }
    }
    return Frame.of(opcode, payload);
  }

  private void put(Frame frame) {
    boolean sent;
    try {
      sent = outbox.put(frame, agreement.options().sendTimeout().toNanos());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new WebSocketClosedException("interrupted while waiting for the client to read");
    }
    if (!sent) {
      boolean slow = tooSlow();
      throw new WebSocketClosedException(
          slow
              ? "the client read nothing for " + agreement.options().sendTimeout()
              : "the session is closed");
    }
    signal();
  }

  private boolean offer(Frame frame) {
    boolean sent = outbox.offer(frame);
    if (sent) {
      signal();
    }
    return sent;
  }

  /** Sends what many get, without waiting; whether it is on its way. */
  boolean offer(SharedMessage message) {
    Frame frame =
        agreement
            .packing()
            .map(packing -> message.packed(packing, agreement.options().minCompressedSize()))
            .orElse(message.plain());
    if (offer(frame)) {
      return true;
    }
    if (agreement.options().slowReader() == WebSocketOptions.SlowReader.CLOSE) {
      tooSlow();
    }
    return false;
  }

  /** Closes a client that does not read; what waits for it is thrown away. */
  private boolean tooSlow() {
    if (!finish(CloseCodes.POLICY, "too slow")) {
      return false;
    }
    connection.execute(() -> {
      sender.drop();
      expect(System.nanoTime());
    });
    signal();
    return true;
  }

  /** The JSON of {@code value}, as this session's server writes it. */
  byte[] encoded(Object value) {
    return scope.json().encode(value);
  }

  @Override
  public void close(int code, String reason) {
    if (!CloseCodes.isSendable(code)) {
      throw new IllegalArgumentException(
          "not a close code to send: "
              + code
              + "; expected 1000 to 1014 but for 1004 to 1006, or 3000 to 4999");
    }
    int length = reason.getBytes(StandardCharsets.UTF_8).length;
    if (length > MAX_REASON) {
      throw new IllegalArgumentException(
          "a reason of " + length + " bytes; expected at most " + MAX_REASON);
    }
    if (finish(code, reason)) {
      signal();
    }
  }

  @Override
  public String toString() {
    return "WebSocket session " + id();
  }
}
