package io.lokstra.netty;

import io.lokstra.engine.EngineOptions;
import io.lokstra.engine.HttpEngine;
import io.lokstra.engine.HttpHandler;
import io.lokstra.engine.HttpOptions;
import io.lokstra.engine.ListenAddress;
import io.lokstra.engine.Listener;
import io.lokstra.engine.ListenerOptions;
import io.lokstra.engine.TlsException;
import io.lokstra.engine.TlsOptions;
import io.lokstra.netty.threads.CarriedThreads;
import io.lokstra.netty.threads.CarryingUnavailableException;
import io.lokstra.netty.threads.LoopWatch;
import io.lokstra.netty.threads.LoopWatchdog;
import io.lokstra.netty.tls.ServerTls;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The HTTP engine on Netty. Thread-safe. */
final class NettyEngine implements HttpEngine {
  private static final Logger LOG = LoggerFactory.getLogger(NettyEngine.class);

  /** A port that the system chose for TCP may be taken for UDP. */
  private static final int MOST_ATTEMPTS = 8;

  private final Transport transport;
  private final @Nullable CarriedThreads carried;
  private final MultiThreadIoEventLoopGroup loops;
  private final int loopCount;
  private final Map<EventLoop, LoopContext> contexts = new ConcurrentHashMap<>();
  private final AtomicInteger nextIndex = new AtomicInteger();
  private final Set<NettyListener> listeners = ConcurrentHashMap.newKeySet();
  private final UpstreamPools upstreams = new UpstreamPools(this);
  private final LoopWatchdog watchdog = new LoopWatchdog(NettyEngine::report);

  NettyEngine(EngineOptions options) {
    this.transport = Transport.of(options.transport());
    this.carried = carried(options.carriedThreads());
    this.loopCount =
        options.eventLoops() > 0
            ? options.eventLoops()
            : Runtime.getRuntime().availableProcessors();
    this.loops =
        new MultiThreadIoEventLoopGroup(
            loopCount, new DefaultThreadFactory("lokstra-loop"), transport.io());
  }

  private static @Nullable CarriedThreads carried(EngineOptions.CarriedThreads wanted) {
    if (wanted == EngineOptions.CarriedThreads.OFF) {
      return null;
    }
    try {
      return CarriedThreads.open();
    } catch (CarryingUnavailableException e) {
      if (wanted == EngineOptions.CarriedThreads.REQUIRED) {
        throw new IllegalStateException(
            "carried threads are required and cannot be had: "
                + e.getMessage()
                + ". Remedy: "
                + e.remedy(),
            e);
      }
      LOG.warn(
          "requests run on the JDK's scheduler, which costs about twice the CPU: {}. Remedy: {}",
          e.getMessage(),
          e.remedy());
      return null;
    }
  }

  private static void report(LoopWatchdog.Report report) {
    LOG.warn(
        "{} has not turned for {} ms; on it is '{}':{}",
        report.loop(),
        TimeUnit.NANOSECONDS.toMillis(report.nanos()),
        report.running(),
        report);
  }

  @Override
  public String description() {
    return "netty "
        + transport.name()
        + ", "
        + (carried == null ? "virtual threads of the JDK's scheduler" : "carried virtual threads");
  }

  @Override
  public Listener listen(ListenAddress address, HttpOptions options, HttpHandler handler)
      throws IOException {
    return listen(
        address, new ListenerOptions(options, Optional.empty(), Optional.empty()), handler);
  }

  @Override
  public Listener listen(
      ListenAddress address, HttpOptions options, TlsOptions tls, HttpHandler handler)
      throws IOException {
    return listen(
        address, new ListenerOptions(options, Optional.of(tls), Optional.empty()), handler);
  }

  @Override
  public Listener listen(ListenAddress address, ListenerOptions options, HttpHandler handler)
      throws IOException {
    if (options.tls().isEmpty()) {
      return listen(address, new NettyListener(this, address, options, handler, null));
    }
    return listenEncrypted(address, options, options.tls().get(), handler, 1);
  }

  private Listener listenEncrypted(
      ListenAddress address,
      ListenerOptions options,
      TlsOptions tls,
      HttpHandler handler,
      int attempt)
      throws IOException {
    ServerTls encryption =
        new ServerTls(
            tls,
            options.http().http2().enabled() ? List.of("h2", "http/1.1") : List.of("http/1.1"));
    NettyListener listener = new NettyListener(this, address, options, handler, encryption);
    try {
      listen(address, listener);
    } catch (IOException | RuntimeException e) {
      encryption.close();
      throw e;
    }
    try {
      listener.listenForHttp3();
      return listener;
    } catch (IOException | RuntimeException e) {
      listener.close();
      boolean anyPort = address instanceof ListenAddress.Tcp tcp && tcp.port() == 0;
      if (anyPort && attempt < MOST_ATTEMPTS && !(e instanceof TlsException)) {
        return listenEncrypted(address, options, tls, handler, attempt + 1);
      }
      throw e;
    }
  }

