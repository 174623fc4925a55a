package io.lokstra.internal.service;

import io.lokstra.internal.config.Nearest;
import io.lokstra.service.Lazy;
import io.lokstra.service.ServiceDirectory;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;

/**
 * The services as those see them that are none themselves.
 *
 * @param life what they live in
 * @param module what the one who asks may have, where it is a module
 */
record Directory(LifeCycle life, Optional<ModuleOptions> module) implements ServiceDirectory {

  @Override
  public <T> T get(String name, Class<T> type) {
    return typed(node(name), type);
  }

  @Override
  public <T> T get(Class<T> type) {
    List<Node> found = of(type);
    if (found.size() != 1) {
      throw new NoSuchElementException(
          found.isEmpty()
              ? "no service is a %s; there are %s".formatted(type.getName(), names())
              : "%d services are a %s: %s; say which one by its name"
                  .formatted(
                      found.size(), type.getName(), found.stream().map(Node::name).toList()));
    }
    return type.cast(life.take(found.getFirst()));
  }

  @Override
  public <T> Optional<T> find(String name, Class<T> type) {
    return life.nodes().containsKey(name) ? Optional.of(get(name, type)) : Optional.empty();
  }

  @Override
  public <T> Lazy<T> lazy(String name, Class<T> type) {
    Node node = node(name);
    check(node, type);
    return () -> type.cast(life.require(node));
  }

  @Override
  public <T> List<T> all(Class<T> type) {
    List<T> all = new ArrayList<>();
    for (Node each : of(type)) {
      all.add(type.cast(life.take(each)));
    }
    return List.copyOf(all);
  }

  @Override
  public List<String> names() {
    return life.order().stream().map(Node::name).filter(this::allows).toList();
  }

  private boolean allows(String name) {
    return module.isEmpty() || module.get().mayUse(name);
  }

  private List<Node> of(Class<?> type) {
    return life.order().stream()
        .filter(node -> allows(node.name()) && type.isInstance(node.instance()))
        .toList();
  }

  private Node node(String name) {
    if (!allows(name)) {
      throw new NoSuchElementException(
          "modules.%s.use does not allow the service '%s'"
              .formatted(module.orElseThrow().name(), name));
    }
    Node node = life.nodes().get(name);
    if (node == null) {
      throw new NoSuchElementException(
          "there is no service '%s'; %sthere are %s"
              .formatted(
                  name,
                  Nearest.of(name, names()).map(near -> "did you mean '" + near + "'? ").orElse(""),
                  names()));
    }
    return node;
  }

  private <T> T typed(Node node, Class<T> type) {
    check(node, type);
    return type.cast(life.take(node));
  }

  private static void check(Node node, Class<?> type) {
    if (!type.isInstance(node.instance())) {
      throw new ClassCastException(
          "service '%s' is a %s, not a %s"
              .formatted(node.name(), node.instance().getClass().getName(), type.getName()));
    }
  }
}
