package io.lokstra.service;

import java.util.List;
import java.util.Optional;

/**
 * The services of one server, by name and by type. Thread-safe. One that is {@linkplain
 * ServiceDefinition#lazy() lazy} and is had from here before the server has started starts with it;
 * later, it starts then.
 *
 * <p>Routes are given one when they are built: {@code app.mount(services ->
 * OrderRoutes.of(services.get("orders", Orders.class)))}.
 */
public interface ServiceDirectory {

  /**
   * The service of that name.
   *
   * @throws java.util.NoSuchElementException when there is none; the message names the nearest
   * @throws ClassCastException when it is of another type
   */
  <T> T get(String name, Class<T> type);

  /**
   * The only service of that type.
   *
   * @throws java.util.NoSuchElementException when there is none, or more than one; the message
   *     names them
   */
  <T> T get(Class<T> type);

  /** The service of that name if there is one. */
  <T> Optional<T> find(String name, Class<T> type);

  /**
   * The service of that name, to be had later; see {@link Uses#lazy}.
   *
   * @throws java.util.NoSuchElementException when there is none
   * @throws ClassCastException when it is of another type
   */
  <T> Lazy<T> lazy(String name, Class<T> type);

  /** All services of a type, in the order they start in. */
  <T> List<T> all(Class<T> type);

  /** The names of all services, in the order they start in. */
  List<String> names();
}
