package io.lokstra.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.lokstra.http.App;
import io.lokstra.http.Server;
import io.lokstra.internal.memory.MemoryRequest;
import org.junit.jupiter.api.Test;

class AddressesTest {

  @Test
  void givesEachAppOnPort0AnAddressOfItsOwn() throws Exception {
    Server server = Server.named("s").app(saying("one", ":0")).app(saying("two", ":0"));
    try (InMemory running = InMemory.of(server)) {
      assertThat(running.running().apps()).containsExactly("one", "two");
      assertThat(running.running().port("one")).isNotEqualTo(running.running().port("two"));
      assertThat(running.send("one", MemoryRequest.of("GET", "/one")).body()).isEqualTo("one");
      assertThat(running.send("two", MemoryRequest.of("GET", "/one")).status()).isEqualTo(404);
    }
  }

  @Test
  void servesAppsOnOneAddressTogether() throws Exception {
    Server server = Server.named("s").app(saying("one", ":8080")).app(saying("two", ":8080"));
    try (InMemory running = InMemory.of(server)) {
      assertThat(running.running().port("one")).isEqualTo(running.running().port("two"));
      assertThat(running.send("one", MemoryRequest.of("GET", "/two")).body()).isEqualTo("two");
    }
  }

  private static App saying(String name, String address) {
    return App.named(name, address).get("/" + name, ctx -> ctx.text(name));
  }
}
