package io.lokstra.internal.service;

import io.lokstra.engine.Listener.Stuck;
import io.lokstra.service.Drainable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Has services end the work they have in progress, all at the same time. */
final class Draining {
  /** What a service has to interrupt what is late, and to say so. */
  private static final Duration GRACE = Duration.ofSeconds(3);

  private final List<Stuck> stuck = new ArrayList<>();

  /** Drains those of {@code nodes} that have started and can be. */
  List<Stuck> run(List<Node> nodes, Duration deadline) throws InterruptedException {
    List<Thread> threads = new ArrayList<>();
    for (Node node : nodes) {
      if (node.state == Node.State.STARTED && node.instance() instanceof Drainable drainable) {
        threads.add(
            Thread.ofVirtual()
                .name("lokstra-drains-" + node.name())
                .start(() -> drain(node.name(), drainable, deadline)));
      }
    }
    for (Thread thread : threads) {
      thread.join();
    }
    synchronized (stuck) {
      return List.copyOf(stuck);
    }
  }

  private void drain(String name, Drainable drainable, Duration time) {
    String thread = "lokstra-drain-" + name;
    Deadline deadline = Deadline.in(name, time);
    Task.End end = Task.run(thread, time.plus(GRACE), () -> add(drainable.drain(deadline)));
    if (end.failure().isPresent()) {
      LifeCycle.log()
          .error("service {} failed to drain after {} ms", name, end.millis(), end.failure().get());
    } else if (end.stuck().isPresent()) {
      add(
          List.of(
              new Stuck(
                  "drain of service " + name,
                  thread,
                  Duration.ofNanos(end.nanos()),
                  end.stuck().get())));
    } else {
      LifeCycle.log().info("service {} drained in {} ms", name, end.millis());
    }
  }

  private void add(List<Stuck> more) {
    synchronized (stuck) {
      stuck.addAll(more);
    }
  }
}
