package io.lokstra.bench.jmh;

import io.lokstra.config.Default;
import io.lokstra.engine.EngineOptions;
import io.lokstra.engine.HttpEngine;
import io.lokstra.engine.HttpEngineProvider;
import io.lokstra.engine.HttpHandler;
import io.lokstra.engine.HttpOptions;
import io.lokstra.engine.ListenAddress;
import io.lokstra.engine.Listener;
import io.lokstra.http.App;
import io.lokstra.http.RunningServer;
import io.lokstra.http.Server;
import io.lokstra.service.Service;
import io.lokstra.service.StartContext;
import io.lokstra.service.StopContext;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * What a service costs a start and a stop: {@code java -cp bench/jmh/target/jmh.jar:…
 * io.lokstra.bench.jmh.ServiceStart [services] [rounds]}. Each has a record of configuration and up
 * to three dependencies; starting and stopping do nothing. The engine binds nothing.
 */
public final class ServiceStart {
  private ServiceStart() {}

  /** The configuration of each service. */
  record Limits(@Default("50") int most, @Default("10s") Duration within) {}

  private record Idle(Limits limits) implements Service {
    @Override
    public void onStart(StartContext start) {}

    @Override
    public void onStop(StopContext stop) {}
  }

  /** Prints the first round, as a start has it, and the median of the rest. */
  public static void main(String[] args) {
    int services = args.length > 0 ? Integer.parseInt(args[0]) : 1_000;
    int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 21;
    long[] bare = measure(0, rounds);
    long[] full = measure(services, rounds);
    System.out.printf(
        "%d services: first start %.1f us each, warm start %.1f us each%n",
        services,
        (full[0] - bare[0]) / 1e3 / services,
        (median(full) - median(bare)) / 1e3 / services);
  }

  private static long median(long[] nanos) {
    long[] warm = Arrays.copyOfRange(nanos, nanos.length / 2, nanos.length);
    Arrays.sort(warm);
    return warm[warm.length / 2];
  }

  private static long[] measure(int services, int rounds) {
    long[] nanos = new long[rounds];
    for (int round = 0; round < rounds; round++) {
      Server server = server(services);
      long began = System.nanoTime();
      RunningServer running = server.start();
      nanos[round] = System.nanoTime() - began;
      running.stop();
    }
    return nanos;
  }

  private static Server server(int services) {
    Random random = new Random(1);
    return Server.named("bench")
        .engine(new NoEngine())
        .app(App.named("app", ":0").get("/", ctx -> "x"))
        .services(all -> {
          for (int i = 0; i < services; i++) {
            int[] needs = random.ints(Math.min(i, 3), 0, Math.max(1, i)).toArray();
            all.add(
                "s" + i,
                Limits.class,
                (limits, use) -> {
                  for (int other : needs) {
                    use.get("s" + other, Idle.class);
                  }
                  return new Idle(limits);
                });
          }
        });
  }

  /** Listens to nobody. */
  private record NoEngine() implements HttpEngineProvider, HttpEngine, Listener {
    @Override
    public String name() {
      return "none";
    }

    @Override
    public HttpEngine create(EngineOptions options) {
      return this;
    }

    @Override
    public String description() {
      return "none";
    }

    @Override
    public Listener listen(ListenAddress address, HttpOptions options, HttpHandler handler) {
      return this;
    }

    @Override
    public ListenAddress address() {
      return ListenAddress.parse(":1");
    }

    @Override
    public void stopAccepting() {}

    @Override
    public List<Stuck> drain(Duration deadline) {
      return List.of();
    }

    @Override
    public int inFlight() {
      return 0;
    }

    @Override
    public void close() {}
  }
}
