package io.lokstra.bench.netty;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;

/**
 * Sends back every byte it gets: what a handler that waits for another server talks to. The port
 * comes from {@code PORT}.
 */
public final class EchoServer {
  private EchoServer() {}

  /** Starts the server and leaves it running until the process is ended. */
  public static void main(String[] arguments) throws InterruptedException {
    int port = Integer.parseInt(System.getenv().getOrDefault("PORT", "8081"));
    RawNetty.bind(
        port,
        new ChannelInitializer<>() {
          @Override
          protected void initChannel(Channel channel) {
            channel.pipeline().addLast(new Echo());
          }
        });
    IO.println("echo listens on localhost:" + port);
  }

  private static final class Echo extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      var _ = context.write(message);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
      context.flush();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      var _ = context.close();
    }
  }
}
