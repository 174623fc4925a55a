package io.lokstra.config;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Whatever is written: a record, or an exception that says what is wrong; and no secret in it. */
class ConfigurationFuzzTest {

  private static final String HIDDEN = "hunter2hunter2";

  record App(String name, @Default("1s") Duration pause) {}

  record Everything(
      @Default("0") int number,
      @Default("1KiB") @ByteSize long size,
      @Default("1s") Duration time,
      @Default("a:b") URI uri,
      @Default("x") Secret secret,
      List<Duration> list,
      Map<String, Integer> map,
      List<App> apps,
      Optional<App> app) {}

  @FuzzTest(maxDuration = "2m")
  void argumentsAreReadOrRefused(@NotNull List<@NotNull String> arguments) {
    if (arguments.stream().anyMatch(argument -> argument.contains(HIDDEN))) {
      return; // it would be told as what it is there, a name or another key's value
    }
    String[] all = new String[arguments.size() + 1];
    all[0] = "--secret=" + HIDDEN;
    for (int i = 0; i < arguments.size(); i++) {
      all[i + 1] = arguments.get(i);
    }
    read(ConfigSources.none().commandLine(all));
  }

  @FuzzTest(maxDuration = "2m")
  void everyKeyTakesAnyText(@NotNull String text) {
    if (text.contains(HIDDEN)) {
      return;
    }
    Everything read =
        read(
            ConfigSources.none()
                .environment(
                    Map.of("LOKSTRA_TIME", text, "LOKSTRA_SIZE", text, "LOKSTRA_LIST", text))
                .commandLine("--number=" + text, "--uri=" + text, "--secret=" + HIDDEN));
    if (read != null && (read.size() < 0 || read.time().isNegative())) {
      throw new AssertionError("read " + text + " as " + read);
    }
  }

  private static @Nullable Everything read(ConfigSources sources) {
    Configuration configuration = Configuration.load(sources.code("test", "apps.a.pause", "2s"));
    Bound<Everything> bound = configuration.declare("", Everything.class);
    if (configuration.show().contains(HIDDEN)) {
      throw new AssertionError("a secret is shown");
    }
    try {
      configuration.verify();
      return bound.get();
    } catch (ConfigurationException e) {
      if (String.valueOf(e.getMessage()).contains(HIDDEN)) {
        throw new AssertionError("a secret is told", e);
      }
      return null;
    }
  }
}
