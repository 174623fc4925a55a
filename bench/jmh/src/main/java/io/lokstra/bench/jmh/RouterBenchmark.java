package io.lokstra.bench.jmh;

import io.lokstra.routing.PathCaptures;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * The mean time of a look-up over a whole set of routes, one request for each. {@code bench/router}
 * runs it beside Go's httprouter.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(1)
public class RouterBenchmark {
  private static final int MANY = 10_000;

  private final RouteSet gitHub = RouteSet.gitHub();
  private final RouteSet many = RouteSet.many(MANY);
  private final PathCaptures captures = new PathCaptures();

  /** The 203 routes of the GitHub API. */
  @Benchmark
  @OperationsPerInvocation(203)
  public void gitHub(Blackhole sink) {
    lookUpAll(gitHub, sink);
  }

  /** 10,000 routes of the same depth. */
  @Benchmark
  @OperationsPerInvocation(MANY)
  public void tenThousand(Blackhole sink) {
    lookUpAll(many, sink);
  }

  private void lookUpAll(RouteSet routes, Blackhole sink) {
    String[] methods = routes.methods;
    String[] paths = routes.paths;
    for (int i = 0; i < paths.length; i++) {
      sink.consume(routes.engine.find(methods[i], paths[i], captures));
    }
  }
}
