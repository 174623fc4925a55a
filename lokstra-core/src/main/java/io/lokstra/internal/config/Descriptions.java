package io.lokstra.internal.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** The text of a record's {@code @param} tags, which {@code lokstra-processor} kept. */
final class Descriptions {

  private Descriptions() {}

  /** By component; empty for a record that was built without the processor. */
  static Properties of(Class<?> type) {
    Properties descriptions = new Properties();
    String name = "META-INF/lokstra/options/" + type.getName() + ".properties";
    try (InputStream in = type.getModule().getResourceAsStream(name)) {
      if (in != null) {
        descriptions.load(in);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + name, e);
    }
    return descriptions;
  }
}
