package io.lokstra.internal.service;

import io.lokstra.engine.Listener.Stuck;
import io.lokstra.service.Mode;
import io.lokstra.service.ServiceDirectory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The services of one server that runs, from when they are made to when they have stopped.
 * Thread-safe.
 */
public final class LifeCycle {

  private enum Phase {
    MADE,
    RUNNING,
    STOPPED
  }

  /** How long a stop waits for a lazy service that is just starting. */
  private static final int LAZY_START_WAIT_SECONDS = 10;

  private final Mode mode;
  private final ReentrantLock lazyStarts = new ReentrantLock();
  private List<Node> order = List.of();
  private Map<String, Node> nodes = Map.of();
  private volatile Phase phase = Phase.MADE;
  private int started;

  LifeCycle(Mode mode) {
    this.mode = mode;
  }

  /** Made by {@link ServiceMaker}, which gives handles out before it knows them all. */
  void hold(List<Node> order, Map<String, Node> nodes) {
    this.order = order;
    this.nodes = nodes;
  }

  /** A server without services. */
  public static LifeCycle empty() {
    return new LifeCycle(Mode.PRODUCTION);
  }

  /**
   * Makes services.
   *
   * @param modules what modules may do, by name; those that are missing may do anything
   * @param mode is told to the services
   * @param problems receives what is wrong; if anything is, the result is only good for {@link
   *     #stop}
   */
  public static LifeCycle make(
      List<Specification> specifications,
      Map<String, ModuleOptions> modules,
      Mode mode,
      ServiceProblems problems) {
    return ServiceMaker.make(specifications, modules, mode, problems);
  }

  /** In which mode they live. */
  Mode mode() {
    return mode;
  }

  /** Those that were made, in an order in which they can start. */
  List<Node> order() {
    return order;
  }

  Map<String, Node> nodes() {
    return nodes;
  }

  /** Whether there is none. */
  public boolean isEmpty() {
    return order.isEmpty();
  }

  static Logger log() {
    return LoggerFactory.getLogger("io.lokstra.server");
  }

  /**
   * Starts those that are not lazy, each after what it depends on, all others meanwhile.
   *
   * @throws ServiceStartException when one of them cannot; what had started is stopped again, and
   *     all are closed
   */
  public void start() throws ServiceStartException {
    if (order.isEmpty()) {
      phase = Phase.RUNNING;
      return;
    }
    Starting starting = new Starting(this);
    try {
      starting.run();
      phase = Phase.RUNNING;
    } catch (ServiceStartException e) {
      stop();
      throw e;
    }
  }

  /**
   * Has those that have work of their own in progress end it, all at the same time.
   *
   * @return what had to be cut
   */
  public List<Stuck> drain(Duration deadline) throws InterruptedException {
    return new Draining().run(order, deadline);
  }

  /**
   * Stops those that were started, each before what it depends on and within its own time, and
   * closes all that were made. A second call does nothing.
   *
   * @return those that did not stop in time
   */
  public List<Stuck> stop() {
    boolean alone = false;
    try {
      alone = lazyStarts.tryLock(LAZY_START_WAIT_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    try {
      synchronized (this) {
        if (phase == Phase.STOPPED) {
          return List.of();
        }
        phase = Phase.STOPPED;
      }
    } finally {
      if (alone) {
        lazyStarts.unlock();
      }
    }
    return order.isEmpty() ? List.of() : new Stopping(order).run();
  }

  /** Notes that {@code node} has started. */
  synchronized void hasStarted(Node node, long nanos) {
    node.startNanos = nanos;
    node.startedAs = ++started;
    node.state = Node.State.STARTED;
  }

  /** What another configuration of all services would change. */
  public Reloading reloading(List<Specification> now) {
    return Reloading.of(this, now);
  }

  /** Those that have started, in the order in which they did. */
  public synchronized List<StartedService> started() {
    List<Node> all = new ArrayList<>();
    for (Node node : order) {
      if (node.startedAs > 0) {
        all.add(node);
      }
    }
    all.sort(Comparator.comparingInt(node -> node.startedAs));
    List<StartedService> services = new ArrayList<>(all.size());
    for (Node node : all) {
      services.add(
          new StartedService(
              node.name(),
              node.specification().type().name(),
              node.startedAs,
              Duration.ofNanos(node.startNanos),
              node.notes()));
    }
    return services;
  }

  /** The services, for routes, hooks and programs. */
  public ServiceDirectory directory() {
    return new Directory(this, Optional.empty());
  }

  /** {@code services}, as far as {@code module} may look them up. */
  public static ServiceDirectory restricted(ServiceDirectory services, ModuleOptions module) {
    return services instanceof Directory directory
        ? new Directory(directory.life(), Optional.of(module))
        : services;
  }

  /** What {@code node} made, for one who has it from now on: it starts with the server. */
  Object take(Node node) {
    if (phase == Phase.MADE) {
      node.wanted = true;
      return node.instance();
    }
    return require(node);
  }

  /** What {@code node} made, started. */
  Object require(Node node) {
    if (node.state == Node.State.STARTED) {
      return node.instance();
    }
    if (phase == Phase.RUNNING && node.isLazy()) {
      startLazily(node);
      return node.instance();
    }
    throw new IllegalStateException(
        phase == Phase.STOPPED || node.state == Node.State.STOPPED
            ? "service '" + node.name() + "' has stopped"
            : "service '%s' has not started; what needs it earlier has to depend on it (use.get)"
                .formatted(node.name()));
  }

  private void startLazily(Node node) {
    lazyStarts.lock();
    try {
      if (phase != Phase.RUNNING) {
        throw new IllegalStateException("service '" + node.name() + "' has stopped");
      }
      for (Node each : unstarted(node)) {
        Deadline deadline = Deadline.in(each.name(), each.specification().options().startTimeout());
        Task.End end =
            Task.run(
                "lokstra-start-" + each.name(),
                deadline.remaining(),
                () -> each.start(deadline, mode));
        if (end.late() || end.failure().isPresent()) {
          throw new IllegalStateException(Starting.problem(each, end), end.failure().orElse(null));
        }
        hasStarted(each, end.nanos());
        log().info("service {} started in {} ms, when it was asked for", each.name(), end.millis());
      }
    } finally {
      lazyStarts.unlock();
    }
  }

  /** {@code node} and all it depends on that have not started, those first that go first. */
  private List<Node> unstarted(Node node) {
    List<Node> needed = new ArrayList<>();
    List<Node> open = new ArrayList<>(List.of(node));
    while (!open.isEmpty()) {
      Node each = open.removeLast();
      if (each.state != Node.State.STARTED && !needed.contains(each)) {
        needed.add(each);
        open.addAll(each.dependencies().values());
      }
    }
    return order.stream().filter(needed::contains).toList();
  }
}
