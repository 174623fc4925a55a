package io.lokstra.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.lokstra.http.App;
import io.lokstra.http.Proxy;
import io.lokstra.http.RunningServer;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Where a server behind a proxy says that something is, and how far a request may go. */
class ProxyLocationTest {
  private static final String HELLO = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";

  private static RunningServer proxy(String path, String to) {
    return App.named("front", "127.0.0.1:0").proxy(path, Proxy.to(to)).start();
  }

  private static Wire connect(RunningServer server) throws Exception {
    return new Wire(server.port("front"));
  }

  /** Asks through a proxy for a redirect to what the query of the request says. */
  private static FakeServer redirecting() throws Exception {
    return new FakeServer(client -> {
      while (true) {
        String head = client.head();
        String target = head.substring(head.indexOf('~') + 1, head.indexOf(" HTTP/1.1"));
        client.send(
            "HTTP/1.1 302 Found\r\nLocation: "
                + target
                + "\r\nContent-Location: "
                + target
                + "\r\nContent-Length: 0\r\n\r\n");
      }
    });
  }

  private static void sees(Wire wire, String path, Map<String, String> locations) throws Exception {
    for (Map.Entry<String, String> each : locations.entrySet()) {
      Wire.Answer answer = wire.get(path + "?~" + each.getKey()).answer();
      assertThat(answer.header("location")).as(each.getKey()).isEqualTo(each.getValue());
      assertThat(answer.header("content-location")).isEqualTo(each.getValue());
    }
  }

  @Test
  void isSeenFromOutsideWhereItIsOfTheServersOwnAddress() throws Exception {
    try (FakeServer upstream = redirecting();
        RunningServer server = proxy("/p/{path...}", upstream.url() + "/base");
        Wire wire = connect(server)) {
      String own = upstream.url();
      Map<String, String> locations = new LinkedHashMap<>();
      locations.put(own + "/base/x?y", "/p/x?y");
      locations.put(own + "/base", "/p/");
      locations.put(own + "/base?x", "/p/?x");
      locations.put(own.replace("http:", "HTTP:") + "/base/x", "/p/x");
      locations.put(own.replace("http:", "") + "/base/x", "/p/x");
      for (String kept :
          new String[] {
            own + "/basement/x",
            own + "/other",
            own,
            own + ".evil.example/base/x",
            own.replace("127", "user@127") + "/base/x",
            own.replace("http:", "https:") + "/base/x",
            "http://elsewhere.example/base/x",
            "/base/x",
            "x",
            ""
          }) {
        locations.put(kept, kept);
      }
      sees(wire, "/p/a", locations);
    }
  }

  @Test
  void becomesNoOtherHost() throws Exception {
    try (FakeServer upstream = redirecting();
        RunningServer server = proxy("/{path...}", upstream.url());
        Wire wire = connect(server)) {
      String evil = upstream.url() + "//evil.example/";
      sees(wire, "/a", Map.of(upstream.url() + "/x", "/x", upstream.url(), "/", evil, evil));
    }
  }

  @Test
  void isThePathItselfOfARouteWithoutAWildcard() throws Exception {
    try (FakeServer upstream = redirecting();
        RunningServer server = proxy("/x/{id}/status", upstream.url() + "/health");
        Wire wire = connect(server)) {
      String own = upstream.url();
      sees(
          wire,
          "/x/7/status",
          Map.of(own + "/health?a", "/x/7/status?a", own + "/health/b", own + "/health/b"));
    }
  }

  @Test
  void passesOptionsOnAsFarAsTheyMayGo() throws Exception {
    try (FakeServer upstream = FakeServer.answering(HELLO);
        RunningServer server = proxy("/p/{path...}", upstream.url());
        Wire wire = connect(server)) {
      String options = "OPTIONS /p/ HTTP/1.1\r\nHost: a\r\nMax-Forwards: ";
      Wire.Answer answer = wire.send(options + "0\r\n\r\n").answer();
      assertThat(answer.status()).isEqualTo(204);
      assertThat(answer.header("allow")).contains("OPTIONS");
      assertThat(wire.send(options + "x\r\n\r\n").answer().status()).isEqualTo(400);
      assertThat(wire.send(options + "1\r\nMax-Forwards: 1\r\n\r\n").answer().status())
          .isEqualTo(400);
      assertThat(wire.send(options + "5\r\n\r\n").answer().body()).isEqualTo("hello");
      assertThat(upstream.heads).hasSize(1);
      assertThat(upstream.heads.getFirst()).contains("\nMax-Forwards: 4\n");
      wire.send(options + "99999999999999999999\r\n\r\n").answer();
      assertThat(upstream.heads.getLast()).contains("\nMax-Forwards: 999999998\n");
      wire.send("GET /p/ HTTP/1.1\r\nHost: a\r\nMax-Forwards: 0\r\n\r\n").answer();
      assertThat(upstream.heads.getLast()).contains("\nMax-Forwards: 0\n");
    }
  }
}
