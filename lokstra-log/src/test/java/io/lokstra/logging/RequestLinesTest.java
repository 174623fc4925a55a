package io.lokstra.logging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lokstra.config.ConfigurationException;
import io.lokstra.http.App;
import io.lokstra.http.Attribute;
import io.lokstra.http.RunningServer;
import io.lokstra.http.Server;
import io.lokstra.log.Log;
import io.lokstra.log.LogEvent;
import io.lokstra.log.LogFormat;
import io.lokstra.log.LogLevel;
import io.lokstra.log.LogScope;
import io.lokstra.log.Logging;
import io.lokstra.log.LoggingOptions;
import io.lokstra.middleware.Recovery;
import io.lokstra.middleware.RequestLogger;
import io.lokstra.testkit.TestResponse;
import io.lokstra.testkit.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** What lines say of the request they were written for, and how configuration reaches the log. */
@Timeout(120)
class RequestLinesTest {
  private static final Attribute<String> TENANT = Attribute.of("tenant", String.class).logged();
  private static final Attribute<String> UNSEEN = Attribute.of("unseen", String.class);

  private final Logging logging = Logging.find().orElseThrow();
  private final List<LogEvent> events = new CopyOnWriteArrayList<>();
  private Logging.Observation observation = () -> {};
  @TempDir private Path folder = Path.of("");

  @BeforeEach
  void observe() {
    logging.configure(LoggingOptions.defaults());
    observation = logging.observe(events::add);
  }

  @AfterEach
  void stop() {
    observation.close();
    logging.configure(LoggingOptions.defaults());
  }

  private LogEvent line(String message) throws InterruptedException {
    for (int i = 0; i < 3_000; i++) {
      for (LogEvent event : events) {
        if (event.message().equals(message)) {
          return event;
        }
      }
      Thread.sleep(10);
    }
    throw new AssertionError("no line '" + message + "' among " + events);
  }

  @Test
  void everyLineSaysItsRequestWhoeverWritesItAndOnWhateverThread() throws Exception {
    Log log = Log.of("shop");
    Server server =
        Server.named("shop")
            .use(RequestLogger.create())
            .afterResponse((ctx, outcome) -> log.info("hook", "status", outcome.status()))
            .app(
                App.named("test", ":0")
                    .get(
                        "/orders/{id}",
                        ctx -> {
                          ctx.set(TENANT, "acme");
                          ctx.set(TENANT, "globex");
                          ctx.set(UNSEEN, "secret");
                          log.info("in the handler");
                          LoggerFactory.getLogger("library").warn("in a {}", "library");
                          LogScope.with("step", 1)
                              .call(() ->
                                  ctx.all(
                                      List.of(() -> {
                                        log.info("in a task");
                                        return 1;
                                      })));
                          ctx.onEnd(_ -> log.info("at the end"));
                          return ctx.text(ctx.requestId());
                        }));
    try (TestServer test = TestServer.of(server)) {
      TestResponse response = test.get("/orders/7").send();
      assertThat(response.status()).isEqualTo(200);
      String id = response.text();
      for (String message :
          List.of("in the handler", "in a library", "in a task", "at the end", "hook", "request")) {
        LogEvent line = line(message);
        assertThat(line.field("request_id")).as(message).contains(id);
        assertThat(line.field("tenant")).as(message).contains("globex");
        assertThat(line.fields()).doesNotContainKey("unseen");
      }
      assertThat(line("in a task").field("step")).contains("1");
      assertThat(line("in the handler").fields()).doesNotContainKey("step");
      assertThat(line("request").fields())
          .containsEntry("method", "GET")
          .containsEntry("path", "/orders/7")
          .containsEntry("status", 200)
          .containsKeys("micros", "bytes", "client", "route");
    }
    log.info("outside");
    assertThat(line("outside").fields()).isEmpty();
  }

  @Test
  void tasksThatLogFirstLogTheIdOfTheRequest() throws Exception {
    Log log = Log.of("shop");
    App app =
        App.named("test", ":0")
            .get(
                "/",
                ctx -> {
                  ctx.all(List.of(() -> told(log, "one"), () -> told(log, "two")));
                  return ctx.text(ctx.requestId());
                });
    try (TestServer test = TestServer.of(app)) {
      String id = test.get("/").send().text();
      assertThat(line("one").field("request_id")).contains(id);
      assertThat(line("two").field("request_id")).contains(id);
    }
  }

