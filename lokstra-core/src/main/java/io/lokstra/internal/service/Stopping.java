package io.lokstra.internal.service;

import io.lokstra.engine.Listener.Stuck;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** One stop: every service as soon as those that depend on it have stopped. */
final class Stopping {
  private final List<Node> order;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final List<Stuck> stuck = new ArrayList<>();
  private int left;

  Stopping(List<Node> order) {
    this.order = order;
    this.left = order.size();
  }

  /** Whatever happens to one, the others are stopped too. */
  List<Stuck> run() {
    lock.lock();
    try {
      Deque<Node> ready = new ArrayDeque<>();
      for (Node node : order.reversed()) {
        node.waitsFor = (int) node.dependents().stream().filter(Node::isMade).count();
        if (node.waitsFor == 0) {
          ready.add(node);
        }
      }
      launch(ready);
      while (left > 0) {
        changed.awaitUninterruptibly();
      }
      return List.copyOf(stuck);
    } finally {
      lock.unlock();
    }
  }

  private void launch(Deque<Node> ready) {
    while (!ready.isEmpty()) {
      Node node = ready.remove();
      if (node.hasStop()) {
        Thread.ofVirtual().name("lokstra-stops-" + node.name()).start(() -> stop(node));
      } else {
        stopped(node, ready);
      }
    }
  }

  private void stopped(Node node, Deque<Node> ready) {
    node.state = Node.State.STOPPED;
    left--;
    for (Node dependency : node.distinctDependencies()) {
      if (--dependency.waitsFor == 0) {
        ready.add(dependency);
      }
    }
    changed.signalAll();
  }

  private void stop(Node node) {
    boolean wasStarted = node.state == Node.State.STARTED;
    Duration timeout = node.specification().options().stopTimeout();
    Deadline deadline = Deadline.in(node.name(), timeout);
    String name = "lokstra-stop-" + node.name();
    Task.End end = Task.run(name, deadline.remaining(), () -> node.stop(deadline));
    tell(node, wasStarted, timeout, end);
    lock.lock();
    try {
      end.stuck()
          .ifPresent(stack ->
              stuck.add(
                  new Stuck(
                      "stop of service " + node.name(),
                      name,
                      Duration.ofNanos(end.nanos()),
                      stack)));
      Deque<Node> ready = new ArrayDeque<>();
      stopped(node, ready);
      launch(ready);
    } finally {
      lock.unlock();
    }
  }

  private static void tell(Node node, boolean wasStarted, Duration timeout, Task.End end) {
    String did = wasStarted ? "stop" : "close";
    if (end.failure().isPresent()) {
      LifeCycle.log()
          .error(
              "service {} failed to {} after {} ms",
              node.name(),
              did,
              end.millis(),
              end.failure().get());
    } else if (end.stuck().isPresent()) {
      LifeCycle.log()
          .error(
              "service {} did not {} within {}, nor when it was interrupted, and is left behind",
              node.name(),
              did,
              GraphText.time(timeout));
    } else if (end.late()) {
      LifeCycle.log()
          .warn(
              "service {} was interrupted since it did not {} within {}; it took {} ms",
              node.name(),
              did,
              GraphText.time(timeout),
              end.millis());
    } else if (wasStarted) {
      LifeCycle.log().info("service {} stopped in {} ms", node.name(), end.millis());
    } else {
      LifeCycle.log().debug("service {} closed in {} ms", node.name(), end.millis());
    }
  }
}
