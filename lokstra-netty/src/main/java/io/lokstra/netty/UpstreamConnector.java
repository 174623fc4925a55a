package io.lokstra.netty;

import io.lokstra.engine.ForwardException;
import io.lokstra.engine.ForwardException.Reason;
import io.lokstra.engine.Upstream;
import io.lokstra.internal.web.IpAddress;
import io.lokstra.netty.tls.ClientTls;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.ssl.SslHandler;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One new connection to another server, on the loop of the call that needs it: each address of its
 * name in turn, within the time that connecting may take. Confined to that loop once it has begun.
 */
final class UpstreamConnector {
  private final Transport transport;
  private final UpstreamPool pool;
  private final UpstreamCall call;
  private final LoopContext loop;
  private final long begun = System.nanoTime();
  private boolean over;
  private @Nullable Channel connecting;
  private volatile @Nullable ClientTls tls;

  UpstreamConnector(Transport transport, UpstreamPool pool, UpstreamCall call) {
    this.transport = transport;
    this.pool = pool;
    this.call = call;
    this.loop = call.loop();
  }

  /** Begins. Any thread. */
  void start() {
    execute(() -> {
      var _ =
          loop.eventLoop()
              .schedule(
                  this::tooLate, pool.options().connectTimeout().toNanos(), TimeUnit.NANOSECONDS);
    });
    Upstream to = pool.to();
    if (to.socket().isPresent()) {
      begin(List.of(transport.unixAddress(to.socket().get())));
    } else if (!to.secure() && IpAddress.parse(to.host()).isPresent()) {
      begin(List.of(new InetSocketAddress(InetAddress.ofLiteral(to.host()), to.port())));
    } else {
      // Asking the DNS blocks, and so does reading whom to trust.
      Thread.ofVirtual().name("lokstra-dns").start(this::resolve);
    }
  }

  private void resolve() {
    try {
      List<SocketAddress> addresses = new ArrayList<>();
      for (InetAddress each : InetAddress.getAllByName(pool.to().host())) {
        addresses.add(new InetSocketAddress(each, pool.to().port()));
      }
      if (pool.to().secure()) {
        tls = pool.tls();
      }
      begin(addresses);
    } catch (UnknownHostException e) {
      execute(() -> failed(Reason.UNREACHABLE, "its name is not known", e));
    } catch (GeneralSecurityException | IOException e) {
      execute(() -> failed(Reason.UNREACHABLE, "there is no TLS for it", e));
    }
  }

  private void begin(List<SocketAddress> addresses) {
    execute(() -> connect(addresses, 0));
  }

  private void execute(Runnable task) {
    call.execute(task);
  }

  private void tooLate() {
    if (!over) {
      failed(Reason.CONNECT_TIMEOUT, "it did not accept a connection in time", null);
      if (connecting != null) {
        var _ = connecting.close();
      }
    }
  }

  private void connect(List<SocketAddress> addresses, int index) {
    if (over) {
      return;
    }
    UpstreamConnection handler = new UpstreamConnection(pool, loop);
    ClientTls trust = tls;
    SslHandler ssl =
        trust == null ? null : new SslHandler(trust.newEngine(), TlsHandshake.ARITHMETIC);
    if (ssl != null) {
      // That of connecting is the time for it.
      ssl.setHandshakeTimeoutMillis(0);
    }
    Bootstrap bootstrap =
        new Bootstrap()
            .group(loop.eventLoop())
            .channel(
                pool.to().socket().isPresent() ? transport.unixClient() : transport.tcpClient())
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 0)
            // A server may answer early and take no more: what it said is still to be read.
            .option(ChannelOption.AUTO_CLOSE, false)
            .handler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    if (!transport.readsAtOnce()) {
                      channel.pipeline().addLast(new TurnPerRead());
                    } else if (ssl == null) {
                      channel.config().setRecvByteBufAllocator(loop.buffers());
                    }
                    if (ssl != null) {
                      channel.pipeline().addLast(ssl);
                    }
                    channel.pipeline().addLast(handler);
                  }
                });
    if (pool.to().socket().isEmpty()) {
      bootstrap.option(ChannelOption.TCP_NODELAY, true);
    }
    ChannelFuture connected = bootstrap.connect(addresses.get(index));
    connecting = connected.channel();
    var _ =
        connected.addListener(done -> {
          if (over) {
            var _ = connected.channel().close();
          } else if (connected.isSuccess() && ssl != null) {
            encrypt(handler, ssl);
          } else if (connected.isSuccess()) {
            succeeded(handler);
          } else if (index + 1 < addresses.size()) {
            connect(addresses, index + 1);
          } else {
            Throwable cause = connected.cause();
            failed(
                cause instanceof ConnectTimeoutException
                    ? Reason.CONNECT_TIMEOUT
                    : Reason.UNREACHABLE,
                "it cannot be connected to",
                cause);
          }
        });
  }

  private void encrypt(UpstreamConnection connection, SslHandler ssl) {
    var _ =
        ssl.handshakeFuture()
            .addListener(done -> {
              if (over) {
                var _ = ssl.closeOutbound();
              } else if (done.isSuccess()) {
                succeeded(connection);
              } else {
                failed(
                    Reason.UNREACHABLE,
                    "it did not show that it is who it should be",
                    done.cause());
                if (connecting != null) {
                  var _ = connecting.close();
                }
              }
            });
  }

  private void succeeded(UpstreamConnection connection) {
    over = true;
    connection.opened();
    connection.begin(call);
  }

  private void failed(Reason reason, String what, @Nullable Throwable cause) {
    if (over) {
      return;
    }
    over = true;
    String message =
        "%s: %s (%d ms)"
            .formatted(pool.to(), what, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun));
    call.fail(
        cause == null
            ? new ForwardException(reason, message)
            : new ForwardException(reason, message + ": " + cause.getMessage(), cause));
    pool.closed(null);
  }
}
