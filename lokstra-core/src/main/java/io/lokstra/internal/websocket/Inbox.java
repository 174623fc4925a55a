package io.lokstra.internal.websocket;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * What happened on one connection and waits for its handler. The I/O thread puts; one other thread
 * at a time takes, which comes when there is something and leaves when there is nothing.
 */
final class Inbox {

  /** Something that happened. */
  sealed interface Event {
    /** The session begins. */
    record Opened() implements Event {}

    /** A message came. */
    record Received(int opcode, boolean packed, byte[] content) implements Event {}

    /** The client closes, or sends no more: then the code is {@link CloseCodes#LOST}. */
    record Closing(int code, String reason) implements Event {}

    /** The client broke a rule. */
    record Failed(ViolationException violation) implements Event {}

    /** The server stops. */
    record Stopping() implements Event {}

    /** Nothing more will come. */
    record Ended() implements Event {}
  }

  private static final int OVERHEAD = 64;

  private final ConcurrentLinkedQueue<Event> events = new ConcurrentLinkedQueue<>();
  private final AtomicInteger count = new AtomicInteger();
  private final AtomicInteger octets = new AtomicInteger();

  /** Puts in. I/O thread. */
  void add(Event event) {
    octets.addAndGet(cost(event));
    events.add(event);
  }

  /**
   * Counts {@code added} events that were put in.
   *
   * @return whether there is nobody to take them, so that somebody must come. I/O thread
   */
  boolean announce(int added) {
    // What was put in may have been taken before it is counted here: then this was below zero.
    int before = count.getAndAdd(added);
    return before <= 0 && before + added > 0;
  }

  /** The next event; the taker's. */
  @Nullable Event poll() {
    Event next = events.poll();
    if (next != null) {
      octets.addAndGet(-cost(next));
    }
    return next;
  }

  /** The taker is done with {@code taken} events; whether it is to stay. */
  boolean goesOn(int taken) {
    return count.addAndGet(-taken) > 0;
  }

  /** Whether nothing waits, and nobody takes. I/O thread, with nothing added since it announced. */
  boolean isIdle() {
    return count.get() <= 0;
  }

  /** How much waits, in octets. */
  int octets() {
    return octets.get();
  }

  private static int cost(Event event) {
    return event instanceof Event.Received received ? received.content().length + OVERHEAD : 0;
  }
}
