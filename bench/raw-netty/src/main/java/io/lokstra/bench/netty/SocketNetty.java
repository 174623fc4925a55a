package io.lokstra.bench.netty;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * An echo, and a group that is told the time once a second, as Netty's own example of WebSocket is
 * written: its protocol handler with its defaults, which checks UTF-8, the handler on the event
 * loop, the text read as a string, one flush when the input is drained.
 */
public final class SocketNetty {
  private SocketNetty() {}

  /** Starts the server and leaves it running until the process is ended. */
  public static void main(String[] arguments) throws InterruptedException {
    int port = Integer.parseInt(System.getenv().getOrDefault("PORT", "8080"));
    ChannelGroup ticks = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    RawNetty.bind(
        port,
        new ChannelInitializer<>() {
          @Override
          protected void initChannel(Channel channel) {
            channel
                .pipeline()
                .addLast(
                    new HttpServerCodec(),
                    new HttpObjectAggregator(65_536),
                    new WebSocketServerProtocolHandler(
                        WebSocketServerProtocolConfig.newBuilder()
                            .websocketPath("/ws")
                            .checkStartsWith(true)
                            .build()),
                    new Frames(ticks),
                    new AnswerHandler());
          }
        });
    var _ =
        Executors.newSingleThreadScheduledExecutor()
            .scheduleAtFixedRate(() -> tick(ticks), 1, 1, TimeUnit.SECONDS);
    IO.println("raw-netty listens on http://localhost:" + port);
  }

  private static void tick(ChannelGroup ticks) {
    String text = String.format(Locale.ROOT, "%019d", System.nanoTime()) + " ".repeat(131);
    ByteBuf content = Unpooled.copiedBuffer(text, StandardCharsets.UTF_8);
    var _ = ticks.writeAndFlush(new TextWebSocketFrame(content));
  }

  private static final class Frames extends SimpleChannelInboundHandler<WebSocketFrame> {
    private final ChannelGroup ticks;

    Frames(ChannelGroup ticks) {
      this.ticks = ticks;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) throws Exception {
      if (event instanceof WebSocketServerProtocolHandler.HandshakeComplete complete
          && complete.requestUri().endsWith("/ticks")) {
        ticks.add(context.channel());
      }
      super.userEventTriggered(context, event);
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, WebSocketFrame frame) {
      if (frame instanceof TextWebSocketFrame text) {
        String message = text.text();
        var _ =
            context.write(new TextWebSocketFrame(ByteBufUtil.writeUtf8(context.alloc(), message)));
      }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
      context.flush();
      context.fireChannelReadComplete();
    }
  }
}
