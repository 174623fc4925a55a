package io.lokstra.service;

/**
 * The services of one server: which types there are, and which instances of them.
 *
 * <pre>{@code
 * Server.named("shop").services(services -> {
 *   services.type("shop.orders", OrdersConfig.class,
 *       (config, use) -> new Orders(use.get("db", DbPool.class), config));
 *   services.add("orders", "shop.orders").use("db", "main-db");
 * });
 * }</pre>
 *
 * <p>A description, read when the server starts; each start makes services of its own. Not
 * thread-safe.
 */
public interface Services {

  /**
   * Registers a type of service, for code and configuration to have instances of.
   *
   * @param type its name: letters, digits, dots, dashes and underscores
   * @param config its configuration; the components are the keys under {@code
   *     services.<name>.config}
   * @param factory makes an instance
   * @throws IllegalArgumentException when the name is none or is taken
   */
  <C extends Record> Services type(
      String type, Class<C> config, ServiceFactory<? super C, ?> factory);

  /** Registers a type of service that has no configuration. */
  Services type(String type, ServiceFactory.Plain<?> factory);

  /**
   * Adds an instance of a type, which may also come from a module.
   *
   * @param name its own name: letters, digits, dashes and underscores
   * @param type the name of its type
   * @throws IllegalArgumentException when the name is none or is taken
   */
  ServiceDefinition add(String name, String type);

  /** Adds the only instance of a type that is called as it is. */
  <C extends Record> ServiceDefinition add(
      String name, Class<C> config, ServiceFactory<? super C, ?> factory);

  /** Adds a service that has no configuration. */
  ServiceDefinition add(String name, ServiceFactory.Plain<?> factory);
}
