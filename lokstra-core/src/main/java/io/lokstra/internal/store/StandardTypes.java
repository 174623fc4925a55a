package io.lokstra.internal.store;

import io.lokstra.internal.service.ServiceType;
import io.lokstra.middleware.RateLimiter;
import io.lokstra.service.ServiceFactory;
import io.lokstra.store.Cache;
import io.lokstra.store.KeyValueStore;
import io.lokstra.store.MemoryLockOptions;
import io.lokstra.store.MemoryStoreOptions;
import io.lokstra.store.PubSubOptions;
import io.lokstra.store.RateLimitOptions;
import java.util.List;
import java.util.Optional;

/** The types of services that every server has. Names no class before it is asked for. */
public final class StandardTypes {
  /** Their names. */
  public static final List<String> NAMES =
      List.of(
          "memory-cache", "memory-locks", "memory-pubsub", "memory-rate-limiter", "memory-store");

  private StandardTypes() {}

  /** The type of that name. */
  public static Optional<ServiceType<?>> find(String name) {
    return switch (name) {
      case "memory-cache" ->
          of(name, MemoryStoreOptions.class, (options, use) -> Cache.inMemory(options));
      case "memory-locks" ->
          of(name, MemoryLockOptions.class, (options, use) -> new MemoryLocks(options));
      case "memory-pubsub" ->
          of(name, PubSubOptions.class, (options, use) -> new MemoryPubSub(options));
      case "memory-rate-limiter" ->
          of(
              name,
              RateLimitOptions.class,
              (options, use) ->
                  RateLimiter.inMemory(
                      options.limit(), options.window(), options.atOnce(), options.maxKeys()));
      case "memory-store" ->
          of(name, MemoryStoreOptions.class, (options, use) -> KeyValueStore.inMemory(options));
      default -> Optional.empty();
    };
  }

  private static <C extends Record> Optional<ServiceType<?>> of(
      String name, Class<C> config, ServiceFactory<? super C, ?> factory) {
    return Optional.of(new ServiceType<>(name, config, factory, "", "lokstra-core"));
  }
}
