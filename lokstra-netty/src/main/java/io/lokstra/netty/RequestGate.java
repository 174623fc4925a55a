package io.lokstra.netty;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Bounds the calls of one listener: how many are in progress, how many wait. Thread-safe.
 *
 * <p>Only calls that left their event loop are counted, since a call that ends in its first run
 * never shares its loop with another; so the bound may be passed by one call per event loop.
 */
final class RequestGate {
  private final int maxRunning;
  private final int maxWaiting;
  private final AtomicInteger running = new AtomicInteger();
  private final AtomicInteger queued = new AtomicInteger();
  private final ConcurrentLinkedQueue<Answering> waiting = new ConcurrentLinkedQueue<>();

  RequestGate(int maxRunning, int maxWaiting) {
    this.maxRunning = maxRunning;
    this.maxWaiting = maxWaiting;
  }

  /** Whether a call that wants to start must wait. */
  boolean isFull() {
    return running.get() >= maxRunning || queued.get() > 0;
  }

  /** A call is in progress off its loop. */
  void enter() {
    running.incrementAndGet();
  }

  /** A call that entered has ended. */
  void leave() {
    running.decrementAndGet();
    startNext();
  }

  /** How many calls are in progress off their loops. */
  int running() {
    return running.get();
  }

  /** How many calls wait. */
  int waiting() {
    return queued.get();
  }

  /** Lets the call of {@code connection} wait; false when too many do. */
  boolean await(Answering connection) {
    if (queued.incrementAndGet() > maxWaiting) {
      queued.decrementAndGet();
      return false;
    }
    waiting.add(connection);
    // A call may have left before this one was in the queue.
    startNext();
    return true;
  }

  /** Takes {@code connection} out of the queue; false when it is about to start. */
  boolean giveUp(Answering connection) {
    boolean removed = waiting.remove(connection);
    if (removed) {
      queued.decrementAndGet();
    }
    return removed;
  }

  /** Starts the call that has waited longest, if there is room. */
  void startNext() {
    if (queued.get() > 0 && running.get() < maxRunning) {
      Answering next = waiting.poll();
      if (next != null) {
        queued.decrementAndGet();
        next.startWaiting();
      }
    }
  }
}
