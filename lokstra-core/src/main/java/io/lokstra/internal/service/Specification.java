package io.lokstra.internal.service;

import io.lokstra.config.Origin;
import java.util.Map;

/**
 * A service that is to be made: everything about it has been read and found right.
 *
 * @param options what is said of it
 * @param type its type
 * @param config the configuration it is made from
 * @param uses where each of its {@code use} entries was written, by slot
 */
public record Specification(
    ServiceOptions options, ServiceType<?> type, Record config, Map<String, Origin> uses) {

  /** Its name. */
  public String name() {
    return options.name();
  }

  /** The name of the service in a slot. */
  String target(String slot) {
    return options.use().getOrDefault(slot, slot);
  }

  /** How it is spoken of: {@code "service 'orders' (type shop.orders)"}. */
  String describe() {
    return "service '" + name() + "' (type " + type.name() + ")";
  }
}
