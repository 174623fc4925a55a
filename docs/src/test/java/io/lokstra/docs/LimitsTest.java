package io.lokstra.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.lokstra.config.Default;
import io.lokstra.engine.Http2Options;
import io.lokstra.engine.Http3Options;
import io.lokstra.engine.HttpOptions;
import io.lokstra.events.EventOptions;
import io.lokstra.http.AfterResponseOptions;
import io.lokstra.upload.UploadOptions;
import io.lokstra.websocket.WebSocketOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * {@code docs/limits.md} lists the keys of {@link HttpOptions}, {@link Http2Options}, {@link
 * WebSocketOptions}, {@link Http3Options}, {@link EventOptions}, {@link UploadOptions} and {@link
 * AfterResponseOptions} with their defaults, in their order.
 */
class LimitsTest {
  private static final Pattern ROW =
      Pattern.compile("^\\| `([a-z0-9-]+)` \\| ([^ |]+) \\|", Pattern.MULTILINE);
  private static final Pattern HUMP = Pattern.compile("([A-Z])");

  @Test
  void thePageAndTheOptionsAgree() {
    List<String> inThePage = new ArrayList<>();
    ROW.matcher(ProjectRoot.read("docs/limits.md"))
        .results()
        .forEach(row -> inThePage.add(row.group(1) + " = " + row.group(2)));

    List<String> inTheCode =
        Stream.of(
                HttpOptions.class,
                Http2Options.class,
                WebSocketOptions.class,
                Http3Options.class,
                EventOptions.class,
                UploadOptions.class,
                AfterResponseOptions.class)
            .flatMap(options -> Stream.of(options.getRecordComponents()))
            .filter(part -> part.isAnnotationPresent(Default.class))
            .map(part -> key(part.getName()) + " = " + shown(part.getAnnotation(Default.class)))
            .toList();
    assertThat(inThePage).isEqualTo(inTheCode);
  }

  private static String shown(Default value) {
    return value.value().isEmpty() ? "none" : value.value();
  }

  private static String key(String component) {
    return HUMP.matcher(component).replaceAll("-$1").toLowerCase(Locale.ROOT);
  }
}
