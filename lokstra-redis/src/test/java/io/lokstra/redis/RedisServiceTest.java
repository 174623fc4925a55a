package io.lokstra.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lokstra.config.ConfigurationException;
import io.lokstra.config.Secret;
import io.lokstra.http.App;
import io.lokstra.http.RunningServer;
import io.lokstra.http.Server;
import io.lokstra.http.StartupException;
import io.lokstra.service.LokstraModule;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Redis as a service, contributed by this module. */
class RedisServiceTest {

  private static Server shop(String url) {
    return Server.named("shop")
        .services(services -> services.add("main-redis", "redis").set("url", url))
        .app(App.named("test", "127.0.0.1:0").get("/", ctx -> "x"));
  }

  @Test
  void connectsWhenTheServerStartsAndIsClosedWhenItStops() {
    Redis redis;
    try (RunningServer running = shop(TestRedis.server().url()).start()) {
      redis = running.services().get("main-redis", Redis.class);
      assertThat(redis.name()).isEqualTo("main-redis");
      assertThat(redis.call(RedisCommand.of("CLIENT").arg("GETNAME")).asText())
          .isEqualTo("lokstra-main-redis");
    }
    assertThatThrownBy(() -> redis.call(RedisCommand.of("PING")))
        .hasMessageContaining("LOK-RED-007 redis main-redis is closed");
  }

  @Test
  void isNotUsableBeforeItHasStarted() {
    try (Redis redis = Redis.unopened("r", TestRedis.options())) {
      assertThat(redis.connected()).isFalse();
      assertThatThrownBy(() -> redis.call(RedisCommand.of("PING")))
          .hasMessageContaining("redis r has not started");
      assertThat(redis.status().disconnects()).isZero();
    }
  }

  @Test
  void redisThatCannotBeReachedKeepsTheServerFromStarting() {
    assertThatThrownBy(() -> shop("redis://127.0.0.1:1").start())
        .isInstanceOf(StartupException.class)
        .hasMessageContaining(
            "LOK-SVC-012 service 'main-redis' (type redis) failed to start after ")
        .hasMessageContaining(
            "LOK-RED-001 redis main-redis cannot connect to redis://127.0.0.1:1 (standalone)")
        .hasMessageContaining("check that it runs there");
  }

  @Test
  void saysWhenThePasswordIsWrong() {
    try (RedisProcess locked = RedisProcess.start("--requirepass", "secret")) {
      assertThatThrownBy(() -> Redis.open(RedisOptions.of(locked.url())))
          .isInstanceOf(RedisException.class)
          .hasMessageContaining("NOAUTH");
      assertThatThrownBy(
              () -> Redis.open(RedisOptions.of(locked.url()).withPassword(Secret.of("wrong"))))
          .isInstanceOf(RedisException.class)
          .hasMessageContaining("WRONGPASS")
          .hasMessageNotContaining("wrong ");
      try (Redis redis =
          Redis.open(RedisOptions.of(locked.url()).withPassword(Secret.of("secret")))) {
        assertThat(redis.call(RedisCommand.of("PING")).asText()).isEqualTo("PONG");
      }
    }
  }

