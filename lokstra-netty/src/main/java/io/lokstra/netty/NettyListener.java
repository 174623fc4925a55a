package io.lokstra.netty;

import io.lokstra.engine.CancelReason;
import io.lokstra.engine.Http3Options;
import io.lokstra.engine.HttpHandler;
import io.lokstra.engine.HttpOptions;
import io.lokstra.engine.ListenAddress;
import io.lokstra.engine.Listener;
import io.lokstra.engine.ListenerOptions;
import io.lokstra.engine.TlsException;
import io.lokstra.http.Header;
import io.lokstra.netty.http1.HeadParser;
import io.lokstra.netty.tls.ServerTls;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A bound address and its connections. Thread-safe. */
final class NettyListener extends ChannelInitializer<Channel> implements Listener {
  private static final Logger LOG = LoggerFactory.getLogger(NettyListener.class);
  private static final long GRACE = TimeUnit.SECONDS.toNanos(1);
  private static final long POLL_MILLIS = 5;

  private final NettyEngine engine;
  private final HttpOptions options;
  private final HttpHandler handler;
  private final @Nullable ServerTls tls;
  private final @Nullable ProxyTrust proxies;
  private final RequestGate gate;
  private final int maxConnections;
  private final AtomicInteger connections = new AtomicInteger();

  /** Calls that run and are no longer in the gate. */
  private final AtomicInteger enduring = new AtomicInteger();

  private final @Nullable HeadParser[] parsers;
  private final Set<NettyExchange> orphans = ConcurrentHashMap.newKeySet();
  private volatile boolean stopping;
  private volatile long stoppingSince;
  private volatile boolean closed;
  private @Nullable Channel channel;
  private @Nullable Http3Server http3;
  private volatile @Nullable Header alternative;
  private ListenAddress address;

  NettyListener(
      NettyEngine engine,
      ListenAddress address,
      ListenerOptions listening,
      HttpHandler handler,
      @Nullable ServerTls tls) {
    this.tls = tls;
    this.proxies = listening.proxyProtocol().map(ProxyTrust::new).orElse(null);
    this.engine = engine;
    this.address = address;
    this.options = listening.http();
    this.handler = handler;
    this.gate = new RequestGate(options.maxRequests(), options.maxQueuedRequests());
    this.maxConnections =
        options.maxConnections() > 0 ? options.maxConnections() : OpenFiles.maxConnections();
    this.parsers = new @Nullable HeadParser[engine.loopCount()];
  }

  /** The address is bound. */
  void bound(Channel listening, ListenAddress to) {
    channel = listening;
    address = to;
  }

  /**
   * Speaks HTTP/3 on the UDP port of the same number, if that is asked for, and says so.
   *
   * @throws IOException when that cannot be; the message says why
   */
  void listenForHttp3() throws IOException {
    ServerTls encryption = tls;
    Channel listening = channel;
    if (encryption == null || listening == null || !http3Options().enabled()) {
      return;
    }
    if (!(listening.localAddress() instanceof InetSocketAddress bound)) {
      throw new TlsException(
          "HTTP/3 needs a UDP port, and " + address + " has none; turn tls.http3.enabled off");
    }
    if (engine.transport().name().equals("io-uring")) {
      throw new TlsException(
          "HTTP/3 is not spoken on transport io-uring; on "
              + address
              + " turn tls.http3.enabled off, or use transport auto, epoll or nio");
    }
    if (proxies != null) {
      throw new TlsException(
          "HTTP/3 cannot come through a proxy that speaks the PROXY protocol; on "
              + address
              + " turn one of tls.http3.enabled and proxy-protocol off");
    }
    QuicNatives.ensure();
    http3 = Http3Server.bind(engine, this, bound, encryption);
    if (!http3Options().maxAge().isZero()) {
      alternative =
          Header.of(
              "alt-svc",
              "h3=\":" + bound.getPort() + "\"; ma=" + http3Options().maxAge().toSeconds());
    }
  }

  /** The field that tells clients of HTTP/3 here (RFC 7838); null when there is nothing to tell. */
  @Nullable Header alternative() {
    return alternative;
  }

  /** What was configured of HTTP/3. */
  Http3Options http3Options() {
    return tls == null ? Http3Options.defaults() : tls.options().http3();
  }

  @Override
  protected void initChannel(Channel accepted) {
    if (!admits()) {
      var _ = accepted.close();
      return;
    }
    try {
      begin(accepted);
    } catch (RuntimeException | Error e) {
      connections.decrementAndGet(); // no handler is there that would count it out
      throw e;
    }
  }

  private void begin(Channel accepted) {
    LoopContext loop = engine.context(accepted.eventLoop());
    if (!engine.readsAtOnce()) {
      accepted.pipeline().addLast(new TurnPerRead());
    } else if (tls == null) {
      accepted.config().setRecvByteBufAllocator(loop.buffers());
    }
    if (proxies == null) {
      addProtocol(accepted.pipeline(), loop);
    } else if (isGone(accepted)) {
      connections.decrementAndGet();
      accepted.unsafe().closeForcibly();
    } else if (proxies.trusts(peer(accepted))) {
      accepted.pipeline().addLast(new ProxiedConnection(this, loop, proxies));
    } else {
      connections.decrementAndGet();
      proxies.refused(accepted.remoteAddress(), "it comes from elsewhere");
      var _ = accepted.close();
    }
  }

  /** Whether who connected has gone again, and nobody can say any more who it was. */
  private boolean isGone(Channel accepted) {
    return !(address instanceof ListenAddress.Unix) && accepted.remoteAddress() == null;
  }

