package io.lokstra.internal.store;

import io.lokstra.store.Message;
import io.lokstra.store.MessageSubscription;
import java.util.ArrayDeque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** What waits for one handler, and the thread that brings it while there is anything. */
public final class Delivery implements MessageSubscription {
  private final String channel;
  private final Consumer<? super Message> handler;
  private final int maxWaiting;
  private final Consumer<Delivery> onClose;
  private final ArrayDeque<Message> waiting = new ArrayDeque<>();
  private @Nullable Runnable onGap;
  private boolean gap;
  private boolean running;
  private boolean closed;
  private long dropped;

  /**
   * Nothing yet.
   *
   * @param onClose is told when it is closed, once
   */
  public Delivery(
      String channel,
      Consumer<? super Message> handler,
      int maxWaiting,
      Consumer<Delivery> onClose) {
    this.channel = channel;
    this.handler = handler;
    this.maxWaiting = maxWaiting;
    this.onClose = onClose;
  }

  /** The channel it listens to. */
  public String channel() {
    return channel;
  }

  /** Takes a message; never blocks. */
  public synchronized void offer(Message message) {
    if (closed) {
      return;
    }
    if (waiting.size() >= maxWaiting) {
      waiting.removeFirst();
      dropped++;
      gap = true;
    }
    waiting.addLast(message);
    start();
  }

  /** Messages may have been missed. */
  public synchronized void missed() {
    if (!closed && onGap != null) {
      gap = true;
      start();
    }
  }

  private void start() {
    if (!running) {
      running = true;
      Thread.ofVirtual().name("lokstra-messages-" + channel).start(this::run);
    }
  }

  private void run() {
    for (Runnable next = next(); next != null; next = next()) {
      try {
        next.run();
      } catch (RuntimeException e) {
        LoggerFactory.getLogger("io.lokstra.store")
            .error("a handler of messages on '{}' failed", channel, e);
      }
    }
  }

  private synchronized @Nullable Runnable next() {
    Runnable told = onGap;
    if (!closed && gap) {
      gap = false;
      if (told != null) {
        return told;
      }
    }
    Message message = closed ? null : waiting.pollFirst();
    if (message == null) {
      running = false;
      return null;
    }
    return () -> handler.accept(message);
  }

  @Override
  public synchronized long dropped() {
    return dropped;
  }

  @Override
  public synchronized void onGap(Runnable callback) {
    onGap = callback;
  }

  @Override
  public void close() {
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
      waiting.clear();
    }
    onClose.accept(this);
  }
}
