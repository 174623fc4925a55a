package io.lokstra.internal.service;

import io.lokstra.service.Mode;
import io.lokstra.service.Service;
import io.lokstra.service.StartContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * A service in the graph of those that depend on each other. What is known of it is written while
 * services are made, on one thread; what happens to it while they live belongs to {@link
 * LifeCycle}, under its lock.
 */
final class Node {

  /** How far it has come in being made. */
  enum Making {
    NEW,
    UNDERWAY,
    MADE,
    FAILED
  }

  /** How far it has come in living. */
  enum State {
    MADE,
    STARTING,
    STARTED,
    STOPPED
  }

  private volatile Specification specification;
  private final Map<String, Node> dependencies = new LinkedHashMap<>();
  private final Map<String, Node> later = new LinkedHashMap<>();
  private final List<String> asked = new ArrayList<>();
  private final List<Node> dependents = new ArrayList<>();
  private final List<String> notes = new CopyOnWriteArrayList<>();
  private volatile @Nullable Object instance;

  Making making = Making.NEW;

  // Written under the life cycle's lock.
  volatile State state = State.MADE;
  volatile boolean wanted;
  int waitsFor;
  int startedAs;
  long startNanos;

  Node(Specification specification) {
    this.specification = specification;
  }

  Specification specification() {
    return specification;
  }

  /** Has another configuration from now on. */
  void respecify(Specification other) {
    specification = other;
  }

  String name() {
    return specification.name();
  }

  boolean isLazy() {
    return specification.options().lazy();
  }

  /** Whether it starts with the server: it is not lazy, or routes and the like have it already. */
  boolean isEager() {
    return wanted || !isLazy();
  }

  /** What was made. */
  Object instance() {
    Object made = instance;
    if (made == null) {
      throw new IllegalStateException("service '" + name() + "' is still being made");
    }
    return made;
  }

  boolean isMade() {
    return instance != null;
  }

  void made(Object service) {
    instance = service;
    making = Making.MADE;
  }

  /** By slot, what starts before this. */
  Map<String, Node> dependencies() {
    return dependencies;
  }

  /** By slot, what this may ask for later. */
  Map<String, Node> later() {
    return later;
  }

  /** Every slot the factory asked for. */
  List<String> asked() {
    return asked;
  }

  /** What starts after this; each once. */
  List<Node> dependents() {
    return dependents;
  }

  void dependsOn(String slot, Node other) {
    if (!dependencies.containsValue(other)) {
      other.dependents.add(this);
    }
    dependencies.put(slot, other);
  }

  /** The services it depends on, each once. */
  List<Node> distinctDependencies() {
    List<Node> distinct = new ArrayList<>(dependencies.size());
    for (Node each : dependencies.values()) {
      if (!distinct.contains(each)) {
        distinct.add(each);
      }
    }
    return distinct;
  }

  /** Whether there is anything to do when it starts. */
  boolean hasStart() {
    return instance instanceof Service;
  }

  /** Whether there is anything to do at its end. */
  boolean hasStop() {
    return instance instanceof AutoCloseable || (state == State.STARTED && hasStart());
  }

  /** Starts it, if that is anything to it. */
  void start(Deadline deadline, Mode mode) throws Exception {
    if (instance() instanceof Service service) {
      service.onStart(new Start(deadline, mode, notes));
    }
  }

  /** What it had to say when it started. */
  List<String> notes() {
    return List.copyOf(notes);
  }

  /** What a service that starts is told, and tells. */
  private record Start(Deadline deadline, Mode mode, List<String> notes) implements StartContext {
    @Override
    public String name() {
      return deadline.name();
    }

    @Override
    public Duration remaining() {
      return deadline.remaining();
    }

    @Override
    public void note(String line) {
      notes.add(line);
    }
  }

  /**
   * Stops it if it was started, and closes it.
   *
   * @param deadline of the stop; what is left of it is told
   */
  void stop(Deadline deadline) throws Exception {
    Object service = instance();
    try {
      if (state == State.STARTED && service instanceof Service started) {
        started.onStop(deadline);
      }
    } finally {
      if (service instanceof AutoCloseable closeable) {
        closeable.close();
      }
    }
  }
}
