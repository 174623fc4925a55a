package io.lokstra.internal.memory;

import io.lokstra.engine.HttpEngine;
import io.lokstra.engine.HttpHandler;
import io.lokstra.engine.HttpOptions;
import io.lokstra.engine.ListenAddress;
import java.io.IOException;
import java.net.BindException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledThreadPoolExecutor;

/**
 * An engine whose network is this object: its addresses exist only here, ports are numbers it gives
 * away, and a client is whoever calls {@link MemoryListener#send}.
 *
 * <p>Each call runs on a virtual thread of the JDK's scheduler. The limits that guard a socket's
 * time (slow headers, slow bodies, idle connections) have no meaning here and are not applied; the
 * limits on sizes, the deadline and the bound on concurrent calls are. Thread-safe.
 */
public final class MemoryEngine implements HttpEngine {
  private static final int FIRST_PORT = 49_152;

  private final Map<ListenAddress, MemoryListener> listeners = new HashMap<>();
  private final ScheduledThreadPoolExecutor timer;
  private int nextPort = FIRST_PORT;
  private boolean closed;

  /** An engine of its own, with addresses of its own. */
  public MemoryEngine() {
    timer =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("lokstra-memory-timer").factory());
    timer.setRemoveOnCancelPolicy(true);
  }

  @Override
  public String description() {
    return "in memory, no network";
  }

  @Override
  public synchronized MemoryListener listen(
      ListenAddress address, HttpOptions options, HttpHandler handler) throws IOException {
    if (closed) {
      throw new IllegalStateException("the engine is closed");
    }
    ListenAddress bound =
        address instanceof ListenAddress.Tcp(String host, int port) && port == 0
            ? new ListenAddress.Tcp(host, nextPort++)
            : address;
    if (listeners.containsKey(bound)) {
      throw new BindException("cannot listen on " + bound + ": the address is in use");
    }
    MemoryListener listener = new MemoryListener(this, bound, options, handler, timer);
    listeners.put(bound, listener);
    return listener;
  }

  /** The listener bound to {@code address}, if it accepts requests. */
  public synchronized Optional<MemoryListener> at(ListenAddress address) {
    return Optional.ofNullable(listeners.get(address));
  }

  @Override
  public void close() {
    List<MemoryListener> open;
    synchronized (this) {
      closed = true;
      open = List.copyOf(listeners.values());
    }
    open.forEach(MemoryListener::close);
    timer.shutdownNow();
  }

  /** Gives the address of {@code listener} free. */
  synchronized void release(MemoryListener listener) {
    listeners.remove(listener.address(), listener);
  }
}
