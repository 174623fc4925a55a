package features;

import static org.assertj.core.api.Assertions.assertThat;

import io.lokstra.testkit.RawClient;
import io.lokstra.testkit.RawResponse;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Stops a {@link LoadedProgram} while 64 connections of HTTP/1.1, 32 requests at a time of HTTP/2
 * and 32 WebSocket sessions with three messages each keep it busy. What began is answered; what is
 * not answered never began, and may be sent again elsewhere (RFC 9110 §9.2.2, RFC 9112 §9.6, RFC
 * 9113 §6.8).
 */
final class StopUnderLoad {
  private static final int CONNECTIONS = 64;
  private static final int HTTP2_CLIENTS = 4;
  private static final int STREAMS = 8;
  private static final int SESSIONS = 16;
  private static final int MESSAGES = 3;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final AtomicInteger ids = new AtomicInteger();
  private final AtomicInteger saidClose = new AtomicInteger();
  private final AtomicInteger wentAway = new AtomicInteger();
  private final Set<Integer> answered = ConcurrentHashMap.newKeySet();
  private final Set<Integer> unanswered = ConcurrentHashMap.newKeySet();
  private final Queue<Throwable> wrong = new ConcurrentLinkedQueue<>();
  private final Child child;

  StopUnderLoad(Child child) {
    this.child = child;
  }

  /** Loads it, sends it SIGTERM, and sees every client to its end. */
  void run() throws Exception {
    int port = child.port();
    int securePort = child.securePort();
    List<HttpClient> clients = new ArrayList<>();
    List<Thread> load = new ArrayList<>();
    for (int i = 0; i < CONNECTIONS; i++) {
      load.add(Thread.startVirtualThread(() -> noting(() -> useHttp1(port))));
    }
    for (int i = 0; i < HTTP2_CLIENTS; i++) {
      HttpClient client = client(clients);
      for (int j = 0; j < STREAMS; j++) {
        load.add(Thread.startVirtualThread(() -> noting(() -> useHttp2(client, securePort))));
      }
    }
    HttpClient sockets = client(clients);
    for (int i = 0; i < SESSIONS; i++) {
      for (String address : List.of("ws://localhost:" + port, "wss://localhost:" + securePort)) {
        URI uri = URI.create(address + "/jobs");
        load.add(Thread.startVirtualThread(() -> noting(() -> useWebSocket(sockets, uri))));
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

  private static HttpClient client(List<HttpClient> clients) throws Exception {
    HttpClient client = HttpClient.newBuilder().sslContext(TrustAll.context()).build();
    clients.add(client);
    return client;
  }

  /** Judges what the clients saw by what it printed, once it has ended. */
  void judge() {
    assertThat(wrong).isEmpty();
    String output = child.output();
    for (int id : unanswered) {
      assertThat(output).as("what is not answered").doesNotContain("began " + id + ".\n");
    }
    assertThat(answered).as("the answers").hasSize(ids.get() - unanswered.size());
    assertThat(saidClose.get()).as("connections that were told so").isPositive();
    assertThat(wentAway.get()).as("sessions closed with 1001").isEqualTo(2 * SESSIONS);
  }

  /** The end of what it printed. */
  String ending() {
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

  private void useWebSocket(HttpClient client, URI uri) throws InterruptedException {
    Heard heard = new Heard();
    WebSocket socket = client.newWebSocketBuilder().buildAsync(uri, heard).join();
    Queue<Integer> sent = new ArrayDeque<>();
    while (true) {
      while (sent.size() < MESSAGES) {
        int id = ids.incrementAndGet();
        sent.add(id);
        try {
          socket.sendText(String.valueOf(id), true).get();
        } catch (ExecutionException _) {
          // The server has closed meanwhile; what it said is heard below.
          break;
        }
      }
      Object next = heard.events.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      if (!(next instanceof String text)) {
        assertThat(next).as("how a session ends").isEqualTo(1001);
        wentAway.incrementAndGet();
        unanswered.addAll(sent);
        return;
      }
      int id = sent.remove();
      assertThat(text).isEqualTo("did " + id);
      answered.add(id);
    }
  }

  /** What a session hears: texts, and the code of a close or the error in the end. */
  private static final class Heard implements WebSocket.Listener {
    final LinkedBlockingQueue<Object> events = new LinkedBlockingQueue<>();
    private final StringBuilder parts = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence part, boolean last) {
      parts.append(part);
      if (last) {
        events.add(parts.toString());
        parts.setLength(0);
      }
      return WebSocket.Listener.super.onText(socket, part, last);
    }

    @Override
    public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
      events.add(code);
      return WebSocket.Listener.super.onClose(socket, code, reason);
    }

    @Override
    public void onError(WebSocket socket, Throwable error) {
      events.add(error);
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
