package io.lokstra.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lokstra.bind.Converters;
import io.lokstra.bind.Naming;
import io.lokstra.internal.json.JsonCodec;
import io.lokstra.json.JsonException;
import io.lokstra.json.JsonNull;
import io.lokstra.json.JsonOptions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FormattersTest {

  record Todo(long todoId, String title, Optional<Instant> dueAt, List<String> tags) {}

  private static final Todo TODO =
      new Todo(7, "caf\u00e9 \"x\"", Optional.of(Instant.EPOCH), List.of("a"));

  @Test
  void writesTheUsualEnvelopeAsItsMapWouldBeWritten() {
    List<Object> all =
        List.of(
            TODO,
            new Todo(8, "", Optional.empty(), List.of()),
            List.of(TODO, TODO),
            Map.of("someKey", 1),
            "text",
            3,
            true,
            Optional.empty(),
            Optional.of(TODO),
            JsonNull.NULL,
            new int[] {1, 2},
            Page.of(List.of(TODO), 11, 2, 5),
            Page.of(List.of(), 0, 1, 20));
    JsonOptions usual = JsonOptions.defaults();
    for (JsonOptions options :
        List.of(
            usual,
            usual.withNaming(Naming.CAMEL_CASE),
            usual.withNulls(JsonOptions.Nulls.OMIT),
            usual.withDates(JsonOptions.Dates.EPOCH_MILLIS))) {
      JsonCodec json = new JsonCodec(options, Converters.standard());
      for (Object data : all) {
        Formatters.Lokstra formatter = Formatters.Lokstra.INSTANCE;
        assertThat(new String(formatter.encode(json, data), UTF_8))
            .isEqualTo(new String(json.encode(formatter.success(data)), UTF_8));
      }
    }
    assertThat(
            new String(
                Formatters.Lokstra.INSTANCE.encode(
                    new JsonCodec(usual, Converters.standard()), Page.of(List.of("x"), 1, 1, 20)),
                UTF_8))
        .isEqualTo(
            "{\"status\":\"success\",\"data\":[\"x\"],\"meta\":{\"page\":1,\"page_size\":20,"
                + "\"total\":1,\"total_pages\":1,\"has_next\":false,\"has_prev\":false}}");
  }

  @Test
  void countsTheEnvelopeAmongTheLevels() {
    JsonCodec json = new JsonCodec(JsonOptions.defaults(), Converters.standard());
    Object nested = new ArrayList<>();
    for (int i = 1; i < 499; i++) {
      nested = List.of(nested);
    }
    Object most = nested;
    assertThat(json.decode(Formatters.Lokstra.INSTANCE.encode(json, most))).isInstanceOf(Map.class);
    assertThatThrownBy(() -> Formatters.Lokstra.INSTANCE.encode(json, List.of(most)))
        .isInstanceOf(JsonException.class)
        .hasMessageContaining("500 levels");
  }
}