  @Test
  void aDevServiceIsForServersInDevelopmentAndTests() {
    assertThatThrownBy(() -> shop("dev:redis/0").start())
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("LOK-DEV-001 dev:redis/0 is asked for");
    assertThatThrownBy(() -> shop("dev:redis/0").start("--mode=test"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("LOK-DEV-002 nobody here starts 'redis'")
        .hasMessageContaining("add io.lokstra:lokstra-devservices");
    assertThatThrownBy(() -> Redis.open(RedisOptions.of("dev:redis/0")))
        .isInstanceOf(RedisException.class)
        .hasMessageContaining("DevServices.start(\"dev:redis\", Mode.TEST)");
    assertThatThrownBy(() -> RedisOptions.of("dev:redis").withPassword(Secret.of("secret")))
        .hasMessageContaining("a dev service has a login of its own");
    assertThatThrownBy(
            () -> RedisOptions.of("dev:redis").withCluster(List.of("dev:redis", "redis://h")))
        .hasMessageContaining("which is one server");
    RedisOptions started =
        RedisOptions.of("dev:redis/2").at(URI.create("redis://:ab@127.0.0.1:7/2"));
    assertThat(started.url()).containsExactly("redis://127.0.0.1:7/2");
    assertThat(started.password().orElseThrow().reveal()).isEqualTo("ab");
  }

  @Test
  void itsKeysAreCheckedLikeAll() {
    assertThatThrownBy(() ->
            shop("redis://127.0.0.1:1")
                .start(
                    "--services.main-redis.config.comand-timeout=3s",
                    "--services.main-redis.config.mode=clustered"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("did you mean --services.main-redis.config.command-timeout?")
        .hasMessageContaining("services.main-redis.config.mode cannot be read: 'clustered'");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          http://127.0.0.1          | is not one of Redis
          redis://u:p@127.0.0.1     | say them by user and password
          redis://127.0.0.1:1/x     | names no database
          redis://127.0.0.1:1/-1    | names no database
          redis://127.0.0.1:1?a=b   | has a query or fragment
          redis://                  | is none
          127.0.0.1:6379            | is none
          redis:host                | is not one of Redis
          """)
  void refusesAddressesThatAreNone(String url, String why) {
    assertThatThrownBy(() -> RedisOptions.of(url))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(why)
        .hasMessageNotContaining("u:p");
  }

  @Test
  void readsAddresses() {
    assertThat(ServerAddress.parse("redis://h")).isEqualTo(new ServerAddress("h", 6379, false, 0));
    assertThat(ServerAddress.parse("rediss://h:1/2")).isEqualTo(new ServerAddress("h", 1, true, 2));
    assertThat(ServerAddress.parse("redis://[::1]:7/")).hasToString("::1:7");
  }

  @Test
  void refusesOptionsThatContradictEachOther() {
    RedisOptions options = RedisOptions.of("redis://h");
    Duration second = Duration.ofSeconds(1);
    assertThatThrownBy(() -> options.withTimeouts(second.multipliedBy(2), second))
        .hasMessageContaining(
            "stall-timeout (PT1S) must not be shorter than command-timeout (PT2S)");
    assertThatThrownBy(() -> options.withTimeouts(Duration.ZERO, second))
        .hasMessageContaining("command-timeout is PT0S");
    assertThatThrownBy(() -> options.withConnections(0, 1))
        .hasMessageContaining("connections is 0");
    assertThatThrownBy(() -> options.withConnections(1, 0))
        .hasMessageContaining("max-pending is 0");
    assertThatThrownBy(() -> options.withNamespace("{a}")).hasMessageContaining("has braces");
    assertThatThrownBy(() -> options.withCluster(List.of())).hasMessageContaining("url is empty");
    assertThatThrownBy(
            () -> options.withSentinels(List.of("redis://h"), "m").withCluster(List.of("x")))
        .hasMessageContaining("is not one of Redis");
    assertThat(options.withCluster(List.of("redis://a", "redis://b")).url()).hasSize(2);
    assertThat(options.withTrustedCertificates("ca.pem").trustedCertificates()).contains("ca.pem");
  }

  @Test
  void classPathAndModulePathSayTheSame() throws IOException {
    List<String> provided =
        Redis.class.getModule().getDescriptor().provides().stream()
            .filter(provides -> provides.service().equals(LokstraModule.class.getName()))
            .flatMap(provides -> provides.providers().stream())
            .toList();
    String resource = "META-INF/services/" + LokstraModule.class.getName();
    try (InputStream file = Redis.class.getModule().getResourceAsStream(resource)) {
      assertThat(file).as(resource).isNotNull();
      assertThat(new String(file.readAllBytes(), StandardCharsets.UTF_8).strip().lines())
          .containsExactlyElementsOf(provided)
          .isNotEmpty();
    }
  }
}
