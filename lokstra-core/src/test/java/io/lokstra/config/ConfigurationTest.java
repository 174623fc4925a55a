package io.lokstra.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lokstra.engine.EngineOptions;
import io.lokstra.engine.HttpOptions;
import io.lokstra.engine.ListenAddress;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ConfigurationTest {

  enum Level {
    LOW,
    VERY_HIGH
  }

  record Colour(int red) {
    public static Colour parse(String text) {
      return new Colour(Integer.parseInt(text, 16));
    }
  }

  record Everything(
      @Default("shop") String text,
      @Default("true") boolean truth,
      @Default("-3") int small,
      @Default("9000000000") long large,
      @Default("0.5") double fraction,
      @Default("1.50") BigDecimal price,
      @Default("2MiB") @ByteSize int size,
      @Default("3GiB") @ByteSize long hugeSize,
      @Default("1h30m") Duration time,
      @Default("very-high") Level level,
      @Default(":8080") ListenAddress listen,
      @Default("https://example.org/a") URI uri,
      @Default("data/shop") Path path,
      @Default("Europe/Berlin") ZoneId zone,
      @Default("00000000-0000-0000-0000-000000000001") UUID id,
      @Default("ff") Colour colour,
      @Default("hunter2") Secret secret,
      @Default("a, b ,c") List<String> names,
      @Default("1KiB,2") @ByteSize List<Integer> sizes,
      List<Level> levels,
      Map<String, Duration> times,
      Optional<URI> proxy) {}

  record Limits(@Default("10") @Min(1) @Max(20) int most, Optional<Duration> pause) {}

  record App(String name, ListenAddress listen, @Default("1s") Duration pause, Limits limits) {}

  record Program(@Default("none") String title, List<App> apps, Optional<Limits> extra) {}

  static <T extends Record> T read(Class<T> type, ConfigSources sources) {
    Configuration configuration = Configuration.load(sources);
    Bound<T> bound = configuration.declare("", type);
    configuration.verify();
    return bound.get();
  }

  @Test
  void defaultsAreReadAsAnySourceWouldBe() {
    Everything read = Configuration.load(ConfigSources.none()).bind("shop", Everything.class);
    assertThat(read)
        .isEqualTo(
            new Everything(
                "shop",
                true,
                -3,
                9_000_000_000L,
                0.5,
                new BigDecimal("1.50"),
                2 << 20,
                3L << 30,
                Duration.ofMinutes(90),
                Level.VERY_HIGH,
                new ListenAddress.Tcp("", 8080),
                URI.create("https://example.org/a"),
                Path.of("data/shop"),
                ZoneId.of("Europe/Berlin"),
                new UUID(0, 1),
                new Colour(255),
                Secret.of("hunter2"),
                List.of("a", "b", "c"),
                List.of(1024, 2),
                List.of(),
                Map.of(),
                Optional.empty()));
    assertThat(read.toString()).doesNotContain("hunter2");
  }

  @Test
  void optionsOfTheEngineHaveTheirDocumentedDefaults() {
    Configuration configuration = Configuration.load(ConfigSources.none());
    HttpOptions http = configuration.bind("server.http", HttpOptions.class);
    EngineOptions engine = configuration.bind("server.engine", EngineOptions.class);
    configuration.verify();
    assertThat(http.maxRequestLine()).isEqualTo(8_192);
    assertThat(http.maxBodySize()).isEqualTo(1L << 20);
    assertThat(http.queueTimeout()).isEqualTo(Duration.ofSeconds(2));
    assertThat(engine)
        .isEqualTo(
            new EngineOptions(
                "auto", EngineOptions.Transport.AUTO, 0, EngineOptions.CarriedThreads.AUTO));
  }

  @Test
  void environmentReachesEveryKey() {
    Map<String, String> variables =
        Map.of(
            "LOKSTRA_SERVER_HTTP_MAX_BODY_SIZE", "2MiB",
            "LOKSTRA_SERVER_ENGINE_TRANSPORT", "io-uring",
            "PATH", "/bin",
            "LOKSTRA_JDK", "/opt/jdk");
    Configuration configuration = Configuration.load(ConfigSources.none().environment(variables));
    Bound<HttpOptions> http = configuration.declare("server.http", HttpOptions.class);
    Bound<EngineOptions> engine = configuration.declare("server.engine", EngineOptions.class);
    configuration.verify();
    assertThat(http.get().maxBodySize()).isEqualTo(2L << 20);
    assertThat(engine.get().transport()).isEqualTo(EngineOptions.Transport.IO_URING);
  }

  @Test
  void commandLineHasThreeForms() {
    Everything read =
        read(
            Everything.class,
            ConfigSources.none()
                .commandLine(
                    "--text=a=b",
                    "--small",
                    "-7",
                    "--names=x",
                    "--names",
                    "y,z",
                    "--times.first=1s",
                    "--proxy=https://p.example",
                    "--truth"));
    assertThat(read.text()).isEqualTo("a=b");
    assertThat(read.small()).isEqualTo(-7);
    assertThat(read.truth()).isTrue();
    assertThat(read.names()).containsExactly("x", "y", "z");
    assertThat(read.times()).isEqualTo(Map.of("first", Duration.ofSeconds(1)));
    assertThat(read.proxy()).contains(URI.create("https://p.example"));
  }

  @Test
  void emptyTextTakesAnOptionalAndAListAway() {
    Everything read =
        read(
            Everything.class,
            ConfigSources.none()
                .code("test", "proxy", "https://p.example")
                .code("test", "levels", "low,very-high")
                .environment(Map.of("LOKSTRA_PROXY", "", "LOKSTRA_LEVELS", "")));
    assertThat(read.proxy()).isEmpty();
    assertThat(read.levels()).isEmpty();
  }

  @Test
  void namedListsAreReachedByName() {
    Program read =
        read(
            Program.class,
            ConfigSources.none()
                .code("App.named(\"public\")", "apps.public.listen", ":8080")
                .code("App.named(\"main-admin\")", "apps.main-admin.listen", "127.0.0.1:9090")
                .environment(Map.of("LOKSTRA_APPS_MAIN_ADMIN_LISTEN", ":1"))
                .commandLine("--apps.public.limits.most=12"));
    assertThat(read.apps()).extracting(App::name).containsExactly("public", "main-admin");
    assertThat(read.apps().get(0).limits().most()).isEqualTo(12);
    assertThat(read.apps().get(1).listen()).isEqualTo(new ListenAddress.Tcp("", 1));
    assertThat(read.extra()).isEmpty();
  }

  @Test
  void optionalSectionIsThereWhenAnythingSetsIt() {
    assertThat(read(Program.class, ConfigSources.none().commandLine("--extra.pause=1s")).extra())
        .contains(new Limits(10, Optional.of(Duration.ofSeconds(1))));
    assertThat(
            read(Program.class, ConfigSources.none().environment(Map.of("LOKSTRA_EXTRA_MOST", "3")))
                .extra())
        .contains(new Limits(3, Optional.empty()));
    assertThat(read(Program.class, ConfigSources.none().code("x", "extra.most", "4")).extra())
        .contains(new Limits(4, Optional.empty()));
  }

  @Test
  void shortFormSetsTheOnlyElementAndKeepsItsHost() {
    ConfigSources one =
        ConfigSources.none()
            .code("App.named", "apps.hello.listen", "127.0.0.1:8080")
            .shortForm(ShortForm.port("apps.*.listen"));
    assertThat(read(Program.class, one.commandLine("--port", "9000")).apps().get(0).listen())
        .isEqualTo(new ListenAddress.Tcp("127.0.0.1", 9000));
    assertThat(read(Program.class, one.commandLine("--port=9001")).apps().get(0).listen())
        .isEqualTo(new ListenAddress.Tcp("127.0.0.1", 9001));
    one.commandLine().environment(Map.of("PORT", "9002"));
    assertThat(read(Program.class, one).apps().get(0).listen())
        .isEqualTo(new ListenAddress.Tcp("127.0.0.1", 9002));
    one.environment(Map.of("PORT", "9002", "LOKSTRA_APPS_HELLO_LISTEN", ":9003"));
    assertThat(read(Program.class, one).apps().get(0).listen())
        .isEqualTo(new ListenAddress.Tcp("", 9003));
  }

  @Test
  void shortFormOfAVariableIsLeftAloneWhereThereAreSeveral() {
    ConfigSources two =
        ConfigSources.none()
            .code("a", "apps.a.listen", ":1")
            .code("b", "apps.b.listen", ":2")
            .shortForm(ShortForm.port("apps.*.listen"))
            .environment(Map.of("PORT", "9002"));
    assertThat(read(Program.class, two).apps())
        .extracting(App::listen)
        .containsExactly(new ListenAddress.Tcp("", 1), new ListenAddress.Tcp("", 2));
  }

  @Test
  void portReplacesAnAddressWithoutHostAndASocketFile() {
    assertThat(ShortForm.port("listen").expansion().expand("1", Optional.empty())).isEqualTo(":1");
    assertThat(ShortForm.port("listen").expansion().expand("1", Optional.of("80"))).isEqualTo(":1");
    assertThat(ShortForm.port("listen").expansion().expand("1", Optional.of("unix:/a")))
        .isEqualTo(":1");
    assertThat(ShortForm.port("listen").expansion().expand("1", Optional.of("[::1]:80")))
        .isEqualTo("[::1]:1");
  }

  @Test
  void twoConfigurationsKnowNothingOfEachOther() {
    Configuration one = Configuration.load(ConfigSources.none().commandLine("--shop.most=3"));
    Configuration two = Configuration.load(ConfigSources.none());
    assertThat(one.bind("shop", Limits.class).most()).isEqualTo(3);
    assertThat(two.bind("shop", Limits.class).most()).isEqualTo(10);
  }

  @Test
  void sourcesAreReadOnceWhenLoaded() {
    ConfigSources sources = ConfigSources.none().code("x", "most", "2");
    Configuration configuration = Configuration.load(sources);
    sources.code("x", "most", "3").commandLine("--most=4");
    assertThat(configuration.bind("", Limits.class).most()).isEqualTo(2);
  }

  @Test
  void bindTellsTheProblemsOfItsRecord() {
    Configuration configuration =
        Configuration.load(ConfigSources.none().commandLine("--shop.most=300"));
    assertThatThrownBy(() -> configuration.bind("shop", Limits.class))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage(
            """
            the configuration has a problem
              LOK-CFG-004 shop.most is out of range: '300'
                at command line argument 1: --shop.most
                expected from 1 to 20\
            """);
  }
}
