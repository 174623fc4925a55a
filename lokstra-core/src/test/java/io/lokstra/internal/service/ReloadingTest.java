package io.lokstra.internal.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lokstra.service.Mode;
import io.lokstra.service.Reloadable;
import io.lokstra.service.ServiceFactory;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReloadingTest {
  private final List<String> events = new ArrayList<>();

  record Limit(int most) {}

  /** Takes every limit but a negative one. */
  private final class Limited implements Reloadable<Limit> {
    private final String name;

    Limited(String name) {
      this.name = name;
    }

    @Override
    public void onConfigReload(Limit before, Limit now) throws IOException {
      if (now.most() < 0) {
        throw new IOException("must not be negative");
      }
      events.add(name + " " + before.most() + " to " + now.most());
    }
  }

  private static Specification specification(
      String name, int most, Map<String, String> use, ServiceFactory<Limit, ?> factory) {
    return new Specification(
        new ServiceOptions(
            name, "t-" + name, use, false, Duration.ofSeconds(1), Duration.ofSeconds(1)),
        new ServiceType<>("t-" + name, Limit.class, factory, "", "test"),
        new Limit(most),
        Map.of());
  }

  private Specification limited(String name, int most) {
    return specification(name, most, Map.of(), (config, use) -> new Limited(name));
  }

  private static LifeCycle started(Specification... specifications) throws Exception {
    ServiceProblems problems = new ServiceProblems();
    LifeCycle life = LifeCycle.make(List.of(specifications), Map.of(), Mode.PRODUCTION, problems);
    assertThat(problems.all()).isEmpty();
    life.start();
    return life;
  }

  @Test
  void tellsThoseWhoseConfigurationIsAnother() throws Exception {
    LifeCycle life = started(limited("a", 1), limited("b", 2));
    Reloading reloading = life.reloading(List.of(limited("a", 1), limited("b", 3)));
    assertThat(reloading.changed()).containsExactly("b");
    assertThat(reloading.needsRestart()).isEmpty();
    reloading.apply();
    life.reloading(List.of(limited("a", 1), limited("b", 4))).apply();
    assertThat(events).containsExactly("b 2 to 3", "b 3 to 4");
  }

  @Test
  void tellsAllOrNone() throws Exception {
    LifeCycle life = started(limited("a", 1), limited("b", 1), limited("c", 1));
    Reloading reloading =
        life.reloading(List.of(limited("a", 2), limited("b", 2), limited("c", -1)));
    assertThatThrownBy(reloading::apply)
        .isInstanceOf(ServiceReloadException.class)
        .hasMessage(
            "LOK-SVC-014 service 'c' (type t-c) refuses its new configuration, and the old one goes on for all: must not be negative");
    assertThat(events).containsExactly("a 1 to 2", "b 1 to 2", "b 2 to 1", "a 2 to 1");
  }

  @Test
  void saysWhatOnlyARestartChanges() throws Exception {
    Specification plain = specification("plain", 1, Map.of(), (config, use) -> new Object());
    LifeCycle life = started(limited("a", 1), plain, limited("old", 1));
    Specification other = specification("plain", 2, Map.of(), (config, use) -> new Object());
    Reloading reloading =
        life.reloading(
            List.of(
                specification("a", 1, Map.of("x", "y"), (config, use) -> new Object()),
                other,
                limited("new", 1)));
    assertThat(reloading.needsRestart())
        .containsExactlyInAnyOrder(
            "services.a.use",
            "services.plain.config",
            "services.old is gone",
            "services.new is new");
    reloading.apply();
    assertThat(events).isEmpty();
  }

  @Test
  void refusesAServiceThatTakesAnothersConfiguration() {
    ServiceProblems problems = new ServiceProblems();
    LifeCycle.make(
        List.of(
            new Specification(
                limited("a", 1).options(),
                new ServiceType<>(
                    "t", NoConfig.class, (config, use) -> new Limited("a"), "", "Shop.java:1"),
                new NoConfig(),
                Map.of())),
        Map.of(),
        Mode.PRODUCTION,
        problems);
    assertThat(problems.all())
        .singleElement()
        .hasToString(
            """
            LOK-SVC-011 service 'a' is Reloadable<Limit>, and its type t is configured by NoConfig
                at code: Shop.java:1
                make it Reloadable<NoConfig>\
            """);
  }
}
