package io.lokstra.internal.service;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** One start: every service as soon as what it depends on has started. */
final class Starting {
  private static final Duration STILL = Duration.ofSeconds(10);

  private final LifeCycle life;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Set<Node> running = new HashSet<>();
  private final List<Thread> supervisors = new ArrayList<>();
  private final List<String> problems = new ArrayList<>();
  private Optional<Throwable> cause = Optional.empty();
  private boolean failed;
  private boolean interrupted;

  Starting(LifeCycle life) {
    this.life = life;
  }

  void run() throws ServiceStartException {
    lock.lock();
    try {
      launch(ready());
      long next = System.nanoTime() + STILL.toNanos();
      while (!running.isEmpty()) {
        try {
          changed.await(Math.max(1, next - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
          interrupted();
        }
        if (System.nanoTime() >= next && !running.isEmpty()) {
          next = System.nanoTime() + STILL.toNanos();
          LifeCycle.log().info("still starting: {}", names(running));
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
      if (failed) {
        throw new ServiceStartException(
            problems, cause.orElseGet(() -> new IllegalStateException("interrupted")));
      }
    } finally {
      lock.unlock();
    }
  }

  private static List<String> names(Set<Node> nodes) {
    return nodes.stream().map(Node::name).sorted().toList();
  }

  /** Those that start are interrupted too, and waited for. */
  private void interrupted() {
    interrupted = true;
    if (!failed) {
      failed = true;
      problems.add("the start was interrupted while these were starting: " + names(running));
    }
    supervisors.forEach(Thread::interrupt);
  }

  /** Those that are to start and depend on none that is. */
  private Deque<Node> ready() {
    Set<Node> eager = new HashSet<>();
    // Backwards, dependents come before what they depend on.
    for (Node node : life.order().reversed()) {
      if (node.isEager() || eager.contains(node)) {
        eager.add(node);
        eager.addAll(node.dependencies().values());
      }
    }
    Deque<Node> ready = new ArrayDeque<>();
    for (Node node : life.order()) {
      if (eager.contains(node)) {
        node.state = Node.State.STARTING;
        node.waitsFor = node.distinctDependencies().size();
        if (node.waitsFor == 0) {
          ready.add(node);
        }
      }
    }
    return ready;
  }

  /** Starts these, and at once those after them that have nothing to do. */
  private void launch(Deque<Node> ready) {
    while (!ready.isEmpty()) {
      Node node = ready.remove();
      if (failed) {
        node.state = Node.State.MADE;
      } else if (node.hasStart()) {
        running.add(node);
        supervisors.add(
            Thread.ofVirtual().name("lokstra-starts-" + node.name()).start(() -> start(node)));
      } else {
        life.hasStarted(node, 0);
        release(node, ready);
      }
    }
  }

  private static void release(Node node, Deque<Node> ready) {
    for (Node dependent : node.dependents()) {
      if (dependent.state == Node.State.STARTING && --dependent.waitsFor == 0) {
        ready.add(dependent);
      }
    }
  }

  private void start(Node node) {
    Deadline deadline = Deadline.in(node.name(), node.specification().options().startTimeout());
    Task.End end =
        Task.run(
            "lokstra-start-" + node.name(),
            deadline.remaining(),
            () -> node.start(deadline, life.mode()));
    lock.lock();
    try {
      running.remove(node);
      if (end.late() || end.failure().isPresent()) {
        fail(node, end);
      } else {
        life.hasStarted(node, end.nanos());
        LifeCycle.log().info("service {} started in {} ms", node.name(), end.millis());
        Deque<Node> ready = new ArrayDeque<>();
        release(node, ready);
        launch(ready);
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void fail(Node node, Task.End end) {
    node.state = Node.State.MADE;
    failed = true;
    String problem = problem(node, end);
    problems.add(problem);
    end.failure()
        .ifPresent(thrown -> {
          LifeCycle.log().error("{}", problem, thrown);
          cause.ifPresentOrElse(
              first -> first.addSuppressed(thrown), () -> cause = Optional.of(thrown));
        });
  }

  /** Why {@code node} did not start. */
  static String problem(Node node, Task.End end) {
    String who = node.specification().describe();
    if (end.late()) {
      Duration timeout = node.specification().options().startTimeout();
      return "LOK-SVC-013 %s did not start within %s%s; see what it waits for, or give it more: services.%s.start-timeout"
          .formatted(
              who,
              GraphText.time(timeout),
              end.stuck()
                  .filter(stack -> !stack.isEmpty())
                  .map(stack -> " and is at " + stack.getFirst())
                  .orElse(""),
              node.name());
    }
    Throwable thrown = end.failure().orElseThrow();
    String message = thrown.getMessage();
    return "LOK-SVC-012 %s failed to start after %d ms: %s"
        .formatted(
            who,
            end.millis(),
            message == null || message.isBlank() ? thrown.getClass().getName() : message);
  }
}
