package io.lokstra.internal.service;

import io.lokstra.service.Lazy;
import io.lokstra.service.Mode;
import io.lokstra.service.Reloadable;
import io.lokstra.service.Uses;
import java.lang.reflect.Method;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Runs the factories, each when it is first needed, and learns from what they ask for who depends
 * on whom. Everything that is wrong is collected: a service that could not be made takes those with
 * it that need it, without a word about them.
 */
final class ServiceMaker {

  /** How deep factories may call each other on the caller's stack; more get one of their own. */
  private static final int SHALLOW = 100;

  private static final long DEEP_STACK_BYTES = 256L << 20;

  /** Leaves the factory of a service that cannot be made. */
  private static final class AbandonedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    AbandonedException() {
      super("this service cannot be made", null, false, false);
    }
  }

  private final Map<String, Node> nodes = new LinkedHashMap<>();
  private final ServiceProblems problems;
  private final Map<String, ModuleOptions> modules;
  private final LifeCycle life;
  private final List<Node> order = new ArrayList<>();
  private final Deque<Node> underway = new ArrayDeque<>();
  private final List<Runnable> typeChecks = new ArrayList<>();

  private ServiceMaker(
      List<Specification> specifications,
      Map<String, ModuleOptions> modules,
      LifeCycle life,
      ServiceProblems problems) {
    this.problems = problems;
    this.modules = modules;
    this.life = life;
    specifications.forEach(each -> nodes.put(each.name(), new Node(each)));
  }

  /**
   * Makes all of these.
   *
   * @param modules what modules may do, by name; those that are missing may do anything
   * @param mode is told to the services
   * @param problems receives what is wrong; if anything is, the result is only good for being
   *     closed
   */
  static LifeCycle make(
      List<Specification> specifications,
      Map<String, ModuleOptions> modules,
      Mode mode,
      ServiceProblems problems) {
    LifeCycle life = new LifeCycle(mode);
    ServiceMaker maker = new ServiceMaker(specifications, modules, life, problems);
    if (specifications.size() <= SHALLOW) {
      maker.makeAll();
    } else {
      onDeepStack(maker::makeAll);
    }
    life.hold(List.copyOf(maker.order), Map.copyOf(maker.nodes));
    return life;
  }

  private static void onDeepStack(Runnable task) {
    Thread thread = new Thread(null, task, "lokstra-make", DEEP_STACK_BYTES);
    Throwable[] thrown = new Throwable[1];
    thread.setUncaughtExceptionHandler((_, e) -> thrown[0] = e);
    thread.setContextClassLoader(Thread.currentThread().getContextClassLoader());
    thread.start();
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    if (thrown[0] != null) {
      throw new IllegalStateException("making the services failed", thrown[0]);
    }
  }

  private void makeAll() {
    for (Node node : nodes.values()) {
      try {
        make(node);
      } catch (AbandonedException e) {
        // Told already.
      }
    }
    typeChecks.forEach(Runnable::run);
    for (Node node : order) {
      checkSlots(node);
      checkReload(node);
    }
  }

  /** Makes {@code node} if it is not. */
  private void make(Node node) {
    if (node.making == Node.Making.MADE) {
      return;
    }
    if (node.making == Node.Making.FAILED) {
      throw new AbandonedException();
    }
    node.making = Node.Making.UNDERWAY;
    underway.push(node);
    Slots slots = new Slots(node);
    Specification specification = node.specification();
    try {
      Object made = specification.type().create(specification.config(), slots);
      if (made == null) {
        fail(node, "it made nothing", Optional.empty());
      }
      if (slots.abandoned) {
        // The factory swallowed the exception; what it was about is told.
        throw new AbandonedException();
      }
      node.made(made);
      order.add(node);
    } catch (AbandonedException e) {
      node.making = Node.Making.FAILED;
      throw e;
    } catch (Exception | LinkageError | StackOverflowError e) {
      if (slots.abandoned) {
        node.making = Node.Making.FAILED;
        throw new AbandonedException();
      }
      fail(node, describe(e), Optional.of(e));
    } finally {
      slots.open = false;
      underway.pop();
    }
  }

  private static String describe(Throwable e) {
    String message = e.getMessage();
    return message == null || message.isBlank() ? e.getClass().getName() : message;
  }

  private void fail(Node node, String reason, Optional<Throwable> cause) {
    node.making = Node.Making.FAILED;
    problems.failed(node.name(), node.specification().type(), reason, cause);
    throw new AbandonedException();
  }

  // ---- afterwards

  /** A slot that is filled and never asked for is a slip of the keyboard. */
  private void checkSlots(Node node) {
    Specification specification = node.specification();
    for (String slot : specification.options().use().keySet()) {
      if (!node.asked().contains(slot)) {
        problems.unusedSlot(
            node.name(), slot, Optional.ofNullable(specification.uses().get(slot)), node.asked());
      }
    }
  }

  /** By its erasure a service could be told of a configuration that is none of its own. */
  private void checkReload(Node node) {
    if (!(node.instance() instanceof Reloadable<?>)) {
      return;
    }
    ServiceType<?> type = node.specification().type();
    for (Method method : node.instance().getClass().getMethods()) {
      if (method.getName().equals("onConfigReload")
          && !method.isBridge()
          && method.getParameterCount() == 2
          && method.getParameterTypes()[0] == method.getParameterTypes()[1]
          && !method.getParameterTypes()[0].isAssignableFrom(type.config())) {
        problems.reloadsAnother(node.name(), method.getParameterTypes()[0].getSimpleName(), type);
      }
    }
  }

  private String chain(Node last, String slot) {
    StringBuilder chain = new StringBuilder();
    for (Node each : (Iterable<Node>) underway::descendingIterator) {
      chain.append(each.name()).append(" → ");
      if (each == last) {
        break;
      }
    }
    return chain.append(slot).toString();
  }

  /** From where {@code target} began to where it is asked for again. */
  private String cycle(Node target) {
    StringBuilder chain = new StringBuilder();
    boolean inside = false;
    for (Node each : (Iterable<Node>) underway::descendingIterator) {
      inside |= each == target;
      if (inside) {
        chain.append(each.name()).append(" → ");
      }
    }
    return chain.append(target.name()).toString();
  }

  private List<String> fitting(Class<?> type) {
    List<String> names = new ArrayList<>();
    for (Node each : nodes.values()) {
      if (each.isMade() && type.isInstance(each.instance())) {
        names.add(each.name());
      }
    }
    return names;
  }

  /** What one factory may ask for. */
  private final class Slots implements Uses {
    private final Node node;
    private boolean open = true;
    private boolean abandoned;

    Slots(Node node) {
      this.node = node;
    }

    @Override
    public String name() {
      return node.name();
    }

    @Override
    public Mode mode() {
      return life.mode();
    }

    @Override
    public <T> T get(String slot, Class<T> type) {
      return having(slot, type, target(slot, type));
    }

    @Override
    public <T> Optional<T> find(String slot, Class<T> type) {
      ask(slot);
      if (!node.specification().options().use().containsKey(slot) && !nodes.containsKey(slot)) {
        return Optional.empty();
      }
      return Optional.of(having(slot, type, target(slot, type)));
    }

    @Override
    public <T> Lazy<T> lazy(String slot, Class<T> type) {
      Node target = target(slot, type);
      node.later().put(slot, target);
      String chain = chain(node, target.name());
      typeChecks.add(() -> {
        if (target.isMade() && !type.isInstance(target.instance())) {
          mistyped(slot, type, target, chain);
        }
      });
      return new LaterService<>(life, target, type);
    }

    private Node target(String slot, Class<?> type) {
      ask(slot);
      String name = node.specification().target(slot);
      Node target = nodes.get(name);
      String module = node.specification().type().module();
      ModuleOptions allowed = modules.get(module);
      if (allowed != null && !allowed.mayUse(name)) {
        problems.notAllowed(module, node.name(), name, allowed.use());
        throw abandon();
      }
      if (target == null) {
        problems.missing(
            node.name(),
            slot,
            type.getSimpleName(),
            chain(node, slot),
            node.specification().type().origin(),
            nodes.keySet());
        throw abandon();
      }
      return target;
    }

    private <T> T having(String slot, Class<T> type, Node target) {
      if (target.making == Node.Making.UNDERWAY) {
        problems.cycle(node.name(), slot, cycle(target));
        throw abandon();
      }
      try {
        make(target);
      } catch (AbandonedException e) {
        abandoned = true;
        throw e;
      }
      Object made = target.instance();
      if (!type.isInstance(made)) {
        mistyped(slot, type, target, chain(node, target.name()));
        throw abandon();
      }
      node.dependsOn(slot, target);
      return type.cast(made);
    }

    private void mistyped(String slot, Class<?> type, Node target, String chain) {
      problems.mistyped(
          node.name(),
          slot,
          type.getSimpleName(),
          target.name(),
          target.instance().getClass().getSimpleName(),
          chain,
          node.specification().type().origin(),
          fitting(type));
    }

    private void ask(String slot) {
      if (!open) {
        throw new IllegalStateException(
            "the factory of service '%s' has returned; what it needs it must ask for before, or by use.lazy"
                .formatted(node.name()));
      }
      if (!node.asked().contains(slot)) {
        node.asked().add(slot);
      }
    }

    private AbandonedException abandon() {
      abandoned = true;
      return new AbandonedException();
    }
  }

  /**
   * A service that is had later.
   *
   * @param life knows whether it lives
   * @param node the service
   * @param type what it was asked for as
   */
  private record LaterService<T>(LifeCycle life, Node node, Class<T> type) implements Lazy<T> {
    @Override
    public T get() {
      return type.cast(life.require(node));
    }

    @Override
    public String toString() {
      return "service " + node.name() + ", had later";
    }
  }
}
