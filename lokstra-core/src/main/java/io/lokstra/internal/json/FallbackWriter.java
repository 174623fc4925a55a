package io.lokstra.internal.json;

import io.lokstra.json.JsonException;
import tools.jackson.core.JacksonException;

/** Writes what Lokstra does not know, a class of someone else's, by Jackson's rules. */
final class FallbackWriter extends ValueWriter {
  private static final String DATABIND = "tools.jackson.databind";

  private final JsonCodec codec;

  FallbackWriter(Class<?> type, JsonCodec codec) {
    this.codec = codec;
    Module module = type.getModule();
    boolean closed =
        module.isNamed()
            && module.getLayer() != null
            && module.getLayer().findModule(DATABIND).stream()
                .noneMatch(databind -> module.isExported(type.getPackageName(), databind));
    if (closed) {
      throw JsonException.unwritable(
          type.getName()
              + " lies in a package that module "
              + module.getName()
              + " does not open; add this line to its module-info.java: opens "
              + type.getPackageName()
              + " to io.lokstra.core, "
              + DATABIND
              + ";");
    }
  }

  @Override
  void write(Object value, JsonOutput out) {
    try {
      out.raw(codec.mapper().encode(value));
    } catch (JacksonException failure) {
      throw JsonException.unwritable(
          value.getClass().getName() + " has no JSON: " + failure.getOriginalMessage());
    }
  }
}
