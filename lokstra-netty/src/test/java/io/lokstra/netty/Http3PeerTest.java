package io.lokstra.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.lokstra.engine.Http3Options;
import io.lokstra.engine.TlsOptions;
import io.lokstra.http.Response;
import io.lokstra.netty.tls.TestCertificates;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.handler.codec.http3.DefaultHttp3DataFrame;
import io.netty.handler.codec.http3.DefaultHttp3HeadersFrame;
import io.netty.handler.codec.http3.Http3;
import io.netty.handler.codec.http3.Http3ClientConnectionHandler;
import io.netty.handler.codec.http3.Http3DataFrame;
import io.netty.handler.codec.http3.Http3HeadersFrame;
import io.netty.handler.codec.http3.Http3RequestStreamInboundHandler;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicSslContext;
import io.netty.handler.codec.quic.QuicSslContextBuilder;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** HTTP/3 with a codec that is not ours: Netty's client, which packs and checks by itself. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class Http3PeerTest {
  private final MultiThreadIoEventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final Answers answers = new Answers();
  private Running server;
  private Channel socket;
  private QuicChannel connection;

  /** A response as it comes. */
  private static final class Reply extends Http3RequestStreamInboundHandler {
    private final CompletableFuture<Reply> whole = new CompletableFuture<>();
    private final Map<String, String> fields = new ConcurrentHashMap<>();
    private final ByteArrayOutputStream content = new ByteArrayOutputStream();

    @Override
    protected void channelRead(ChannelHandlerContext context, Http3HeadersFrame frame) {
      frame.headers().forEach(field -> fields.put(field.getKey() + "", field.getValue() + ""));
    }

    @Override
    protected void channelRead(ChannelHandlerContext context, Http3DataFrame frame) {
      byte[] bytes = new byte[frame.content().readableBytes()];
      frame.content().readBytes(bytes);
      content.writeBytes(bytes);
      frame.release();
    }

    @Override
    protected void channelInputClosed(ChannelHandlerContext context) {
      whole.complete(this);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      whole.completeExceptionally(cause);
    }
  }

  @BeforeAll
  void connect(@TempDir Path folder) throws Exception {
    TestCertificates made = new TestCertificates(folder).pair("h3", "EC", "dns:localhost");
    server =
        new Running(
            TlsOptions.pem(made.certificatePem("h3"), made.keyPem("h3")).http3(Http3Options.on()),
            answers);
    QuicSslContext tls =
        QuicSslContextBuilder.forClient()
            .trustManager(InsecureTrustManagerFactory.INSTANCE)
            .endpointIdentificationAlgorithm("")
            .applicationProtocols(Http3.supportedApplicationProtocols())
            .build();
    socket =
        new Bootstrap()
            .group(loops)
            .channel(NioDatagramChannel.class)
            .handler(
                Http3.newQuicClientCodecBuilder()
                    .sslContext(tls)
                    .maxIdleTimeout(60, TimeUnit.SECONDS)
                    .initialMaxData(10_000_000)
                    .initialMaxStreamDataBidirectionalLocal(1_000_000)
                    .build())
            .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .sync()
            .channel();
    connection =
        QuicChannel.newBootstrap(socket)
            .handler(new Http3ClientConnectionHandler())
            .remoteAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()))
            .connect()
            .get(10, TimeUnit.SECONDS);
  }

  @AfterAll
  void close() {
    var _ = connection.close().awaitUninterruptibly(10, TimeUnit.SECONDS);
    var _ = socket.close().awaitUninterruptibly(10, TimeUnit.SECONDS);
    var _ = loops.shutdownGracefully(0, 5, TimeUnit.SECONDS);
    server.close();
  }

  private CompletableFuture<Reply> send(
      String method, String path, Map<String, String> fields, byte[] content) throws Exception {
    Reply reply = new Reply();
    QuicStreamChannel stream = Http3.newRequestStream(connection, reply).get(10, TimeUnit.SECONDS);
    Http3HeadersFrame head = new DefaultHttp3HeadersFrame();
    head.headers().method(method).path(path).scheme("https").authority("localhost");
    fields.forEach(head.headers()::add);
    if (content.length == 0) {
      var _ = stream.writeAndFlush(head).addListener(QuicStreamChannel.SHUTDOWN_OUTPUT);
    } else {
      var _ = stream.write(head);
      for (int at = 0; at < content.length; at += 30_000) {
        int count = Math.min(30_000, content.length - at);
        var written =
            stream.writeAndFlush(
                new DefaultHttp3DataFrame(Unpooled.copiedBuffer(content, at, count)));
        if (at + count == content.length) {
          var _ = written.addListener(QuicStreamChannel.SHUTDOWN_OUTPUT);
        }
      }
    }
    return reply.whole;
  }

  private Reply get(String method, String path, Map<String, String> fields) throws Exception {
    return send(method, path, fields, new byte[0]).get(10, TimeUnit.SECONDS);
  }

  @Test
  void unpacksWhatItPacks() throws Exception {
    StringBuilder visible = new StringBuilder();
    for (char c = '!'; c < 127; c++) {
      visible.append(c);
    }
    answers.describing(
        "/fields",
        exchange ->
            exchange.headers().first("x-all").orElse("")
                + exchange.headers().first("user-agent").orElse("")
                + exchange.headers().first("cookie").orElse(""));
    Reply reply =
        get(
            "GET",
            "/fields",
            Map.of("x-all", visible.toString(), "user-agent", "netty", "cookie", "a=b"));
    assertThat(reply.content.toString(StandardCharsets.ISO_8859_1)).isEqualTo(visible + "nettya=b");
    assertThat(reply.fields).containsEntry(":status", "200");
  }

  @Test
  void answersAsItAnswersEveryone() throws Exception {
    answers.on("/empty", exchange -> Response.of(204));
    answers.on(
        "/own",
        exchange ->
            Response.text("gone")
                .withStatus(410)
                .withHeader("X-Own", "1")
                .withHeader("connection", "close"));
    Reply head = get("HEAD", "/", Map.of());
    assertThat(head.fields).containsEntry("content-length", "5");
    assertThat(head.content.size()).isZero();
    assertThat(get("GET", "/empty", Map.of()).fields)
        .containsEntry(":status", "204")
        .doesNotContainKey("content-length");
    assertThat(get("GET", "/own", Map.of()).fields)
        .containsEntry(":status", "410")
        .containsEntry("x-own", "1")
        .doesNotContainKey("connection");
    assertThat(get("GET", "/nowhere", Map.of()).fields).containsEntry(":status", "404");
  }

  @Test
  void servesManyAtOnceWithContent() throws Exception {
    byte[] content = new byte[200_000];
    for (int i = 0; i < content.length; i++) {
      content[i] = (byte) (i * 7);
    }
    List<CompletableFuture<Reply>> all = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      all.add(send("POST", "/echo", Map.of(), content));
    }
    for (CompletableFuture<Reply> each : all) {
      assertThat(each.get(20, TimeUnit.SECONDS).content.toByteArray()).isEqualTo(content);
    }
  }
}
