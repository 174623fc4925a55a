package io.lokstra.logging;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.lokstra.log.Log;
import io.lokstra.log.LoggingOptions;
import java.io.ByteArrayOutputStream;
import java.util.List;

/** Loggers of their own that write into memory. */
final class Written {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  final Loggers loggers;

  Written(LoggingOptions options) {
    loggers = Loggers.to(bytes, options);
  }

  Log log(String name) {
    return Log.to(loggers.getLogger(name));
  }

  String text() {
    assertThat(loggers.flush()).isTrue();
    return bytes.toString(UTF_8);
  }

  List<String> lines() {
    return text().lines().toList();
  }
}
