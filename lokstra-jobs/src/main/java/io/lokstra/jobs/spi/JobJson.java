package io.lokstra.jobs.spi;

import io.lokstra.bind.Converters;
import io.lokstra.json.Json;
import io.lokstra.json.JsonOptions;
import java.nio.charset.StandardCharsets;

/**
 * How jobs and payloads are written and read: JSON that ignores what it does not know, so that
 * workers of different versions understand each other, and leaves out what is missing.
 */
public final class JobJson {
  private static final Json JSON =
      Json.of(
          JsonOptions.defaults()
              .withUnknownProperties(JsonOptions.UnknownProperties.IGNORE)
              .withNulls(JsonOptions.Nulls.OMIT),
          Converters.standard());

  private JobJson() {}

  /** A value as JSON. */
  public static String write(Object value) {
    return new String(JSON.encode(value), StandardCharsets.UTF_8);
  }

  /**
   * JSON as a value.
   *
   * @throws io.lokstra.json.JsonException when it does not fit; the message names what is missing
   */
  public static <T> T read(String json, Class<T> type) {
    return JSON.decode(json.getBytes(StandardCharsets.UTF_8), type);
  }

  /** JSON as maps, lists and scalars. */
  public static Object readAny(String json) {
    return JSON.decode(json.getBytes(StandardCharsets.UTF_8));
  }
}
