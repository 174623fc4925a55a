package io.lokstra.service;

import java.util.Optional;

/**
 * What a service may depend on, as its factory asks for it. Each name is a slot of the service's
 * own: it means the service of that name unless {@code use} says otherwise ({@code use: {db:
 * main-db}} in configuration, {@link ServiceDefinition#use} in code).
 *
 * <p>What is asked for here is made first, starts first and stops last. That is also how it becomes
 * known: nothing is declared twice.
 */
public interface Uses {

  /** The name of the service that is being made. */
  String name();

  /** What this process runs for. */
  Mode mode();

  /**
   * The service in a slot. One that is not there, or is of another type, is an error at start that
   * names the whole chain; this method does not return then.
   *
   * @param slot the name it has here
   * @param type a class or an interface it must be of
   */
  <T> T get(String slot, Class<T> type);

  /**
   * The service in a slot that may be empty: when {@code use} says nothing of it and there is no
   * service of that name.
   */
  <T> Optional<T> find(String slot, Class<T> type);

  /**
   * The service in a slot, to be had later. That it is there and of this type is checked at start
   * all the same; it puts neither of the two before the other, so two services may have each other
   * this way. A service that is {@linkplain ServiceDefinition#lazy() lazy} starts when it is first
   * asked for.
   */
  <T> Lazy<T> lazy(String slot, Class<T> type);
}