  private static int told(Log log, String message) {
    log.info(message);
    return 0;
  }

  @Test
  void failuresAreLoggedWithTheirRequest() throws Exception {
    App app =
        App.named("test", ":0")
            .use(Recovery.create())
            .get(
                "/fail",
                ctx -> {
                  throw new IllegalStateException("boom");
                });
    try (TestServer test = TestServer.of(app)) {
      assertThat(test.get("/fail").send().status()).isEqualTo(500);
      LogEvent line = line("request failed");
      assertThat(line.error()).get().isInstanceOf(IllegalStateException.class);
      assertThat(line.fields()).containsKeys("request_id", "method", "path", "route");
    }
  }

  @Test
  void configurationSaysLevelsAndForm() {
    Server server =
        Server.named("shop")
            .set("logging.level", "warn")
            .app(App.named("test", ":0").get("/", ctx -> ctx.text("hello")));
    try (RunningServer _ =
        server.start(
            "--apps.test.listen=127.0.0.1:0",
            "--logging.levels.com.shop=debug",
            "--logging.format=json")) {
      throw new AssertionError("there is no engine to start on");
    } catch (io.lokstra.http.StartupException e) {
      // All is in force before anything starts, so that what starts heeds it.
      assertThat(logging.level("x")).isEqualTo(LogLevel.WARN);
      assertThat(logging.level("com.shop.Orders")).isEqualTo(LogLevel.DEBUG);
      assertThat(logging.options().format()).isEqualTo(LogFormat.JSON);
    }
  }

  @Test
  void wrongKeysAndLevelsAreErrorsThatNameTheirPlace() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("lokstra.yaml"),
            "logging:\n  level: loud\n  colour: blue\n  levels: {com.shop: debug}\n  max-text: 3\n");
    Server server =
        Server.named("shop")
            .configFiles(file.toString())
            .app(App.named("test", ":0").get("/", ctx -> ctx.text("hello")));
    assertThatThrownBy(() -> TestServer.of(server))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("logging.level cannot be read")
        .hasMessageContaining("trace, debug, info, warn, error, off")
        .hasMessageContaining("unknown key logging.colour")
        .hasMessageContaining("logging.max-text is out of range");
  }

  @Test
  void aReloadPutsOtherLevelsIntoForceAndLeavesThemWhereNothingChanged() throws IOException {
    Path file = folder.resolve("lokstra.yaml");
    Files.writeString(
        file,
        "server: {reload: {interval: 0s}}\nlogging: {level: warn, levels: {com.shop: info}}\n");
    Server server =
        Server.named("shop")
            .configFiles(file.toString())
            .app(App.named("test", ":0").get("/", ctx -> ctx.text("hello")));
    try (TestServer test = TestServer.of(server)) {
      assertThat(logging.level("com.shop.x")).isEqualTo(LogLevel.INFO);
      logging.level("com.shop", LogLevel.TRACE);
      assertThat(test.running().reload()).isEmpty();
      assertThat(logging.level("com.shop.x")).isEqualTo(LogLevel.TRACE);
      Files.writeString(
          file,
          "server: {reload: {interval: 0s}}\nlogging: {levels: {com.shop: debug}, format: json}\n");
      assertThat(test.running().reload())
          .contains("logging.level", "logging.levels.com.shop", "logging.format");
      assertThat(logging.level("com.shop.x")).isEqualTo(LogLevel.DEBUG);
      assertThat(logging.level("y")).isEqualTo(LogLevel.INFO);
      assertThat(logging.options().format()).isEqualTo(LogFormat.JSON);
      Files.writeString(file, "server: {reload: {interval: 0s}}\n");
      assertThat(test.running().reload()).contains("logging.format");
      assertThat(logging.options().format()).isEqualTo(LogFormat.CONSOLE);
      Files.writeString(file, "server: {reload: {interval: 0s}}\nlogging: {level: loud}\n");
      assertThatThrownBy(test.running()::reload).isInstanceOf(ConfigurationException.class);
      assertThat(logging.options().format()).isEqualTo(LogFormat.CONSOLE);
    }
  }
}
