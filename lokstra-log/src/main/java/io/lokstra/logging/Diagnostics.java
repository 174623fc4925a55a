package io.lokstra.logging;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.helpers.BasicMDCAdapter;

/**
 * SLF4J's diagnostic context. Nobody looks into a thread's before anybody has put anything into
 * one: that alone would cost every virtual thread a map.
 */
final class Diagnostics extends BasicMDCAdapter {
  private volatile boolean used;

  Diagnostics() {}

  @Override
  public void put(String key, @Nullable String value) {
    used = true;
    super.put(key, value);
  }

  @Override
  public void setContextMap(Map<String, String> context) {
    used = true;
    super.setContextMap(context);
  }

  void describe(Draft draft) {
    if (used) {
      Map<String, String> context = getCopyOfContextMap();
      if (context != null) {
        context.forEach(draft::add);
      }
    }
  }
}
