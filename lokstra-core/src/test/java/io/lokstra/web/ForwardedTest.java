package io.lokstra.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lokstra.http.App;
import io.lokstra.http.Server;
import io.lokstra.http.StartupException;
import io.lokstra.internal.memory.MemoryRequest;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ForwardedTest {
  private static final SocketAddress UNIX = UnixDomainSocketAddress.of("/tmp/client");

  private static String seen(String trusted, SocketAddress peer, Map<String, String> fields)
      throws Exception {
    App app =
        App.named("test", ":0")
            .get("/", ctx -> ctx.text(ctx.clientAddress() + " " + ctx.scheme() + " " + ctx.host()));
    String[] arguments =
        trusted.isEmpty() ? new String[0] : new String[] {"--server.trusted-proxies=" + trusted};
    try (InMemory server = InMemory.of(Server.named("s").app(app), arguments)) {
      MemoryRequest request = MemoryRequest.of("GET", "/");
      for (Map.Entry<String, String> field : fields.entrySet()) {
        for (String line : field.getValue().split("\\|", -1)) {
          request = request.header(field.getKey(), line);
        }
      }
      return server
          .send(
              new MemoryRequest(
                  "GET", "/", 1, request.fields(), request.body(), 0, peer, request.secure()))
          .body();
    }
  }

  private static SocketAddress tcp(String address) {
    return new InetSocketAddress(InetAddress.ofLiteral(address), 4711);
  }

  private static final Map<String, String> SPOOFED =
      Map.of(
          "x-forwarded-for", "1.2.3.4",
          "x-forwarded-proto", "https",
          "x-forwarded-host", "evil.example",
          "forwarded", "for=1.2.3.4");

  @Test
  void believesNobodyUnlessTold() throws Exception {
    assertThat(seen("", tcp("10.0.0.1"), SPOOFED)).isEqualTo("10.0.0.1 http localhost");
    assertThat(seen("", UNIX, SPOOFED)).isEqualTo(" http localhost");
    assertThat(seen("10.0.0.2,fd00::/8", tcp("10.0.0.1"), SPOOFED))
        .isEqualTo("10.0.0.1 http localhost");
    assertThat(seen("10.0.0.0/8", UNIX, SPOOFED)).isEqualTo(" http localhost");
    assertThat(seen("unix", tcp("10.0.0.1"), SPOOFED)).isEqualTo("10.0.0.1 http localhost");
  }

  @Test
  void believesTrustedProxies() throws Exception {
    String expected = "1.2.3.4 https evil.example";
    assertThat(seen("10.0.0.1", tcp("10.0.0.1"), SPOOFED)).isEqualTo(expected);
    assertThat(seen("10.0.0.0/8", tcp("10.9.9.9"), SPOOFED)).isEqualTo(expected);
    assertThat(seen("10.0.0.0/9", tcp("10.128.0.1"), SPOOFED))
        .isEqualTo("10.128.0.1 http localhost");
    assertThat(seen("0.0.0.0/0", tcp("203.0.113.9"), SPOOFED)).startsWith("1.2.3.4 https");
    assertThat(seen("fd00::/8", tcp("fd12::1"), SPOOFED)).isEqualTo(expected);
    assertThat(seen("unix", UNIX, SPOOFED)).isEqualTo(expected);
    assertThat(seen("unix", UNIX, Map.of())).isEqualTo(" http localhost");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "1.2.3.4                          ; 1.2.3.4",
        "6.6.6.6, 1.2.3.4                 ; 1.2.3.4",
        "6.6.6.6, 1.2.3.4, 10.0.0.7       ; 1.2.3.4",
        "6.6.6.6|1.2.3.4, 10.0.0.7|10.1.1.1; 1.2.3.4",
        "10.0.0.7, 10.0.0.8               ; 10.0.0.7",
        "6.6.6.6, nonsense, 10.0.0.7      ; unknown",
        "6.6.6.6, nonsense                ; unknown",
        "6.6.6.6, unknown                 ; unknown",
        "unix:                            ; unknown",
        "6.6.6.6,                         ; unknown",
        "6.6.6.6|                         ; unknown",
        ",                                ; unknown",
        "''                               ; 10.0.0.1",
        "1.2.3.4:5678                     ; 1.2.3.4",
        "[2001:db8::1]:5678               ; 2001:db8:0:0:0:0:0:1",
        "2001:db8::1                      ; 2001:db8:0:0:0:0:0:1",
        "[2001:db8::1                     ; unknown",
      })
  void takesTheRightMostHopThatIsNoTrustedProxy(String field, String client) throws Exception {
    assertThat(seen("10.0.0.0/8", tcp("10.0.0.1"), Map.of("x-forwarded-for", field)))
        .isEqualTo(client + " http localhost");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "https       ; a.example       ; https a.example",
        "http, https ; a, b.example:80 ; https b.example:80",
        "HTTPS       ; [::1]:8080      ; http [::1]:8080",
        "ftp         ; a/b             ; http localhost",
        "''          ; ''              ; http localhost",
        "https       ; a@b             ; https localhost",
        "https       ; é               ; https localhost",
      })
  void takesSchemesAndHostsThatAreSuch(String scheme, String host, String expected)
      throws Exception {
    assertThat(
            seen(
                "10.0.0.1",
                tcp("10.0.0.1"),
                Map.of("x-forwarded-proto", scheme, "x-forwarded-host", host)))
        .isEqualTo("10.0.0.1 " + expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nonsense",
        "10.0.0.0/33",
        "10.0.0.0/-1",
        "10.0.0.0/x",
        "::1/129",
        "proxy.example"
      })
  void refusesNetworksThatAreNone(String network) {
    assertThatThrownBy(() -> seen(network, UNIX, Map.of()))
        .isInstanceOf(StartupException.class)
        .hasMessageContaining(
            "server.trusted-proxies[0]: not a network: '"
                + network
                + "'; expected an address or a range such as 10.0.0.0/8 or fd00::/8, or unix");
  }

  @Test
  void findsTheClientBehindAnyNumberOfHopsThatItMadeUp() throws Exception {
    App app = App.named("test", ":0").get("/", ctx -> ctx.text(ctx.clientAddress()));
    try (InMemory server =
        InMemory.of(
            Server.named("s").app(app), "--server.trusted-proxies=127.0.0.1,198.51.100.0/24")) {
      for (String madeUp :
          List.of("", ",", "unknown, ", "10.0.0.1, ".repeat(1_000), ",".repeat(5_000), "1, ")) {
        MemoryRequest request =
            MemoryRequest.of("GET", "/")
                .header("x-forwarded-for", madeUp + "203.0.113.9, 198.51.100.7");
        assertThat(server.send(request).body()).isEqualTo("203.0.113.9");
        assertThat(
                server
                    .send(
                        MemoryRequest.of("GET", "/")
                            .header("x-forwarded-for", madeUp + "203.0.113.9")
                            .header("x-forwarded-for", "198.51.100.7"))
                    .body())
            .isEqualTo("203.0.113.9");
      }
    }
  }

  @Test
  void knowsTheSchemeOfTheConnectionItself() throws Exception {
    App app = App.named("test", ":0").get("/", ctx -> ctx.text(ctx.scheme() + " " + ctx.host()));
    try (InMemory server = InMemory.of(app)) {
      MemoryRequest plain = MemoryRequest.of("GET", "http://shop.example/");
      assertThat(
              server
                  .send(
                      new MemoryRequest(
                          "GET",
                          "http://localhost/",
                          1,
                          plain.fields(),
                          plain.body(),
                          0,
                          plain.remoteAddress(),
                          true))
                  .body())
          .isEqualTo("https localhost");
    }
  }
}
