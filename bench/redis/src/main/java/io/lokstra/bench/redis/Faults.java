package io.lokstra.bench.redis;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** What faults do to 50 threads of which each asks again as soon as it was answered. */
final class Faults {
  private Faults() {}

  static void run(int port) throws Exception {
    long pid =
        ProcessHandle.current()
            .descendants()
            .filter(each -> each.info().command().orElse("").contains("redis-server"))
            .findFirst()
            .orElseThrow()
            .pid();
    IO.println("| client | fault | failed | longest call ms | first success after return ms |");
    IO.println("|---|---|---|---|---|");
    for (Client client : Client.all(port)) {
      if (client instanceof MultiplexedJedis) {
        client.close();
        continue;
      }
      watch(client, "SIGSTOP for 3 s, SIGCONT", () -> {
        signal("STOP", pid);
        Thread.sleep(3000);
        signal("CONT", pid);
      });
      client.close();
    }
    for (Client client : Client.all(port)) {
      if (!(client instanceof MultiplexedJedis)) {
        watch(client, "one thread interrupted, 100 times", null);
      }
      client.close();
    }
  }

  private interface Fault {
    void happen() throws Exception;
  }

  private static void signal(String name, long pid) throws Exception {
    new ProcessBuilder("kill", "-" + name, Long.toString(pid)).inheritIO().start().waitFor();
  }

  @SuppressWarnings("CatchAndPrintStackTrace")
  private static void watch(Client client, String name, @org.jspecify.annotations.Nullable Fault fault)
      throws Exception {
    AtomicBoolean over = new AtomicBoolean();
    AtomicInteger failed = new AtomicInteger();
    AtomicLong longest = new AtomicLong();
    AtomicLong returned = new AtomicLong(Long.MAX_VALUE);
    AtomicLong firstSuccess = new AtomicLong(Long.MAX_VALUE);
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      threads.add(
          Thread.startVirtualThread(() -> {
            while (!over.get()) {
              long start = System.nanoTime();
              try {
                client.get();
                long now = System.nanoTime();
                if (now > returned.get()) {
                  firstSuccess.accumulateAndGet(now, Math::min);
                }
              } catch (Exception e) {
                failed.incrementAndGet();
                Thread.interrupted();
                sleep();
              }
              longest.accumulateAndGet(System.nanoTime() - start, Math::max);
            }
          }));
    }
    Thread.sleep(1000);
    if (fault == null) {
      for (int i = 0; i < 100; i++) {
        threads.getFirst().interrupt();
        Thread.sleep(10);
      }
      returned.set(System.nanoTime());
    } else {
      fault.happen();
      returned.set(System.nanoTime());
    }
    Thread.sleep(2000);
    over.set(true);
    for (Thread each : threads) {
      each.join();
    }
    IO.println(
        "| %s | %s | %d | %d | %d |"
            .formatted(
                client.name(),
                name,
                failed.get(),
                longest.get() / 1_000_000,
                (firstSuccess.get() - returned.get()) / 1_000_000));
  }

  private static void sleep() {
    try {
      Thread.sleep(5);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
