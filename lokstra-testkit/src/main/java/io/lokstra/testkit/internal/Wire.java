package io.lokstra.testkit.internal;

import io.lokstra.engine.ListenAddress;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Optional;

/** A connection to a server, TCP or Unix. */
public final class Wire implements Closeable {
  private final Optional<Socket> socket;
  private final Optional<SocketChannel> channel;
  private final InputStream input;
  private final OutputStream output;

  private Wire(
      Optional<Socket> socket,
      Optional<SocketChannel> channel,
      InputStream input,
      OutputStream output) {
    this.socket = socket;
    this.channel = channel;
    this.input = new BufferedInputStream(input);
    this.output = output;
  }

  /** Connects to a listener; one bound to every interface is reached through the loopback. */
  public static Wire connect(ListenAddress address) throws IOException {
    return switch (address) {
      case ListenAddress.Tcp(String host, int port) -> {
        Socket socket = new Socket();
        socket.setTcpNoDelay(true);
        InetAddress target =
            host.isEmpty() || host.equals("0.0.0.0") || host.equals("::")
                ? InetAddress.getLoopbackAddress()
                : InetAddress.getByName(host);
        try {
          socket.connect(new InetSocketAddress(target, port), 10_000);
        } catch (IOException e) {
          socket.close();
          throw e;
        }
        yield new Wire(
            Optional.of(socket),
            Optional.empty(),
            socket.getInputStream(),
            socket.getOutputStream());
      }
      case ListenAddress.Unix(java.nio.file.Path path) -> {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        channel.connect(UnixDomainSocketAddress.of(path));
        yield new Wire(
            Optional.empty(),
            Optional.of(channel),
            Channels.newInputStream(channel),
            Channels.newOutputStream(channel));
      }
    };
  }

  /** What the server sends. */
  public InputStream input() {
    return input;
  }

  /** What is sent to the server, unbuffered. */
  public OutputStream output() {
    return output;
  }

  /** How long a read waits; a Unix socket waits for ever. */
  public void timeout(Duration limit) throws IOException {
    if (socket.isPresent()) {
      socket.get().setSoTimeout(Math.toIntExact(Math.max(1, limit.toMillis())));
    }
  }

  /** Says that no more will be sent, and stays to listen. */
  public void halfClose() throws IOException {
    if (socket.isPresent()) {
      socket.get().shutdownOutput();
    }
    if (channel.isPresent()) {
      channel.get().shutdownOutput();
    }
  }

  /** Resets the connection: the server learns at once that nobody is there. */
  public void reset() throws IOException {
    if (socket.isPresent()) {
      socket.get().setOption(StandardSocketOptions.SO_LINGER, 0);
    }
    close();
  }

  @Override
  public void close() throws IOException {
    if (socket.isPresent()) {
      socket.get().close();
    }
    if (channel.isPresent()) {
      channel.get().close();
    }
  }
}
