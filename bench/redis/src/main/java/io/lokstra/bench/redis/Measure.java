package io.lokstra.bench.redis;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import redis.embedded.RedisServer;

/**
 * CPU of this process per command and the 99th percentile of its duration, for GET with SET and for
 * a small script, on 1, 50 and 500 virtual threads. {@code faults} instead shows what a server that
 * is stopped or killed, and an interrupt, do to 50 threads.
 */
public final class Measure {
  private static final OperatingSystemMXBean SYSTEM =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  private Measure() {}

  public static void main(String[] args) throws Exception {
    int port = 16_379;
    RedisServer server =
        RedisServer.newRedisServer().port(port).setting("save \"\"").build();
    server.start();
    try {
      if (args.length > 0 && args[0].equals("faults")) {
        Faults.run(port);
      } else {
        speed(port, args.length > 0 ? Integer.parseInt(args[0]) : 3);
      }
    } finally {
      server.stop();
    }
  }

  private record Run(double cpuMicros, double perSecond, double p50Micros, double p99Micros) {}

  private static void speed(int port, int rounds) throws Exception {
    List<Client> clients = Client.all(port);
    for (Client each : clients) {
      run(each, 50, false, 2500);
      run(each, 50, true, 1000);
    }
    IO.println("| command | virtual threads | client | CPU µs | a second | p50 µs | p99 µs |");
    IO.println("|---|---|---|---|---|---|---|");
    for (boolean script : new boolean[] {false, true}) {
      for (int threads : new int[] {1, 50, 500}) {
        List<List<Run>> runs = new ArrayList<>();
        clients.forEach(each -> runs.add(new ArrayList<>()));
        for (int round = 0; round < rounds; round++) {
          for (int i = 0; i < clients.size(); i++) {
            runs.get(i).add(run(clients.get(i), threads, script, 1200));
          }
        }
        for (int i = 0; i < clients.size(); i++) {
          List<Run> all = runs.get(i);
          IO.println(
              "| %s | %d | %s | %.1f | %.0f | %.0f | %.0f |"
                  .formatted(
                      script ? "EVALSHA" : "GET, SET",
                      threads,
                      clients.get(i).name(),
                      median(all.stream().mapToDouble(Run::cpuMicros).toArray()),
                      median(all.stream().mapToDouble(Run::perSecond).toArray()),
                      median(all.stream().mapToDouble(Run::p50Micros).toArray()),
                      median(all.stream().mapToDouble(Run::p99Micros).toArray())));
        }
      }
    }
    clients.forEach(Client::close);
  }

  private static double median(double[] values) {
    Arrays.sort(values);
    return values[values.length / 2];
  }

  private static Run run(Client client, int threads, boolean script, long millis) throws Exception {
    CountDownLatch done = new CountDownLatch(threads);
    AtomicLong commands = new AtomicLong();
    long[][] taken = new long[threads][];
    long cpu = SYSTEM.getProcessCpuTime();
    long start = System.nanoTime();
    long end = start + millis * 1_000_000;
    for (int i = 0; i < threads; i++) {
      int index = i;
      Thread.startVirtualThread(() -> {
        long[] mine = new long[Math.max(2_000, 200_000 / threads)];
        int n = 0;
        try {
          for (long now = System.nanoTime(); now < end; ) {
            if (script) {
              client.script();
            } else if ((n & 1) == 0) {
              client.set();
            } else {
              client.get();
            }
            long after = System.nanoTime();
            mine[n++ % mine.length] = after - now;
            now = after;
          }
        } catch (Exception e) {
          throw new IllegalStateException(client.name(), e);
        } finally {
          commands.addAndGet(n);
          taken[index] = Arrays.copyOf(mine, Math.min(n, mine.length));
          done.countDown();
        }
      });
    }
    done.await();
    double seconds = (System.nanoTime() - start) / 1e9;
    double used = (SYSTEM.getProcessCpuTime() - cpu) / 1e3;
    long[] all = Arrays.stream(taken).flatMapToLong(Arrays::stream).sorted().toArray();
    return new Run(
        used / commands.get(),
        commands.get() / seconds,
        all[all.length / 2] / 1e3,
        all[(int) (all.length * 0.99)] / 1e3);
  }
}
