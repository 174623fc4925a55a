package io.lokstra.netty;

import io.lokstra.engine.RouteHandle;
import io.lokstra.netty.http1.HttpDate;
import io.lokstra.netty.http1.ResponseEncoder;
import io.lokstra.netty.http2.HeadEncoder;
import io.lokstra.netty.threads.CarriedThreads;
import io.lokstra.netty.threads.LoopPolicy;
import io.lokstra.netty.threads.LoopWatch;
import io.lokstra.netty.threads.ProcessorWait;
import io.lokstra.netty.threads.RouteThreads;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the connections of one event loop share: arrays to read into and write from, the time, the
 * date, the sweep that enforces time-outs, and the place where calls start. Confined to the loop.
 */
final class LoopContext {
  private static final Logger LOG = LoggerFactory.getLogger(NettyEngine.class);
  private static final long SWEEP_MILLIS = 100;

  private final NettyEngine engine;
  private final EventLoop eventLoop;
  private final int index;
  private final CarriedThreads.@Nullable Carrier carrier;
  private final LoopWatch watch;
  private final HttpDate date = new HttpDate();
  private final ResponseEncoder encoder = new ResponseEncoder(date);
  private final byte[] scratch = new byte[LoopBuffers.SIZE];
  private final LoopBuffers buffers = new LoopBuffers();
  private final List<NettyExchange> finished = new ArrayList<>();
  private @Nullable ClientConnection first;
  private @Nullable ProcessorWait processorWait;
  private @Nullable HeadEncoder heads;
  private @Nullable UpstreamSweep upstreams;
  private boolean sweeping;
  private long time = System.nanoTime();

  LoopContext(
      NettyEngine engine,
      EventLoop eventLoop,
      int index,
      CarriedThreads.@Nullable Carrier carrier,
      LoopWatch watch) {
    this.engine = engine;
    this.eventLoop = eventLoop;
    this.index = index;
    this.carrier = carrier;
    this.watch = watch;
  }

  /** Begins a turn: something of a connection is about to be done. */
  void begin() {
    time = System.nanoTime();
    watch.begin(time);
  }

  /** Ends a turn. */
  void end() {
    watch.end();
  }

  /** The time of the present turn, on the clock of {@link System#nanoTime()}. */
  long time() {
    return time;
  }

  /**
   * Starts the call of {@code exchange}.
   *
   * @return whether it is answered already; else it will come back
   */
  boolean start(NettyExchange exchange) {
    return start(exchange, true);
  }

  /**
   * Starts the call of {@code exchange}, on this loop only if it {@code mayCarry} it.
   *
   * @return whether it is answered already; else it will come back
   */
  boolean start(NettyExchange exchange, boolean mayCarry) {
    RouteThreads route = RouteThreads.of(exchange.call().handle(), engine, engine.loopCount());
    CarriedThreads.Carrier on = carrier;
    if (on == null || !mayCarry || !route.mayCarry(time)) {
      Thread thread = route.offLoop().newThread(exchange);
      exchange.starts(thread, route, true);
      thread.start();
      return false;
    }
    Thread thread = route.onLoop(index, on).newThread(exchange);
    exchange.starts(thread, route, false);
    carry(route, on, thread);
    return exchange.leftLoop();
  }

  /** Starts {@code task} on a thread of a route: on this loop, if the route's may. */
  void start(RouteHandle handle, Runnable task) {
    RouteThreads route = RouteThreads.of(handle, engine, engine.loopCount());
    CarriedThreads.Carrier on = carrier;
    if (on == null || !route.mayCarry(time)) {
      Runnable counted =
          () -> {
            task.run();
            route.policy().ranOffLoop();
          };
      route.offLoop().newThread(counted).start();
    } else {
      carry(route, on, route.onLoop(index, on).newThread(task));
    }
  }

  /** Starts a thread on this loop, and judges how long its first run holds it. */
  private void carry(RouteThreads route, CarriedThreads.Carrier on, Thread thread) {
    watch.mount(thread);
    long before = time;
    on.start(thread);
    time = System.nanoTime();
    long held = time - before;
    if (held >= LoopPolicy.HOLD) {
      held -= processorWait().sinceLast();
      if (held >= LoopPolicy.LONG_HOLD && !watch.isSeen()) {
        // The whole JVM was paused. If it was this call all the same, it will do it again.
        held = LoopPolicy.HOLD;
      }
    }
    if (route.ranOnLoop(time, held)) {
      LOG.warn(
          "{} held its event loop for {} ms; its calls run off the loop for now."
              + " Declare the route offLoop() if it computes long",
          route.template(),
          TimeUnit.NANOSECONDS.toMillis(held));
    }
  }

  private ProcessorWait processorWait() {
    ProcessorWait known = processorWait;
    if (known == null) {
      known = ProcessorWait.ofThisThread();
      processorWait = known;
    }
    return known;
  }

  /** Adds a connection to those whose time-outs are watched. */
  void add(ClientConnection connection) {
    connection.link(null, first);
    if (first != null) {
      first.link(connection, first.next());
    }
    first = connection;
    date.moveTo(System.currentTimeMillis());
    if (!sweeping) {
      sweeping = true;
      scheduleSweep();
    }
  }

  /** Removes a connection. */
  void remove(ClientConnection connection) {
    ClientConnection previous = connection.previous();
    ClientConnection next = connection.next();
    if (previous != null) {
      previous.link(previous.previous(), next);
    } else if (connection.equals(first)) {
      first = next;
    }
    if (next != null) {
      next.link(previous, next.next());
    }
    connection.link(null, null);
  }

  private void scheduleSweep() {
    var _ = eventLoop.schedule(this::sweep, SWEEP_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void sweep() {
    begin();
    date.moveTo(System.currentTimeMillis());
    var _ = processorWait().sinceLast();
    ClientConnection next;
    for (ClientConnection at = first; at != null; at = next) {
      next = at.next();
      at.tick();
    }
    end();
    sweeping = first != null;
    if (sweeping) {
      scheduleSweep();
    }
  }

  /** The connections of {@code listener} on this loop. */
  List<ClientConnection> connectionsOf(NettyListener listener) {
    List<ClientConnection> found = new ArrayList<>();
    for (ClientConnection at = first; at != null; at = at.next()) {
      if (at.listener() == listener) {
        found.add(at);
      }
    }
    return found;
  }

  EventLoop eventLoop() {
    return eventLoop;
  }

  int index() {
    return index;
  }

  /** Collects responses of the connection whose turn it is. */
  ResponseEncoder encoder() {
    return encoder;
  }

  /** Encodes the heads of HTTP/2's responses. */
  HeadEncoder heads() {
    HeadEncoder known = heads;
    if (known == null) {
      known = new HeadEncoder();
      heads = known;
    }
    return known;
  }

  /** Looks at the time-outs of connections to other servers. */
  UpstreamSweep upstreams() {
    UpstreamSweep known = upstreams;
    if (known == null) {
      known = new UpstreamSweep(this);
      upstreams = known;
    }
    return known;
  }

  /** The value of the field {@code Date}. */
  String date() {
    return date.value();
  }

  /** An array to receive into; good until the turn ends. */
  byte[] scratch() {
    return scratch;
  }

  /** The memory to receive and send through. */
  LoopBuffers buffers() {
    return buffers;
  }

  /** Exchanges whose response is encoded and not flushed, of the connection whose turn it is. */
  List<NettyExchange> finished() {
    return finished;
  }
}
