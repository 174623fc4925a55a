package io.lokstra.bench.peers;

import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/**
 * Tells all connections the time once a second.
 *
 * @param <C> a connection
 */
final class Ticks<C> {
  private final Set<C> all = ConcurrentHashMap.newKeySet();

  void add(C connection) {
    all.add(connection);
  }

  void remove(C connection) {
    all.remove(connection);
  }

  void start(BiConsumer<C, String> send) {
    var _ =
        Executors.newSingleThreadScheduledExecutor()
            .scheduleAtFixedRate(() -> tick(send), 1, 1, TimeUnit.SECONDS);
  }

  private void tick(BiConsumer<C, String> send) {
    String text = String.format(Locale.ROOT, "%019d", System.nanoTime()) + " ".repeat(131);
    all.forEach(connection -> send.accept(connection, text));
  }
}
