package io.lokstra.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lokstra.config.ConfigurationException;
import io.lokstra.config.Default;
import io.lokstra.http.App;
import io.lokstra.http.Middleware;
import io.lokstra.http.Server;
import io.lokstra.http.StartupException;
import io.lokstra.service.Contributions;
import io.lokstra.service.LokstraModule;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What jars contribute, and what they may. */
class ModulesTest {
  private final List<String> events = new CopyOnWriteArrayList<>();

  record Mark(@Default("!") String with) {}

  private static LokstraModule module(String name, Consumer<Contributions> content) {
    return new LokstraModule() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public void contribute(Contributions to) {
        content.accept(to);
      }
    };
  }

  private LokstraModule acme() {
    return module(
        "acme",
        to ->
            to.type("acme.clock", use -> "clock")
                .type(
                    "acme.audit",
                    Mark.class,
                    (mark, use) -> use.get("log", String.class) + mark.with())
                .middleware(
                    "mark",
                    Mark.class,
                    (mark, services) ->
                        (ctx, next) ->
                            next.handle(ctx)
                                .withHeader(
                                    "mark", services.get("log", String.class) + mark.with()))
                .beforeStart(services -> events.add("before start " + services.names()))
                .afterStart(services -> events.add("after start " + services.names()))
                .beforeStop(services -> events.add("before stop"))
                .afterResponse((ctx, outcome) -> events.add("after response " + outcome.status())));
  }

  private Server shop() {
    return Server.named("shop")
        .module(acme())
        .services(services -> {
          services.add("log", use -> "logged");
          services.add("audit", "acme.audit");
        })
        .app(
            App.named("test", ":0")
                .use(Middleware.registered("mark"))
                .get("/", ctx -> ctx.text("hello")));
  }

  @Test
  void addsTypesMiddlewareAndListeners() throws IOException {
    try (InMemory server = InMemory.of(shop(), "--middleware.mark.with=?")) {
      assertThat(server.running().services().get("audit", String.class)).isEqualTo("logged!");
      assertThat(server.get("/").header("mark")).contains("logged?");
      Waiting.until(() -> events.contains("after response 200"));
    }
    assertThat(events)
        .containsExactly(
            "before start [log, audit]",
            "after start [log, audit]",
            "after response 200",
            "before stop");
  }

  @Test
  void addsOnlyWhatItMay() throws IOException {
    try (Logged log = new Logged("io.lokstra.server")) {
      Server server =
          Server.named("shop")
              .module(acme())
              .services(services -> services.add("clock", "acme.clock"))
              .app(App.named("test", ":0").get("/", ctx -> ctx.text("hello")));
      try (InMemory running =
          InMemory.of(server, "--modules.acme.register=acme.clock,after-start")) {
        assertThat(running.get("/").header("mark")).isEmpty();
      }
      assertThat(events).containsExactly("after start [clock]");
      assertThat(log.text())
          .contains(
              "module acme is not let add the service type 'acme.audit' (modules.acme.register)")
          .contains("module acme is not let add the middleware 'mark'")
          .contains("module acme is not let add the listener 'before-stop'");
    }
    assertThatThrownBy(() -> InMemory.of(shop(), "--modules.acme.register=acme.c*"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining(
            "service 'audit' is of the type 'acme.audit', which nobody registered");
  }

  @Test
  void looksUpOnlyWhatItMay() {
    assertThatThrownBy(() -> InMemory.of(shop(), "--modules.acme.use=other"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining(
            "LOK-SVC-009 service 'audit' of module 'acme' asks for 'log', which modules.acme.use does not allow")
        .hasMessageContaining("it allows other");
    Server server =
        Server.named("shop")
            .module(
                module("acme", to -> to.beforeStart(services -> services.get("log", String.class))))
            .services(services -> services.add("log", use -> "logged"))
            .app(App.named("test", ":0").get("/", ctx -> "x"));
    assertThatThrownBy(() -> InMemory.of(server, "--modules.acme.use="))
        .isInstanceOf(StartupException.class)
        .hasMessageContaining(
            "a hook before the start failed: modules.acme.use does not allow the service 'log'");
  }

  @Test
  void contributesNothingWhenItIsOff() {
    Server server =
        Server.named("shop")
            .module(
                module(
                    "acme",
                    to -> {
                      throw new IllegalStateException("must not be asked");
                    }))
            .app(App.named("test", ":0").get("/", ctx -> "x"));
    InMemory.of(server, "--modules.acme.enabled=false").close();
  }

  @Test
  void mayNotTakeANameThatIsTaken() {
    LokstraModule other =
        module(
            "other",
            to ->
                to.type("acme.clock", use -> "another clock")
                    .middleware(
                        "cors", Mark.class, (mark, services) -> (ctx, next) -> next.handle(ctx)));
    assertThatThrownBy(() -> InMemory.of(shop().module(other)))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining(
            "LOK-SVC-008 module 'other' adds the service type 'acme.clock', which is registered already, by module acme")
        .hasMessageContaining("modules.other.enabled=false")
        .hasMessageContaining("module 'other' adds the middleware 'cors'");
  }

  @Test
  void moduleThatIsNotThereIsAnError() {
    assertThatThrownBy(() -> InMemory.of(shop(), "--modules.acne.enabled=true"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("did you mean --modules.acme.enabled?");
  }
}
