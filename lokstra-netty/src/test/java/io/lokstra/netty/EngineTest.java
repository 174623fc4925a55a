package io.lokstra.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lokstra.engine.EngineOptions;
import io.lokstra.engine.EngineOptions.CarriedThreads;
import io.lokstra.engine.HttpEngine;
import io.lokstra.engine.HttpEngineProvider;
import io.lokstra.engine.ListenAddress;
import io.lokstra.engine.Listener;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.io.InputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Finding, binding, and saying what one is. */
class EngineTest {

  /**
   * With one index for two loops, these shared parsers and threads: connections broke at random.
   */
  @Test
  void tellsLoopsApartThatStartAtTheSameMoment() throws Exception {
    int loops = 8;
    EngineOptions options =
        new EngineOptions("netty", EngineOptions.Transport.NIO, loops, CarriedThreads.AUTO);
    for (int round = 0; round < 20; round++) {
      try (NettyEngine engine = new NettyEngine(options)) {
        CyclicBarrier together = new CyclicBarrier(loops);
        List<Future<Integer>> indexes = new ArrayList<>();
        for (int i = 0; i < loops; i++) {
          EventLoop loop = engine.loops().next();
          indexes.add(
              loop.submit(() -> {
                together.await();
                return engine.context(loop).index();
              }));
        }
        Set<Integer> distinct = new HashSet<>();
        for (Future<Integer> index : indexes) {
          distinct.add(index.get());
        }
        assertThat(distinct).containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5, 6, 7);
      }
    }
  }

  @Test
  void isNamedAlikeInModuleInfoAndServicesFile() throws Exception {
    HttpEngineProvider provider = new NettyProvider();
    assertThat(provider.name()).isEqualTo("netty");
    try (InputStream services =
        NettyProvider.class.getResourceAsStream(
            "/META-INF/services/io.lokstra.engine.HttpEngineProvider")) {
      assertThat(services).isNotNull();
      String listed = new String(services.readAllBytes(), StandardCharsets.UTF_8).strip();
      assertThat(listed).isEqualTo(NettyProvider.class.getName());
      Module module = NettyProvider.class.getModule();
      if (module.isNamed()) {
        assertThat(module.getDescriptor().provides())
            .singleElement()
            .satisfies(provides -> {
              assertThat(provides.service()).isEqualTo(HttpEngineProvider.class.getName());
              assertThat(provides.providers()).containsExactly(listed);
            });
      }
    }
    try (HttpEngine engine =
        provider.create(
            new EngineOptions("auto", EngineOptions.Transport.NIO, 0, CarriedThreads.OFF))) {
      assertThat(engine.description())
          .isEqualTo("netty nio, virtual threads of the JDK's scheduler");
    }
  }

  @ParameterizedTest
  @EnumSource(EngineOptions.Transport.class)
  void listensOnAUnixSocketAndRemovesItsFile(
      EngineOptions.Transport transport, @TempDir Path directory) throws Exception {
    Running.assumeThereIs(transport);
    Path path = directory.resolve("app.sock");
    // What a crashed server leaves behind.
    ServerSocketChannel.open(StandardProtocolFamily.UNIX)
        .bind(UnixDomainSocketAddress.of(path))
        .close();
    assertThat(path).exists();
    ListenAddress address = new ListenAddress.Unix(path);
    Answers answers =
        new Answers()
            .describing(
                "/addresses",
                exchange -> exchange.remoteAddress().getClass() + " " + exchange.localAddress());
    try (NettyEngine engine =
        new NettyEngine(new EngineOptions("auto", transport, 1, CarriedThreads.AUTO))) {
      Listener listener = engine.listen(address, new Running.Limits().options(), answers);
      assertThat(listener.address()).isEqualTo(address);
      try (SocketChannel client = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
        client.write(
            ByteBuffer.wrap(
                "GET /addresses HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
                    .getBytes(StandardCharsets.US_ASCII)));
        ByteBuffer answer = ByteBuffer.allocate(1_000);
        while (client.read(answer) >= 0) {
          // until it closes
        }
        assertThat(new String(answer.array(), StandardCharsets.US_ASCII))
            .contains("200 OK")
            .contains("java.net.UnixDomainSocketAddress " + path);
      }
      assertThatThrownBy(() -> engine.listen(address, new Running.Limits().options(), answers))
          .isInstanceOf(IOException.class)
          .hasMessageContaining(address.toString())
          .hasMessageContaining("in use");
      listener.stopAccepting();
      assertThat(Files.exists(path)).isFalse();
    }
  }

  @Test
  void saysWhichAddressCannotBeBoundAndWhy() throws Exception {
    try (Running server = Running.of(CarriedThreads.OFF, new Answers())) {
      assertThatThrownBy(() ->
              server.engine.listen(
                  server.listener.address(), new Running.Limits().options(), new Answers()))
          .isInstanceOf(IOException.class)
          .hasMessage("cannot listen on 127.0.0.1:" + server.port() + ": the address is in use");
      assertThatThrownBy(() ->
              server.engine.listen(
                  new ListenAddress.Tcp("no-such-host.invalid", 0),
                  new Running.Limits().options(),
                  new Answers()))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("no-such-host.invalid");
      assertThatThrownBy(() ->
              server.engine.listen(
                  new ListenAddress.Unix(Path.of("/no/such/directory/app.sock")),
                  new Running.Limits().options(),
                  new Answers()))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("unix:/no/such/directory/app.sock");
    }
  }

  @Test
  void listensOnEveryInterface() throws Exception {
    try (NettyEngine engine = new NettyEngine(Running.engine(CarriedThreads.OFF))) {
      Listener listener =
          engine.listen(
              new ListenAddress.Tcp("", 0), new Running.Limits().options(), new Answers());
      int port = ((ListenAddress.Tcp) listener.address()).port();
      assertThat(port).isPositive();
      try (Wire wire = new Wire(port)) {
        assertThat(wire.get("/").answer().body()).isEqualTo("hello");
      }
    }
  }

  @Test
  void servesOverTheJdksSelectorAsWell() throws Exception {
    try (Running server =
            new Running(
                new EngineOptions("auto", EngineOptions.Transport.NIO, 1, CarriedThreads.REQUIRED),
                new Running.Limits().options(),
                new Answers());
        Wire wire = server.connect()) {
      assertThat(server.engine.description()).isEqualTo("netty nio, carried virtual threads");
      for (int i = 0; i < 50; i++) {
        assertThat(wire.get("/").answer().body()).isEqualTo("hello");
      }
    }
  }

  @Test
  void takesItsConnectionLimitFromTheOpenFiles() {
    assertThat(OpenFiles.of("1024")).isEqualTo(512);
    assertThat(OpenFiles.of("100")).isEqualTo(64);
    assertThat(OpenFiles.of("1000000")).isEqualTo(16_384);
    assertThat(OpenFiles.of("unlimited")).isEqualTo(16_384);
    assertThat(OpenFiles.maxConnections()).isBetween(64, 16_384);
  }
}
