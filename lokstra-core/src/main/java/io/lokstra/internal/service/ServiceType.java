package io.lokstra.internal.service;

import io.lokstra.service.ServiceFactory;
import io.lokstra.service.Uses;

/**
 * How services of one type are made.
 *
 * @param name its name
 * @param config the record of its configuration
 * @param factory makes one
 * @param module the module that registered it; empty for the program itself
 * @param origin where that was: {@code "Shop.java:12"}, or {@code "module lokstra-data"}
 */
public record ServiceType<C extends Record>(
    String name,
    Class<C> config,
    ServiceFactory<? super C, ?> factory,
    String module,
    String origin) {

  /** The record of a type that has no configuration. */
  public static Class<? extends Record> noConfig() {
    return NoConfig.class;
  }

  Object create(Record values, Uses use) throws Exception {
    return factory.create(config.cast(values), use);
  }
}
