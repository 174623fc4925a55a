package io.lokstra.internal.service;

import io.lokstra.config.ConfigSources;
import io.lokstra.internal.store.StandardTypes;
import io.lokstra.internal.text.Caller;
import io.lokstra.service.ServiceDefinition;
import io.lokstra.service.ServiceFactory;
import io.lokstra.service.Services;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What is registered of services with one server. */
public final class ServiceRegistry implements Services {
  private final Map<String, ServiceType<?>> types = new LinkedHashMap<>();
  private final Map<String, Definition> definitions = new LinkedHashMap<>();

  @Override
  public <C extends Record> Services type(
      String type, Class<C> config, ServiceFactory<? super C, ?> factory) {
    register(new ServiceType<>(ServiceNames.type(type), config, factory, "", here()));
    return this;
  }

  @Override
  public Services type(String type, ServiceFactory.Plain<?> factory) {
    return type(type, NoConfig.class, (config, use) -> factory.create(use));
  }

  @Override
  public ServiceDefinition add(String name, String type) {
    Definition definition =
        new Definition(ServiceNames.service(name), ServiceNames.type(type), here());
    Definition other = definitions.putIfAbsent(name, definition);
    if (other != null) {
      throw new IllegalArgumentException(
          "service '%s' is there already, added at %s".formatted(name, other.origin));
    }
    return definition;
  }

  @Override
  public <C extends Record> ServiceDefinition add(
      String name, Class<C> config, ServiceFactory<? super C, ?> factory) {
    ServiceDefinition definition = add(name, name);
    type(name, config, factory);
    return definition;
  }

  @Override
  public ServiceDefinition add(String name, ServiceFactory.Plain<?> factory) {
    return add(name, NoConfig.class, (config, use) -> factory.create(use));
  }

  private void register(ServiceType<?> type) {
    ServiceType<?> other = types.putIfAbsent(type.name(), type);
    if (other != null) {
      throw new IllegalArgumentException(
          "a type of service '%s' is registered already, at %s"
              .formatted(type.name(), other.origin()));
    }
  }

  /** Takes what a module registers; gives the type that has the name already, if there is one. */
  public Optional<ServiceType<?>> contribute(ServiceType<?> type) {
    return Optional.ofNullable(types.putIfAbsent(type.name(), type));
  }

  /** The type of that name. */
  public Optional<ServiceType<?>> find(String type) {
    ServiceType<?> own = types.get(type);
    return own == null ? StandardTypes.find(type) : Optional.of(own);
  }

  /** The names of all types. */
  public Set<String> typeNames() {
    Set<String> names = new TreeSet<>(types.keySet());
    names.addAll(StandardTypes.NAMES);
    return Collections.unmodifiableSet(names);
  }

  /** Whether the program has services of its own. */
  public boolean isEmpty() {
    return definitions.isEmpty();
  }

  /** Gives what the program says of its services to {@code sources}. */
  public void put(ConfigSources sources) {
    definitions.values().forEach(definition -> definition.put(sources));
  }

  /** The same, to be added to without touching this one. */
  public ServiceRegistry copy() {
    ServiceRegistry copy = new ServiceRegistry();
    copy.types.putAll(types);
    definitions.forEach((name, definition) -> copy.definitions.put(name, definition.copy()));
    return copy;
  }

  private static String here() {
    return Caller.outside("io.lokstra.internal.service.", "io.lokstra.http.");
  }

  /** One service, as the program describes it: keys below its name, and their text. */
  private static final class Definition implements ServiceDefinition {
    private final String name;
    private final String origin;
    private final Map<String, String> keys = new LinkedHashMap<>();

    Definition(String name, String type, String origin) {
      this.name = name;
      this.origin = origin;
      keys.put("type", type);
    }

    @Override
    public ServiceDefinition use(String slot, String service) {
      keys.put("use." + ServiceNames.service(slot), ServiceNames.service(service));
      return this;
    }

    @Override
    public ServiceDefinition set(String key, String value) {
      keys.put("config." + key, value);
      return this;
    }

    @Override
    public ServiceDefinition lazy() {
      keys.put("lazy", "true");
      return this;
    }

    @Override
    public ServiceDefinition stopTimeout(Duration timeout) {
      keys.put("stop-timeout", timeout.toMillis() + "ms");
      return this;
    }

    @Override
    public ServiceDefinition startTimeout(Duration timeout) {
      keys.put("start-timeout", timeout.toMillis() + "ms");
      return this;
    }

    Definition copy() {
      Definition copy = new Definition(name, "", origin);
      copy.keys.putAll(keys);
      return copy;
    }

    void put(ConfigSources sources) {
      keys.forEach((key, text) -> sources.code(origin, "services." + name + "." + key, text));
    }
  }
}
