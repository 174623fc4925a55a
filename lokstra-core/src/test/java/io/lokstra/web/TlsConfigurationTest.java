package io.lokstra.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lokstra.config.ConfigurationException;
import io.lokstra.config.Secret;
import io.lokstra.engine.ClientCertificates;
import io.lokstra.engine.EngineOptions;
import io.lokstra.engine.HttpEngine;
import io.lokstra.engine.HttpEngineProvider;
import io.lokstra.engine.HttpHandler;
import io.lokstra.engine.HttpOptions;
import io.lokstra.engine.ListenAddress;
import io.lokstra.engine.Listener;
import io.lokstra.engine.TlsCertificate;
import io.lokstra.engine.TlsException;
import io.lokstra.engine.TlsOptions;
import io.lokstra.http.App;
import io.lokstra.http.Server;
import io.lokstra.http.StartupException;
import io.lokstra.internal.memory.MemoryEngine;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

/** How an app is told to speak TLS, and what its engine is told then. */
class TlsConfigurationTest {
  private static final Path CERTIFICATE = Path.of("cert.pem");
  private static final Path KEY = Path.of("key.pem");

  /** Remembers what it is told of TLS. */
  private static final class Encrypting implements HttpEngineProvider {
    private final Map<String, Optional<TlsOptions>> told = new ConcurrentHashMap<>();
    private Optional<TlsException> failure = Optional.empty();

    @Override
    public String name() {
      return "encrypting";
    }

    @Override
    public HttpEngine create(EngineOptions options) {
      MemoryEngine memory = new MemoryEngine();
      return new HttpEngine() {
        @Override
        public String description() {
          return "encrypting";
        }

        @Override
        public Listener listen(ListenAddress address, HttpOptions http, HttpHandler handler)
            throws IOException {
          told.put(address.toString(), Optional.empty());
          return memory.listen(address, http, handler);
        }

        @Override
        public Listener listen(
            ListenAddress address, HttpOptions http, TlsOptions tls, HttpHandler handler)
            throws IOException {
          if (failure.isPresent()) {
            throw failure.get();
          }
          told.put(address.toString(), Optional.of(tls));
          return memory.listen(address, http, handler);
        }

        @Override
        public void close() {
          memory.close();
        }
      };
    }
  }

  private final Encrypting engine = new Encrypting();

  private Server shop(App... apps) {
    Server server = Server.named("shop").engine(engine);
    for (App app : apps) {
      server.app(app);
    }
    return server;
  }

  @Test
  void givesTheEngineWhatCodeSays() {
    TlsOptions options =
        TlsOptions.pem(CERTIFICATE, KEY)
            .with(TlsCertificate.pem("a", Path.of("a.pem"), Path.of("a.key")))
            .with(TlsCertificate.pkcs12("b", Path.of("b.p12"), Secret.of("secret")))
            .clients(ClientCertificates.OPTIONAL, Path.of("ca.pem"))
            .handshakeTimeout(Duration.ofMillis(1_500))
            .reloadInterval(Duration.ZERO)
            .checkHost(false);
    shop(App.named("public", ":8443").tls(options), App.named("plain", ":8080")).start().close();

    assertThat(engine.told)
        .isEqualTo(Map.of(":8443", Optional.of(options), ":8080", Optional.empty()));
  }

  @Test
  void letsConfigurationHaveTheLastWord() {
    shop(App.named("public", ":8443").tls(TlsOptions.pem(CERTIFICATE, KEY)))
        .start("--apps.public.tls.key=other.pem", "--apps.public.tls.check-host=false")
        .close();

    assertThat(engine.told.get(":8443"))
        .contains(TlsOptions.pem(CERTIFICATE, Path.of("other.pem")).checkHost(false));
  }

  @Test
  void encryptsByConfigurationAlone() {
    shop(App.named("public", ":8443"))
        .start("--apps.public.tls.keystore=shop.p12", "--apps.public.tls.password=secret")
        .close();

    assertThat(engine.told.get(":8443"))
        .contains(TlsOptions.pkcs12(Path.of("shop.p12"), Secret.of("secret")));
  }

  @Test
  void refusesHalfOfWhatTlsNeeds() {
    assertThatThrownBy(() ->
            shop(App.named("public", ":8443")).start("--apps.public.tls.certificate=cert.pem"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("TLS needs either 'certificate' and 'key', two PEM files, or");
    assertThatThrownBy(() ->
            shop(App.named("public", ":8443").tls(TlsOptions.pem(CERTIFICATE, KEY)))
                .start("--apps.public.tls.client-certificates=required"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("'client-certificates' and 'client-authorities' need each other");
    assertThatThrownBy(() ->
            TlsCertificate.pem("a", CERTIFICATE, KEY)
                .getClass()
                .cast(
                    new TlsCertificate(
                        "a",
                        Optional.of(CERTIFICATE),
                        Optional.of(KEY),
                        Optional.of(Path.of("a.p12")),
                        Optional.empty())))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void refusesTwoAppsOnOneAddressThatDifferInTls() {
    App one = App.named("one", ":8443").tls(TlsOptions.pem(CERTIFICATE, KEY));
    assertThatThrownBy(() -> shop(one, App.named("two", ":8443")).start())
        .isInstanceOf(StartupException.class)
        .hasMessageContaining("apps one and two listen on :8443 and differ in their TLS; say");

    App two = App.named("two", ":8443").tls(TlsOptions.pem(CERTIFICATE, KEY));
    shop(one, two).start().close();
    assertThat(engine.told.get(":8443")).contains(TlsOptions.pem(CERTIFICATE, KEY));
  }

  @Test
  void saysWhichAppHasWhichBadFile() {
    engine.failure = Optional.of(new TlsException("cert.pem: there is no such file"));
    assertThatThrownBy(
            () -> shop(App.named("public", ":8443").tls(TlsOptions.pem(CERTIFICATE, KEY))).start())
        .isInstanceOf(StartupException.class)
        .hasMessageEndingWith("app public cannot listen on :8443: cert.pem: there is no such file");
  }

  @Test
  void refusesTlsOnAnEngineThatHasNone() {
    Server server =
        Server.named("shop")
            .engine(
                new HttpEngineProvider() {
                  @Override
                  public String name() {
                    return "memory";
                  }

                  @Override
                  public HttpEngine create(EngineOptions options) {
                    return new MemoryEngine();
                  }
                })
            .app(App.named("public", ":8443").tls(TlsOptions.pem(CERTIFICATE, KEY)));
    assertThatThrownBy(server::start)
        .hasMessageContaining("the engine (in memory, no network) has no TLS");
    assertThat(List.of(TlsOptions.pem(CERTIFICATE, KEY).all().getFirst().name()))
        .containsExactly("default");
  }
}
