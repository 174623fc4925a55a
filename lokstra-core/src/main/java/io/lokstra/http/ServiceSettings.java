package io.lokstra.http;

import io.lokstra.config.Bound;
import io.lokstra.config.ConfigProblem;
import io.lokstra.config.Configuration;
import io.lokstra.config.ConfigurationException;
import io.lokstra.config.EffectiveValue;
import io.lokstra.config.Origin;
import io.lokstra.internal.service.ServiceOptions;
import io.lokstra.internal.service.ServiceProblems;
import io.lokstra.internal.service.ServiceRegistry;
import io.lokstra.internal.service.ServiceSection;
import io.lokstra.internal.service.ServiceType;
import io.lokstra.internal.service.Specification;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads what is configured of services; one use is one reading. */
final class ServiceSettings {
  private final ServiceRegistry registry;
  private final Configuration configuration;
  private final Optional<List<ServiceOptions>> services;
  private final Map<String, Bound<? extends Record>> configs = new LinkedHashMap<>();
  private final List<String> unreadable = new ArrayList<>();
  private final ServiceProblems problems = new ServiceProblems();

  ServiceSettings(ServiceRegistry registry, Configuration configuration) {
    this.registry = registry;
    this.configuration = configuration;
    this.services = read(configuration.declare("", ServiceSection.class));
    services.ifPresent(all -> {
      Set<String> names = new LinkedHashSet<>();
      all.forEach(service -> names.add(service.name()));
      all.forEach(service -> declare(service, names));
    });
  }

  private static Optional<List<ServiceOptions>> read(Bound<ServiceSection> section) {
    try {
      return Optional.of(section.get().services());
    } catch (ConfigurationException e) {
      return Optional.empty();
    }
  }

  private void declare(ServiceOptions service, Set<String> names) {
    String path = "services." + service.name();
    Optional<ServiceType<?>> type = registry.find(service.type());
    if (type.isEmpty()) {
      unreadable.add(path + ".config");
      problems.unknownType(
          service.name(),
          service.type(),
          origin(configuration, path + ".type"),
          registry.typeNames());
    } else {
      configs.put(service.name(), configuration.declare(path + ".config", type.get().config()));
    }
    service
        .use()
        .forEach((slot, target) -> {
          if (!names.contains(target)) {
            problems.danglingUse(
                service.name(), slot, target, origin(configuration, path + ".use." + slot), names);
          }
        });
  }

  /** What is wrong that only services know of. */
  List<ConfigProblem> problems() {
    return problems.all();
  }

  /** Whether a problem is but the echo of another: the keys of a type that is not known. */
  boolean isEcho(ConfigProblem problem) {
    if (services.isEmpty()) {
      return isBelow("services", problem.key()) && problem.key().contains("onfig");
    }
    return unreadable.stream().anyMatch(path -> isBelow(path, problem.key()));
  }

  private static boolean isBelow(String path, String key) {
    String plain = key.startsWith("--") ? key.substring(2) : key;
    String variable =
        "LOKSTRA_" + path.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    return plain.equals(path)
        || plain.startsWith(path + ".")
        || key.equals(variable)
        || key.startsWith(variable + "_");
  }

  /** What is to be made. Only when nothing is wrong. */
  List<Specification> specifications() {
    List<Specification> all = new ArrayList<>();
    Map<String, Origin> origins = new HashMap<>();
    configuration.effective().forEach(value -> origins.put(value.key(), value.origin()));
    for (ServiceOptions service : services.orElseThrow()) {
      Map<String, Origin> uses = new LinkedHashMap<>();
      for (String slot : service.use().keySet()) {
        Origin place = origins.get("services." + service.name() + ".use." + slot);
        if (place != null) {
          uses.put(slot, place);
        }
      }
      ServiceType<?> type = registry.find(service.type()).orElseThrow();
      Bound<? extends Record> config = configs.get(service.name());
      if (config != null) {
        all.add(new Specification(service, type, config.get(), Map.copyOf(uses)));
      }
    }
    return List.copyOf(all);
  }

  /** Where a key was given, or the first below a path that ends in a dot. */
  static Optional<Origin> origin(Configuration configuration, String key) {
    for (EffectiveValue value : configuration.effective()) {
      if (key.endsWith(".") ? value.key().startsWith(key) : value.key().equals(key)) {
        return Optional.of(value.origin());
      }
    }
    return Optional.empty();
  }
}
