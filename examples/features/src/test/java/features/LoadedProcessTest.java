package features;

import static org.assertj.core.api.Assertions.assertThat;

import io.lokstra.testkit.RawClient;
import io.lokstra.testkit.RawResponse;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/**
 * A server that is told to stop while 64 connections of HTTP/1.1 and 32 requests at a time of
 * HTTP/2 keep it busy. A request that began is answered; one that is not answered never began, and
 * may be sent again elsewhere (RFC 9110 §9.2.2, RFC 9112 §9.6, RFC 9113 §6.8).
 */
class LoadedProcessTest {
  private static final int CONNECTIONS = 64;
  private static final int HTTP2_CLIENTS = 4;
  private static final int STREAMS = 8;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final AtomicInteger ids = new AtomicInteger();
  private final AtomicInteger saidClose = new AtomicInteger();
  private final Set<Integer> answered = ConcurrentHashMap.newKeySet();
  private final Set<Integer> unanswered = ConcurrentHashMap.newKeySet();
  private final Queue<Throwable> wrong = new ConcurrentLinkedQueue<>();

  @Test
  void answersWhatBeganBeforeItEndsWithZero() throws Exception {
    try (Child child = Child.start(LoadedProgram.class, Map.of())) {
      stopUnderLoad(child);

      assertThat(child.exitCode()).as(ending(child)).isZero();
      judge(child);
    }
  }

  @Test
  void answersTheOthersWhenOneIgnoresItsInterruption() throws Exception {
    try (Child child = Child.start(LoadedProgram.class, Map.of(), "--server.shutdown-timeout=10s");
        Socket stubborn = child.send("/stubborn")) {
      child.await("stubborn began");
      stopUnderLoad(child);

      assertThat(child.exitCode()).as(ending(child)).isEqualTo(3);
      assertThat(child.output()).contains("cut: GET /stubborn after ");
      assertThat(stubborn.isConnected()).isTrue();
      judge(child);
    }
  }

  private void stopUnderLoad(Child child) throws Exception {
    int port = child.port();
    int securePort = child.securePort();
    List<HttpClient> clients = new ArrayList<>();
    List<Thread> load = new ArrayList<>();
    for (int i = 0; i < CONNECTIONS; i++) {
      load.add(Thread.startVirtualThread(() -> noting(() -> useHttp1(port))));
    }
    for (int i = 0; i < HTTP2_CLIENTS; i++) {
      HttpClient client = HttpClient.newBuilder().sslContext(TrustAll.context()).build();
      clients.add(client);
      for (int j = 0; j < STREAMS; j++) {
        load.add(Thread.startVirtualThread(() -> noting(() -> useHttp2(client, securePort))));
      }
    }
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (answered.size() < 4 * load.size() && wrong.isEmpty()) {
      assertThat(System.nanoTime()).as("it serves").isLessThan(end);
      Thread.sleep(10);
    }
    child.signal("TERM");
    for (Thread each : load) {
      assertThat(each.join(PATIENCE)).as("every client comes to its end").isTrue();
    }
    clients.forEach(HttpClient::shutdownNow);
  }

  private void judge(Child child) {
    assertThat(wrong).isEmpty();
    String output = child.output();
    for (int id : unanswered) {
      assertThat(output).as("what is not answered").doesNotContain("began " + id + ".\n");
    }
    assertThat(answered).as("the answers").hasSize(ids.get() - unanswered.size());
    assertThat(saidClose.get()).as("connections that were told so").isPositive();
  }

  private static String ending(Child child) {
    String output = child.output();
    return output.substring(Math.max(0, output.length() - 2_000));
  }

  private void useHttp1(int port) {
    try (RawClient client = RawClient.connect(port).patience(PATIENCE)) {
      while (true) {
        int id = ids.incrementAndGet();
        client.send("GET /job/" + id + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
        Optional<RawResponse> answer = client.receiveOrEnd();
        if (answer.isEmpty()) {
          unanswered.add(id);
          return;
        }
        assertThat(answer.get().status()).isEqualTo(200);
        assertThat(answer.get().text()).isEqualTo("did " + id);
        answered.add(id);
        if (answer.get().headers().all("connection").contains("close")) {
          saidClose.incrementAndGet();
          return;
        }
      }
    }
  }

  private void useHttp2(HttpClient client, int port) throws InterruptedException {
    while (true) {
      int id = ids.incrementAndGet();
      HttpRequest request =
          HttpRequest.newBuilder(URI.create("https://localhost:" + port + "/job/" + id)).build();
      HttpResponse<String> answer;
      try {
        answer = client.send(request, HttpResponse.BodyHandlers.ofString());
      } catch (IOException _) {
        unanswered.add(id);
        return;
      }
      assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.body()).isEqualTo("did " + id);
      answered.add(id);
    }
  }

  /** What a client does. */
  private interface Client {
    void run() throws InterruptedException;
  }

  private void noting(Client client) {
    try {
      client.run();
    } catch (InterruptedException | RuntimeException | AssertionError e) {
      wrong.add(e);
    }
  }
}
