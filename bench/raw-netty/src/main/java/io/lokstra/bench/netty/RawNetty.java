package io.lokstra.bench.netty;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpServerCodec;
import java.net.InetSocketAddress;

/**
 * An HTTP server of Netty and nothing else: epoll where there is one, one event loop per processor,
 * {@code TCP_NODELAY}, Netty's own codec with its defaults, the handler on the event loop, one
 * flush when the input is drained.
 *
 * <p>The port comes from {@code PORT}.
 */
public final class RawNetty {
  private RawNetty() {}

  /** Starts the server and leaves it running until the process is ended. */
  public static void main(String[] arguments) throws InterruptedException {
    int port = Integer.parseInt(System.getenv().getOrDefault("PORT", "8080"));
    bind(
        port,
        new ChannelInitializer<>() {
          @Override
          protected void initChannel(Channel channel) {
            channel.pipeline().addLast(new HttpServerCodec(), new AnswerHandler());
          }
        });
    IO.println("raw-netty listens on http://localhost:" + port);
  }

  static void bind(int port, ChannelInitializer<Channel> connections) throws InterruptedException {
    boolean epoll = Epoll.isAvailable();
    Class<? extends ServerChannel> type =
        epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
    var loops =
        new MultiThreadIoEventLoopGroup(
            Runtime.getRuntime().availableProcessors(),
            epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
    new ServerBootstrap()
        .group(loops)
        .channel(type)
        .option(ChannelOption.SO_BACKLOG, 1024)
        .option(ChannelOption.SO_REUSEADDR, true)
        .childOption(ChannelOption.TCP_NODELAY, true)
        .childHandler(connections)
        .bind(new InetSocketAddress(port))
        .sync();
  }
}
