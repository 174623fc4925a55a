package io.lokstra.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lokstra.config.ConfigurationException;
import io.lokstra.engine.EngineOptions;
import io.lokstra.engine.HttpEngine;
import io.lokstra.engine.HttpEngineProvider;
import io.lokstra.engine.HttpHandler;
import io.lokstra.engine.HttpOptions;
import io.lokstra.engine.ListenAddress;
import io.lokstra.engine.Listener;
import io.lokstra.engine.ListenerOptions;
import io.lokstra.engine.ProxyProtocolOptions;
import io.lokstra.http.App;
import io.lokstra.http.Server;
import io.lokstra.http.StartupException;
import io.lokstra.internal.memory.MemoryEngine;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** How an app is told that the PROXY protocol comes first, and what its engine is told then. */
class ProxyProtocolConfigurationTest {
  private final List<Optional<ProxyProtocolOptions>> told = new ArrayList<>();

  /** Remembers what it is told; what is not the PROXY protocol goes to an engine in memory. */
  private final class Remembering implements HttpEngineProvider {
    @Override
    public String name() {
      return "remembering";
    }

    @Override
    public HttpEngine create(EngineOptions options) {
      MemoryEngine memory = new MemoryEngine();
      return new HttpEngine() {
        @Override
        public String description() {
          return "remembering";
        }

        @Override
        public Listener listen(ListenAddress address, HttpOptions http, HttpHandler handler)
            throws IOException {
          return memory.listen(address, http, handler);
        }

        @Override
        public Listener listen(ListenAddress address, ListenerOptions options, HttpHandler handler)
            throws IOException {
          told.add(options.proxyProtocol());
          return memory.listen(address, options.http(), handler);
        }

        @Override
        public void close() {
          memory.close();
        }
      };
    }
  }

  private Server shop(App... apps) {
    Server server = Server.named("shop").engine(new Remembering());
    for (App app : apps) {
      server.app(app);
    }
    return server;
  }

  private static App named(String name) {
    return App.named(name, ":8080");
  }

  @Test
  void givesTheEngineWhatCodeSays() {
    ProxyProtocolOptions options =
        ProxyProtocolOptions.trusting("10.0.0.0/8", "unix")
            .withOptionalHeader()
            .timeout(Duration.ofMillis(1_500));
    shop(named("a").proxyProtocol(options), App.named("b", ":8081")).start().close();

    assertThat(told).containsExactly(Optional.of(options), Optional.empty());
  }

  @Test
  void letsConfigurationHaveTheLastWord() {
    shop(named("a").proxyProtocol(ProxyProtocolOptions.trusting("10.0.0.0/8")))
        .start("--apps.a.proxy-protocol.from=::1,192.0.2.1")
        .close();
    shop(named("a")).start("--apps.a.proxy-protocol.from=10.0.0.0/8").close();

    assertThat(told)
        .containsExactly(
            Optional.of(ProxyProtocolOptions.trusting("::1", "192.0.2.1")),
            Optional.of(ProxyProtocolOptions.trusting("10.0.0.0/8")));
  }

  @Test
  void refusesWhatNamesNobodyToBelieve() {
    assertThatThrownBy(() -> shop(named("a")).start("--apps.a.proxy-protocol.optional=true"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("apps.a.proxy-protocol is refused");
    assertThatThrownBy(() -> shop(named("a")).start("--apps.a.proxy-protocol.from=balancer"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("from[0]: not a network: 'balancer'");
    assertThatThrownBy(ProxyProtocolOptions::trusting)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("must name the networks of the proxies");
  }

  @Test
  void refusesTwoAppsOnOneAddressThatDiffer() {
    App one = named("one").proxyProtocol(ProxyProtocolOptions.trusting("::1"));
    assertThatThrownBy(() -> shop(one, named("two")).start())
        .isInstanceOf(StartupException.class)
        .hasMessageContaining(
            "one and two listen on :8080 and differ in their PROXY protocol; say");
  }

  @Test
  void refusesItOnAnEngineThatHasNone() {
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
            .app(named("a").proxyProtocol(ProxyProtocolOptions.trusting("::1")));
    assertThatThrownBy(server::start)
        .hasMessageContaining("the engine (in memory, no network) has no PROXY protocol");
  }
}
