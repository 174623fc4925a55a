package io.lokstra.testkit.internal;

import io.lokstra.http.Headers;
import java.util.List;
import java.util.Map;

/**
 * Header fields as they were received.
 *
 * @param lines name and value of each field line, in order
 */
public record ReceivedHeaders(List<Map.Entry<String, String>> lines) implements Headers {
  /** Copies the lines. */
  public ReceivedHeaders {
    lines = List.copyOf(lines);
  }

  @Override
  public int size() {
    return lines.size();
  }

  @Override
  public String name(int index) {
    return lines.get(index).getKey();
  }

  @Override
  public String value(int index) {
    return lines.get(index).getValue();
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    forEach((name, value) -> text.append(name).append(": ").append(value).append('\n'));
    return text.toString();
  }
}
