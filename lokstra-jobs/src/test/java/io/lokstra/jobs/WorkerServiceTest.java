package io.lokstra.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lokstra.config.ConfigurationException;
import io.lokstra.http.App;
import io.lokstra.http.RunningServer;
import io.lokstra.http.Server;
import io.lokstra.jobs.internal.memory.MemoryBackend;
import io.lokstra.service.LokstraModule;
import io.lokstra.service.Service;
import io.lokstra.service.StartContext;
import io.lokstra.service.StopContext;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Jobs as a service, contributed by this module. */
class WorkerServiceTest {

  record Send(String to) {}

  /** A service with handlers: it must be there before the first job and after the last. */
  private static final class Mailer implements Service {
    final List<String> said = Collections.synchronizedList(new ArrayList<>());
    final CountDownLatch running = new CountDownLatch(1);

    Mailer(Jobs jobs) {
      jobs.handler(
          "send",
          Send.class,
          (job, in) -> {
            said.add("sends");
            running.countDown();
            Thread.sleep(200);
            said.add("sent " + job.context().containsKey("request-id"));
          });
    }

    @Override
    public void onStart(StartContext start) throws InterruptedException {
      Thread.sleep(50); // a worker that did not wait would send by now
      said.add("started");
    }

    @Override
    public void onStop(StopContext stop) {
      said.add("stopped");
    }
  }

  private static Server shop() {
    return Server.named("shop")
        .services(services -> {
          services.add("jobs", "worker");
          services.add("mailer", use -> new Mailer(use.get("jobs", Jobs.class)));
        })
        .app(
            App.named("test", "127.0.0.1:0")
                .mount(services -> {
                  Jobs jobs = services.get("jobs", Jobs.class);
                  return io.lokstra.http.Router.named("mail")
                      .post("/{to}", ctx -> jobs.enqueue(new Send(ctx.path("to"))).id());
                }));
  }

  private static HttpURLConnection post(RunningServer running, String path) throws IOException {
    HttpURLConnection connection =
        (HttpURLConnection)
            URI.create("http://127.0.0.1:" + running.port("test") + path).toURL().openConnection();
    connection.setRequestMethod("POST");
    return connection;
  }

  @Test
  void worksWhileEverythingRunsAndIsDrainedBeforeServicesStop() throws Exception {
    Mailer mailer;
    try (RunningServer running = shop().start()) {
      mailer = running.services().get("mailer", Mailer.class);
      assertThat(post(running, "/ada").getResponseCode()).isEqualTo(200);
      Waiting.pass(mailer.running);
      assertThat(running.stop()).isEmpty();
    }
    assertThat(mailer.said).containsExactly("started", "sends", "sent true", "stopped");
  }

  @Test
  void fullBackEndIsA503() throws Exception {
    try (RunningServer running =
        shop().start("--services.jobs.config.max-jobs=1", "--services.jobs.config.work=false")) {
      assertThat(post(running, "/ada").getResponseCode()).isEqualTo(200);
      HttpURLConnection refused = post(running, "/ben");
      assertThat(refused.getResponseCode()).isEqualTo(503);
      assertThat(refused.getHeaderField("retry-after")).isEqualTo("1");
      Jobs jobs = running.services().get("jobs", Jobs.class);
      assertThat(jobs.queues().getFirst().queued()).isEqualTo(1);
      assertThat(jobs.counts().started()).isZero();
    }
  }

  @Test
  void backEndIsAServiceInItsSlot() throws Exception {
    MemoryBackend store = new MemoryBackend(InstantSource.system(), 100);
    Server server =
        Server.named("shop")
            .services(services -> {
              services.add("store", use -> store);
              services
                  .add("jobs", "worker")
                  .use("backend", "store")
                  .set("concurrency", "3")
                  .set("order", "strict");
              services.add("mailer", use -> new Mailer(use.get("jobs", Jobs.class)));
            })
            .app(App.named("test", "127.0.0.1:0").get("/", ctx -> "x"));
    try (RunningServer running = server.start()) {
      String id = running.services().get("jobs", Jobs.class).enqueue(new Send("ada")).id();
      Waiting.until(() -> store.find(id).orElseThrow().state() == JobState.DONE);
    }
  }

  @Test
  void itsKeysAreCheckedLikeAll() {
    assertThatThrownBy(() ->
            shop()
                .start(
                    "--services.jobs.config.concurency=3", "--services.jobs.config.order=random"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("did you mean --services.jobs.config.concurrency?")
        .hasMessageContaining("services.jobs.config.order");
  }

  @Test
  void classPathAndModulePathSayTheSame() throws IOException {
    List<String> provided =
        Jobs.class.getModule().getDescriptor().provides().stream()
            .filter(provides -> provides.service().equals(LokstraModule.class.getName()))
            .flatMap(provides -> provides.providers().stream())
            .toList();
    String resource = "META-INF/services/" + LokstraModule.class.getName();
    try (InputStream file = Jobs.class.getModule().getResourceAsStream(resource)) {
      assertThat(file).as(resource).isNotNull();
      assertThat(new String(file.readAllBytes(), StandardCharsets.UTF_8).strip().lines())
          .containsExactlyElementsOf(provided)
          .isNotEmpty();
    }
  }
}
