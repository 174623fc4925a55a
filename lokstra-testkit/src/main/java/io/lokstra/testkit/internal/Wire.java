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
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** A connection to a server, TCP or Unix. */
public final class Wire implements Closeable {
  private final Optional<Socket> socket;
  private final Optional<Socket> beneath;
  private final Optional<SocketChannel> channel;
  private final InputStream input;
  private final OutputStream output;

  private Wire(
      Optional<Socket> socket,
      Optional<Socket> beneath,
      Optional<SocketChannel> channel,
      InputStream input,
      OutputStream output) {
    this.socket = socket;
    this.beneath = beneath;
    this.channel = channel;
    this.input = new BufferedInputStream(input);
    this.output = output;
  }

  /** Connects to a listener; one bound to every interface is reached through the loopback. */
  public static Wire connect(ListenAddress address) throws IOException {
    return switch (address) {
      case ListenAddress.Tcp tcp -> {
        Socket socket = connected(tcp);
        yield new Wire(
            Optional.of(socket),
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
            Optional.empty(),
            Optional.of(channel),
            Channels.newInputStream(channel),
            Channels.newOutputStream(channel));
      }
    };
  }

  /**
   * Connects with TLS, trusting whatever certificate is shown, and agrees on {@code protocol} by
   * ALPN.
   *
   * @throws IOException when there is no connection, or the server does not speak the protocol
   */
  public static Wire secure(ListenAddress address, String protocol) throws IOException {
    if (!(address instanceof ListenAddress.Tcp tcp)) {
      throw new IOException("TLS is spoken on TCP alone, not on " + address);
    }
    Socket plain = connected(tcp);
    try {
      SSLSocket socket =
          (SSLSocket)
              Trusting.context().getSocketFactory().createSocket(plain, null, tcp.port(), true);
      SSLParameters parameters = socket.getSSLParameters();
      parameters.setServerNames(List.of(new SNIHostName("localhost")));
      parameters.setApplicationProtocols(new String[] {protocol});
      socket.setSSLParameters(parameters);
      socket.setSoTimeout(10_000);
      socket.startHandshake();
      socket.setSoTimeout(0);
      if (!protocol.equals(socket.getApplicationProtocol())) {
        throw new IOException(
            "the server agreed on '" + socket.getApplicationProtocol() + "', not on " + protocol);
      }
      return new Wire(
          Optional.of(socket),
          Optional.of(plain),
          Optional.empty(),
          socket.getInputStream(),
          socket.getOutputStream());
    } catch (IOException e) {
      plain.close();
      throw e;
    }
  }

  private static Socket connected(ListenAddress.Tcp address) throws IOException {
    String host = address.host();
    InetAddress target =
        host.isEmpty() || host.equals("0.0.0.0") || host.equals("::")
            ? InetAddress.getLoopbackAddress()
            : InetAddress.getByName(host);
    Socket socket = new Socket();
    try {
      socket.setTcpNoDelay(true);
      socket.connect(new InetSocketAddress(target, address.port()), 10_000);
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
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
    if (beneath.isPresent()) {
      beneath.get().setOption(StandardSocketOptions.SO_LINGER, 0);
      beneath.get().close();
    } else {
      close();
    }
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