  /** The address of who connected; empty on a Unix socket, where nobody has one. */
  private Optional<SocketAddress> peer(Channel accepted) {
    return address instanceof ListenAddress.Unix
        ? Optional.empty()
        : Optional.of(accepted.remoteAddress());
  }

  private void addProtocol(ChannelPipeline pipeline, LoopContext loop) {
    if (tls == null) {
      pipeline.addLast(new Connection(this, loop, null));
    } else {
      TlsHandshake.begin(pipeline, this, loop, tls);
    }
  }

  /** Begins with what is spoken on a connection, in the place of {@code before}, its handler. */
  void begin(ChannelPipeline pipeline, LoopContext loop, ChannelHandler before) {
    addProtocol(pipeline, loop);
    pipeline.remove(before);
    pipeline.fireChannelActive();
  }

  /** Whether there is room for another connection, which is counted then. */
  boolean admits() {
    if (stopping) {
      return false;
    }
    if (connections.incrementAndGet() > maxConnections) {
      connections.decrementAndGet();
      return false;
    }
    return true;
  }

  /** A connection is gone. */
  void closed(ClientConnection connection) {
    connections.decrementAndGet();
  }

  /** The client of {@code exchange} is gone while its call runs. */
  void orphaned(NettyExchange exchange) {
    orphans.add(exchange);
    if (exchange.isDone()) {
      orphans.remove(exchange);
    }
  }

  /** The call of {@code exchange} is over. */
  void done(NettyExchange exchange) {
    if (!orphans.isEmpty()) {
      orphans.remove(exchange);
    }
  }

  /** A call leaves the gate and goes on. Any thread. */
  void endures() {
    enduring.incrementAndGet();
  }

  /** Such a call is over. Any thread. */
  void endured() {
    enduring.decrementAndGet();
  }

  /** A parser for a head that begins. On a loop. */
  HeadParser takeParser(LoopContext loop) {
    HeadParser spare = parsers[loop.index()];
    if (spare == null) {
      return new HeadParser(
          options.maxRequestLine(), options.maxHeaderSize(), options.maxHeaders());
    }
    parsers[loop.index()] = null;
    return spare;
  }

  /** Gives a parser back. On the same loop. */
  void giveParser(LoopContext loop, HeadParser parser) {
    parser.reset();
    parsers[loop.index()] = parser;
  }

  HttpOptions options() {
    return options;
  }

  HttpHandler handler() {
    return handler;
  }

  RequestGate gate() {
    return gate;
  }

  /** Where requests are forwarded to. */
  UpstreamPools upstreams() {
    return engine.upstreams();
  }

  /** Whether connections are to close after their next response. */
  boolean isStopping() {
    return stopping;
  }

  /** Since when, on the clock of {@link System#nanoTime()}. */
  long stoppingSince() {
    return stoppingSince;
  }

  @Override
  public ListenAddress address() {
    return address;
  }

  @Override
  public int inFlight() {
    return gate.running() + enduring.get();
  }

  @Override
  public synchronized void stopAccepting() {
    if (stopping) {
      return;
    }
    stoppingSince = System.nanoTime();
    stopping = true;
    alternative = null;
    if (channel != null) {
      channel.close().awaitUninterruptibly();
    }
    if (address instanceof ListenAddress.Unix unix) {
      try {
        Files.deleteIfExists(unix.path());
      } catch (IOException e) {
        LOG.warn("the file of {} could not be removed", address, e);
      }
    }
  }

  @Override
  public List<Stuck> drain(Duration deadline) throws InterruptedException {
    stopAccepting();
    if (finishedWithin(deadline.toNanos())) {
      return List.of();
    }
    for (NettyExchange exchange : running()) {
      exchange.call().cancel(CancelReason.SHUTDOWN);
    }
    List<Stuck> stuck = List.of();
    if (!finishedWithin(GRACE)) {
      stuck = stuck();
    }
    cutAll();
    return stuck;
  }

  private boolean finishedWithin(long nanos) throws InterruptedException {
    long start = System.nanoTime();
    while (connections.get() > 0 || inFlight() > 0) {
      if (System.nanoTime() - start >= nanos) {
        return false;
      }
      Thread.sleep(POLL_MILLIS);
    }
    return true;
  }

  private List<NettyExchange> running() {
    List<NettyExchange> running = new ArrayList<>(orphans);
    for (ClientConnection connection : engine.connectionsOf(this)) {
      connection.running(running);
    }
    running.removeIf(NettyExchange::isDone);
    return running;
  }

  private List<Stuck> stuck() {
    List<Stuck> stuck = new ArrayList<>();
    for (NettyExchange exchange : running()) {
      Thread thread = exchange.thread();
      if (thread != null && !exchange.isDone()) {
        stuck.add(
            new Stuck(
                exchange.toString(),
                thread.getName(),
                Duration.ofNanos(System.nanoTime() - exchange.startedAt()),
                List.of(thread.getStackTrace())));
      }
    }
    return List.copyOf(stuck);
  }

  private void cutAll() {
    for (ClientConnection connection : engine.connectionsOf(this)) {
      connection.execute(connection::cut);
    }
  }

  /** Whether every connection was told to close at once. */
  boolean isClosed() {
    return closed;
  }

  @Override
  public void close() {
    closed = true;
    if (tls != null) {
      tls.close();
    }
    stopAccepting();
    cutAll();
    if (http3 != null) {
      http3.close();
    }
    engine.forget(this);
  }
}
