package io.lokstra.netty;

import io.lokstra.engine.EngineOptions;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The kernel interface that moves the bytes.
 *
 * @param name as the start log says it
 * @param io makes what an event loop waits with
 * @param tcp what listens on a TCP port
 * @param unix what listens on a Unix domain socket
 * @param tcpClient what connects to a TCP port
 * @param unixClient what connects to a Unix domain socket
 * @param nettyAddresses whether Unix addresses are of Netty's own class
 * @param readsAtOnce whether a read is over before the loop turns to another connection, so that
 *     those of a loop can share what they receive into
 * @param unsentLowWater the option of a TCP connection that bounds what the kernel holds of its
 *     output; null where there is none
 */
record Transport(
    String name,
    IoHandlerFactory io,
    Class<? extends ServerChannel> tcp,
    Class<? extends ServerChannel> unix,
    Class<? extends Channel> tcpClient,
    Class<? extends Channel> unixClient,
    boolean nettyAddresses,
    boolean readsAtOnce,
    @Nullable ChannelOption<Long> unsentLowWater) {

  /**
   * What the kernel holds of a connection's output that is not on its way yet before it takes more.
   * Without it, it takes megabytes, and tells of room only when a third of them is gone: a client
   * that reads steadily but slowly would look like one that does not read.
   */
  private static final long UNSENT = 128 * 1024;

  /**
   * The transport that is asked for.
   *
   * @throws IllegalStateException when it cannot be had here; the message says why
   */
  static Transport of(EngineOptions.Transport wanted) {
    return switch (wanted) {
      case AUTO -> Epoll.isAvailable() ? epoll() : nio();
      case EPOLL -> {
        if (!Epoll.isAvailable()) {
          throw new IllegalStateException(
              "transport epoll cannot be had here ("
                  + Epoll.unavailabilityCause().getMessage()
                  + "); use transport auto or nio",
              Epoll.unavailabilityCause());
        }
        yield epoll();
      }
      case IO_URING -> ioUring();
      case NIO -> nio();
    };
  }

  private static Transport epoll() {
    return new Transport(
        "epoll",
        SteadyEpoll.factory(),
        EpollServerSocketChannel.class,
        EpollServerDomainSocketChannel.class,
        EpollSocketChannel.class,
        EpollDomainSocketChannel.class,
        true,
        true,
        EpollChannelOption.TCP_NOTSENT_LOWAT);
  }

  private static Transport ioUring() {
    try {
      return IoUringTransport.open();
    } catch (NoClassDefFoundError missing) {
      throw new IllegalStateException(
          "transport io-uring cannot be had here: it needs"
              + " io.netty:netty-transport-native-io_uring (classifier linux-x86_64 or"
              + " linux-aarch_64) as a dependency of the application, and on a module path"
              + " --add-modules io.netty.transport.classes.io_uring; use transport auto, epoll or"
              + " nio without it",
          missing);
    }
  }

  private static Transport nio() {
    return new Transport(
        "nio",
        NioIoHandler.newFactory(),
        NioServerSocketChannel.class,
        NioServerDomainSocketChannel.class,
        NioSocketChannel.class,
        NioDomainSocketChannel.class,
        false,
        true,
        null);
  }

  /** Bounds what the kernel holds of the output of connections that are accepted, where it can. */
  void boundUnsent(ServerBootstrap bootstrap) {
    if (unsentLowWater != null) {
      bootstrap.childOption(unsentLowWater, UNSENT);
    }
  }

  /** The address of a Unix socket for this transport. */
  SocketAddress unixAddress(Path path) {
    return nettyAddresses
        ? new DomainSocketAddress(path.toFile())
        : UnixDomainSocketAddress.of(path);
  }

  /** An address without a class of Netty's. */
  static SocketAddress address(SocketAddress address) {
    return address instanceof DomainSocketAddress unix
        ? UnixDomainSocketAddress.of(unix.path())
        : address;
  }
}
