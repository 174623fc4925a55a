package io.lokstra.events;

import io.lokstra.events.Broadcaster.WhenFull;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** What waits for one stream of a broadcaster. Thread-safe; one thread takes. */
final class Subscription {
  /** So many events go out together at the most. */
  private static final int BATCH = 64;

  private final int capacity;
  private final WhenFull whenFull;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final ArrayDeque<Event> queue;
  private List<Event> missed;
  private boolean ended;

  /** A queue after these, which the client has missed and which do not count. */
  Subscription(Broadcaster.Options options, List<Event> missed) {
    this.capacity = options.queue();
    this.whenFull = options.whenFull();
    this.queue = new ArrayDeque<>(Math.min(4, capacity));
    this.missed = missed;
  }

  /** Adds an event; false when the stream is at its end for it. Does not wait. */
  boolean offer(Event event) {
    lock.lock();
    try {
      if (queue.size() >= capacity) {
        switch (whenFull) {
          case END_STREAM -> {
            queue.clear();
            ended = true;
            changed.signal();
            return false;
          }
          case DROP_NEWEST -> {
            return true;
          }
          case DROP_OLDEST -> queue.removeFirst();
        }
      }
      queue.addLast(event);
      changed.signal();
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Waits for events; none at the end. */
  List<Event> take() throws InterruptedException {
    lock.lock();
    try {
      if (!missed.isEmpty()) {
        List<Event> first = missed;
        missed = List.of();
        return first;
      }
      while (queue.isEmpty() && !ended) {
        changed.await();
      }
      List<Event> next = new ArrayList<>(Math.min(BATCH, queue.size()));
      while (!queue.isEmpty() && next.size() < BATCH) {
        next.add(queue.removeFirst());
      }
      return next;
    } finally {
      lock.unlock();
    }
  }

  /** Nothing will follow what is there. */
  void end() {
    lock.lock();
    try {
      ended = true;
      changed.signal();
    } finally {
      lock.unlock();
    }
  }
}
