package io.lokstra.internal.service;

import io.lokstra.config.ConfigProblem;
import io.lokstra.config.Origin;
import io.lokstra.internal.config.Nearest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Collects what is wrong with services; each method is one code of {@code docs/services.md}. */
public final class ServiceProblems {
  private final List<ConfigProblem> all = new ArrayList<>();
  private final List<Throwable> causes = new ArrayList<>();

  /** What is wrong, in the order in which it was found. */
  public List<ConfigProblem> all() {
    return List.copyOf(all);
  }

  /** What factories threw, for the log. */
  public List<Throwable> causes() {
    return List.copyOf(causes);
  }

  /** Whether nothing is wrong. */
  public boolean isEmpty() {
    return all.isEmpty();
  }

  /** A type nobody registered. */
  public void unknownType(
      String service, String type, Optional<Origin> origin, Collection<String> types) {
    String remedy =
        nearest(type, types)
            + (types.isEmpty()
                ? "no types are registered; "
                : "there are " + String.join(", ", types) + "; ")
            + "register it with Services.type, or add the module that has it";
    add(
        "001",
        "services." + service + ".type",
        "service '%s' is of the type '%s', which nobody registered".formatted(service, type),
        origin,
        remedy);
  }

  /** A slot that is to hold what is not there. */
  public void danglingUse(
      String service,
      String slot,
      String target,
      Optional<Origin> origin,
      Collection<String> services) {
    add(
        "002",
        "services." + service + ".use." + slot,
        "service '%s' is to use '%s' as its %s, and there is no such service"
            .formatted(service, target, slot),
        origin,
        nearest(target, services) + "there are " + String.join(", ", services));
  }

  /** A factory that asks for what is not there. */
  void missing(
      String service,
      String slot,
      String type,
      String chain,
      String origin,
      Collection<String> services) {
    add(
        "003",
        "services." + service + ".use." + slot,
        "service '%s' needs a %s called '%s', and there is none: %s"
            .formatted(service, type, slot, chain),
        Optional.of(new Origin.Code(origin)),
        nearest(slot, services)
            + "add that service, or say which one is meant: services."
            + service
            + ".use."
            + slot
            + "=…; there are "
            + String.join(", ", services));
  }

  /** A dependency of another type than was asked for. */
  void mistyped(
      String service,
      String slot,
      String wanted,
      String target,
      String actual,
      String chain,
      String origin,
      Collection<String> fitting) {
    add(
        "004",
        "services." + service + ".use." + slot,
        "service '%s' needs a %s as its %s, and '%s' is a %s: %s"
            .formatted(service, wanted, slot, target, actual, chain),
        Optional.of(new Origin.Code(origin)),
        (fitting.isEmpty() ? "no service is one" : "of that type: " + String.join(", ", fitting))
            + "; say which one is meant: services."
            + service
            + ".use."
            + slot
            + "=…");
  }

  /** Services that need each other. */
  void cycle(String service, String slot, String chain) {
    add(
        "005",
        "services." + service,
        "services need each other, so that none can be first: " + chain,
        Optional.empty(),
        "have one of them take the other later: use.lazy(\"%s\", …) in the factory of '%s'"
            .formatted(slot, service));
  }

  /** A factory that throws, or gives nothing. */
  void failed(String service, ServiceType<?> type, String reason, Optional<Throwable> cause) {
    add(
        "006",
        "services." + service,
        "the factory of service '%s' (type %s) failed: %s".formatted(service, type.name(), reason),
        Optional.of(new Origin.Code(type.origin())),
        "a factory only makes its service; what can fail belongs to its onStart");
    cause.ifPresent(causes::add);
  }

  /** A slot that is filled and that nobody asks for. */
  void unusedSlot(String service, String slot, Optional<Origin> origin, Collection<String> slots) {
    add(
        "007",
        "services." + service + ".use." + slot,
        "service '%s' never asks for a '%s'".formatted(service, slot),
        origin,
        nearest(slot, slots)
            + (slots.isEmpty()
                ? "it uses no other service"
                : "it asks for " + String.join(", ", slots)));
  }

  /** A module that adds what is there. */
  public void taken(String module, String what, String name, String other) {
    add(
        "008",
        "modules." + module,
        "module '%s' adds the %s '%s', which is registered already, by %s"
            .formatted(module, what, name, other),
        Optional.empty(),
        "rename yours, leave one of the modules out (modules.%s.enabled=false), or keep it from adding this (modules.%s.register)"
            .formatted(module, module));
  }

  /** A module's service that asks for what it may not have. */
  void notAllowed(String module, String service, String target, Collection<String> allowed) {
    add(
        "009",
        "modules." + module + ".use",
        "service '%s' of module '%s' asks for '%s', which modules.%s.use does not allow"
            .formatted(service, module, target, module),
        Optional.empty(),
        "it allows "
            + (allowed.isEmpty() ? "nothing" : String.join(", ", allowed))
            + "; add the name there if the module is to have it");
  }

  /** A module that is configured and is not there. */
  public void unknownModule(String module, Optional<Origin> origin, Collection<String> modules) {
    add(
        "010",
        "modules." + module,
        "there is no module '%s'".formatted(module),
        origin,
        nearest(module, modules)
            + (modules.isEmpty()
                ? "there is none on the module path or class path"
                : "there are " + String.join(", ", modules)));
  }

  /** A service that takes another configuration than it is made from. */
  void reloadsAnother(String service, String taken, ServiceType<?> type) {
    add(
        "011",
        "services." + service,
        "service '%s' is Reloadable<%s>, and its type %s is configured by %s"
            .formatted(service, taken, type.name(), type.config().getSimpleName()),
        Optional.of(new Origin.Code(type.origin())),
        "make it Reloadable<" + type.config().getSimpleName() + ">");
  }

  private static String nearest(String name, Collection<String> names) {
    return Nearest.of(name, names).map(near -> "did you mean '" + near + "'? ").orElse("");
  }

  private void add(
      String number, String key, String message, Optional<Origin> origin, String remedy) {
    all.add(new ConfigProblem("LOK-SVC-" + number, key, message, origin, remedy));
  }
}