  private Listener listen(ListenAddress address, NettyListener listener) throws IOException {
    HttpOptions options = listener.options();
    if (loops.isShuttingDown()) {
      throw new IllegalStateException("the engine is closed; it listens no more");
    }
    ServerBootstrap bootstrap =
        new ServerBootstrap()
            .group(loops)
            .option(ChannelOption.SO_BACKLOG, options.backlog())
            .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
            .childHandler(listener);
    SocketAddress local;
    if (address instanceof ListenAddress.Unix unix) {
      bootstrap.channel(transport.unix());
      removeStale(unix.path());
      local = transport.unixAddress(unix.path());
    } else {
      ListenAddress.Tcp tcp = (ListenAddress.Tcp) address;
      bootstrap
          .channel(transport.tcp())
          .option(ChannelOption.SO_REUSEADDR, true)
          .childOption(ChannelOption.TCP_NODELAY, true);
      transport.boundUnsent(bootstrap);
      local =
          tcp.host().isEmpty()
              ? new InetSocketAddress(tcp.port())
              : new InetSocketAddress(tcp.host(), tcp.port());
    }
    if (local instanceof InetSocketAddress inet && inet.isUnresolved()) {
      throw new IOException("cannot listen on " + address + ": the host is not known");
    }
    ChannelFuture bound = bootstrap.bind(local).awaitUninterruptibly();
    if (!bound.isSuccess()) {
      Throwable cause = bound.cause();
      throw new IOException("cannot listen on " + address + ": " + reason(cause), cause);
    }
    ListenAddress actual =
        address instanceof ListenAddress.Tcp tcp
                && bound.channel().localAddress() instanceof InetSocketAddress inet
            ? new ListenAddress.Tcp(tcp.host(), inet.getPort())
            : address;
    listener.bound(bound.channel(), actual);
    listeners.add(listener);
    return listener;
  }

  private static String reason(@Nullable Throwable cause) {
    String message = cause == null ? null : cause.getMessage();
    if (message == null) {
      return String.valueOf(cause);
    }
    return message.contains("Address already in use") ? "the address is in use" : message;
  }

  /** Removes the file of a Unix socket that nobody listens on any more. */
  private static void removeStale(Path path) throws IOException {
    if (!Files.exists(path)) {
      return;
    }
    try {
      SocketChannel.open(UnixDomainSocketAddress.of(path)).close();
    } catch (ConnectException stale) {
      Files.delete(path);
      return;
    }
    throw new IOException("cannot listen on unix:" + path + ": the address is in use");
  }

  /** Where requests are forwarded to. */
  UpstreamPools upstreams() {
    return upstreams;
  }

  /** Whether a read of a connection is over before its loop turns to another. */
  boolean readsAtOnce() {
    return transport.readsAtOnce();
  }

  /** What moves the bytes. */
  Transport transport() {
    return transport;
  }

  /** How many event loops there are. */
  int loopCount() {
    return loopCount;
  }

  /** The event loops. */
  MultiThreadIoEventLoopGroup loops() {
    return loops;
  }

  /** What belongs to {@code loop}. Call on that loop. */
  LoopContext context(EventLoop loop) {
    LoopContext context = contexts.get(loop);
    if (context == null) {
      LoopWatch watch = new LoopWatch(Thread.currentThread());
      context =
          new LoopContext(
              this,
              loop,
              nextIndex.getAndIncrement(),
              carried == null ? null : carried.carrier(),
              watch);
      contexts.put(loop, context);
      watchdog.watch(watch);
    }
    return context;
  }

  /** The connections of {@code listener} at this moment. */
  List<ClientConnection> connectionsOf(NettyListener listener) {
    List<ClientConnection> found = new ArrayList<>();
    for (LoopContext context : contexts.values()) {
      if (!context.eventLoop().isShutdown()) {
        try {
          found.addAll(context.eventLoop().submit(() -> context.connectionsOf(listener)).get());
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
          LOG.error("the connections of {} could not be listed", listener.address(), e);
        }
      }
    }
    return found;
  }

  /** {@code listener} is closed. */
  void forget(NettyListener listener) {
    listeners.remove(listener);
  }

  @Override
  public void close() {
    for (NettyListener listener : List.copyOf(listeners)) {
      listener.close();
    }
    watchdog.stop();
    loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
  }
}
