package io.lokstra.redis;

import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.protocol.AsyncCommand;
import io.lokstra.dev.DevService;
import io.lokstra.dev.DevServices;
import io.lokstra.http.Cancellation.Registration;
import io.lokstra.service.Service;
import io.lokstra.service.StartContext;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One Redis: a server, what sentinels say is the master, or a cluster. Thread-safe; all threads
 * share its connections, and their commands travel together.
 *
 * <pre>{@code
 * Redis redis = Redis.open(RedisOptions.of("redis://127.0.0.1:6379"));
 * redis.call(RedisCommand.of("SET").key("greeting").arg("hello"));
 * Optional<byte[]> greeting = redis.call(RedisCommand.of("GET").key("greeting")).bytes();
 * }</pre>
 *
 * <p>As a service it is of the type {@code redis}, configured by the keys of {@link RedisOptions}.
 *
 * <p>A thread waits for an answer as long as {@link RedisOptions#commandTimeout()} says, or its
 * request's deadline. While Redis is not connected commands fail at once, and connecting goes on in
 * the background. Nothing is sent twice: where an answer was lost the error says so ({@link
 * RedisUnavailableException#mayHaveHappened()}), and the caller decides.
 */
public final class Redis implements Service, AutoCloseable {
  private final String name;
  private volatile RedisOptions options;
  private volatile Optional<DevService> dev = Optional.empty();
  private final AtomicInteger underWay = new AtomicInteger();
  private final Semaphore own;
  private final Listening listening = new Listening(this);
  private volatile @Nullable Transport transport;
  private volatile boolean closed;

  private Redis(String name, RedisOptions options) {
    this.name = name;
    this.options = options;
    this.own = new Semaphore(options.maxOwnConnections());
  }

  /** A Redis called {@code redis}; see {@link #open(String, RedisOptions)}. */
  public static Redis open(RedisOptions options) {
    return open("redis", options);
  }

  /**
   * Connects.
   *
   * @param name names it in logs, errors and the server's list of clients
   * @throws RedisException when it cannot be reached or refuses; nothing stays open then
   */
  public static Redis open(String name, RedisOptions options) {
    options
        .devAddress()
        .ifPresent(url -> {
          throw new RedisException(
              "LOK-RED-001",
              url
                  + " is for the service redis of a server that runs in development or a test;"
                  + " elsewhere start it first, by DevServices.start(\"dev:redis\", Mode.TEST), and"
                  + " give its address and password");
        });
    Redis redis = unopened(name, options);
    redis.connect();
    return redis;
  }

  /** A Redis that connects when it is started as a service. */
  public static Redis unopened(String name, RedisOptions options) {
    return new Redis(name, options);
  }

  /**
   * Connects.
   *
   * <p>Where the URL asks for a dev service, that is started first, and ends when this is closed.
   *
   * @throws RedisException when it cannot be reached or refuses
   * @throws io.lokstra.dev.DevServiceException when it cannot be started
   */
  @Override
  public void onStart(StartContext start) throws InterruptedException {
    Optional<String> asked = options.devAddress();
    if (asked.isPresent()) {
      DevService started = DevServices.start(asked.get(), start.mode());
      dev = Optional.of(started);
      if (!started.address().startsWith("redis:")) {
        throw new RedisException("LOK-RED-001", asked.get() + " is no Redis; expected dev:redis/0");
      }
      options = options.at(URI.create(started.address()));
      start.note(started.description());
      start.note("your own instead: --services." + name + ".config.url=redis://…");
    }
    connect();
  }

  private void connect() {
    transport = Transport.connect(name, options);
  }

  /** The name it was opened with. */
  public String name() {
    return name;
  }

  /** How it was configured; at a dev service, once it has started, with the address of that. */
  public RedisOptions options() {
    return options;
  }

  /** The key with this Redis' namespace before it, in UTF-8. */
  public byte[] key(String key) {
    String whole = options.namespace().isEmpty() ? key : options.namespace() + ":" + key;
    return whole.getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Sends a command and waits for its answer.
   *
   * @throws RedisException when Redis answers with an error
   * @throws RedisUnavailableException when it cannot be asked, or does not answer in time
   * @throws java.util.concurrent.CancellationException when the request is cancelled or the thread
   *     interrupted; its interrupt status is set then
   */
  public RedisReply call(RedisCommand command) {
    CallTime time = CallTime.within(options.commandTimeout());
    Sent sent = sendAndAwait(transport(), command, time);
    RedisScript script = command.script();
    if (script != null && sent.lacksScript()) {
      sent = sendAndAwait(transport(), command.withSource(script), time);
    }
    return reply(sent);
  }

  /** Runs a script; see {@link #call}. */
  public RedisReply run(RedisScript script, List<byte[]> keys, List<byte[]> arguments) {
    return call(script.command(keys, arguments));
  }

  /**
   * Sends several commands together and waits for all their answers, which are in the order of the
   * commands. Each is done for itself: one that fails is a {@link RedisReply.Failed} in its place
   * and keeps no other from being done. A script that the server did not know is sent again, after
   * the others.
   *
   * @throws RedisUnavailableException when Redis cannot be asked or does not answer all in time;
   *     {@link RedisUnavailableException#mayHaveHappened()} then holds for all of them together
   */
  public List<RedisReply> pipeline(List<RedisCommand> commands) {
    CallTime time = CallTime.within(options.commandTimeout());
    List<Sent> sent = sendAll(commands, time);
    List<RedisCommand> again = new ArrayList<>();
    List<Integer> places = new ArrayList<>();
    for (int i = 0; i < sent.size(); i++) {
      RedisScript script = commands.get(i).script();
      if (script != null && sent.get(i).lacksScript()) {
        places.add(i);
        again.add(commands.get(i).withSource(script));
      }
    }
    if (!again.isEmpty()) {
      List<Sent> repeated = sendAll(again, time);
      for (int i = 0; i < repeated.size(); i++) {
        sent.set(places.get(i), repeated.get(i));
      }
    }
    List<RedisReply> replies = new ArrayList<>(sent.size());
    for (Sent each : sent) {
      replies.add(each.replyOrError());
    }
    return replies;
  }

  private List<Sent> sendAll(List<RedisCommand> commands, CallTime time) {
    Transport ready = transport();
    List<Sent> sent = new ArrayList<>(commands.size());
    List<AsyncCommand<byte[], byte[], RedisReply>> answers = new ArrayList<>(commands.size());
    for (RedisCommand command : commands) {
      Sent each = new Sent(name, command);
      sent.add(each);
      answers.add(each.answer());
    }
    if (commands.isEmpty()) {
      return sent;
    }
    refuseIfCongested(ready, commands.getFirst());
    underWay.addAndGet(sent.size());
    try {
      dispatch(commands.getFirst(), () -> ready.next().dispatch(answers));
      for (Sent each : sent) {
        each.await(time);
      }
      return sent;
    } catch (RuntimeException e) {
      sent.forEach(Sent::abandon);
      throw e;
    } finally {
      underWay.addAndGet(-sent.size());
    }
  }

  private Sent sendAndAwait(Transport ready, RedisCommand command, CallTime time) {
    refuseIfCongested(ready, command);
    return sendAndAwait(ready.next(), command, time);
  }

  /** The same on a connection of the caller's. */
  Sent sendAndAwait(
      StatefulConnection<byte[], byte[]> connection, RedisCommand command, CallTime time) {
    Sent sent = new Sent(name, command);
    underWay.incrementAndGet();
    try {
      dispatch(command, () -> connection.dispatch(sent.answer()));
      sent.await(time);
      return sent;
    } finally {
      underWay.decrementAndGet();
    }
  }

  /** The answer; a master that is none any more is looked for anew. */
  RedisReply reply(Sent sent) {
    try {
      return sent.reply();
    } catch (RedisUnavailableException e) {
      if (options.mode() == RedisMode.SENTINEL && Errors.demoted(e)) {
        transport().reconnect();
      }
      throw e;
    }
  }

  private void dispatch(RedisCommand command, Runnable dispatch) {
    try {
      dispatch.run();
    } catch (io.lettuce.core.RedisException e) {
      throw Errors.of(name, command, e);
    }
  }

  private void refuseIfCongested(Transport ready, RedisCommand command) {
    if (ready.congested()) {
      throw new RedisUnavailableException(
          "LOK-RED-005",
          "redis %s has more than max-unsent waiting to be sent; %s was not"
              .formatted(name, command),
          false);
    }
  }

  /**
   * Waits for elements of lists on a connection of its own, which it opens when it is first used.
   * Close it when nobody waits any more.
   */
  public RedisWaiter waiter() {
    return new RedisWaiter(this);
  }

  /**
   * Listens to a channel from when this returns. What is given here runs on the thread that reads
   * from Redis: it must neither block nor compute.
   *
   * @param onMessage is given each message
   * @param onGap is told when the connection was lost and is back: messages may have been missed
   * @return ends it when closed
   * @throws RedisUnavailableException when Redis cannot be asked
   */
  public Registration listen(byte[] channel, Consumer<byte[]> onMessage, Runnable onGap) {
    return listening.listen(channel, onMessage, onGap);
  }

  /** Takes one of the connections that may be of one's own, and opens it. */
  StatefulConnection<byte[], byte[]> openOwn() {
    if (!own.tryAcquire()) {
      throw new RedisUnavailableException(
          "LOK-RED-005",
          "redis %s has max-own-connections (%d) in use already; raise it, or wait with fewer"
              .formatted(name, options.maxOwnConnections()),
          false);
    }
    boolean opened = false;
    try {
      StatefulConnection<byte[], byte[]> connection = transport().another();
      opened = true;
      return connection;
    } catch (io.lettuce.core.RedisException e) {
      RedisUnavailableException unavailable =
          new RedisUnavailableException(
              "LOK-RED-002", "redis %s cannot open a connection more".formatted(name), false);
      unavailable.initCause(e);
      throw unavailable;
    } finally {
      if (!opened) {
        own.release();
      }
    }
  }

  /** Gives back what {@link #openOwn} gave. */
  void closeOwn(StatefulConnection<byte[], byte[]> connection) {
    own.release();
    var _ = connection.closeAsync();
  }

  /** Whether it was started and not yet closed. */
  boolean isOpen() {
    return transport != null && !closed;
  }

  Transport transport() {
    Transport ready = transport;
    if (ready == null || closed) {
      throw new RedisUnavailableException(
          "LOK-RED-007",
          closed
              ? "redis " + name + " is closed"
              : "redis "
                  + name
                  + " has not started; a service that uses it in its onStart has to depend on it",
          false);
    }
    return ready;
  }

  /** Whether a connection stands, as far as is known: no question is asked. */
  public boolean connected() {
    Transport ready = transport;
    return ready != null && !closed && ready.connected();
  }

  /** Asks for a sign of life; the answer is the whole truth, nothing is thrown. */
  public RedisStatus status() {
    long start = System.nanoTime();
    String problem = "";
    try {
      if (options.mode() == RedisMode.CLUSTER) {
        String info = call(RedisCommand.of("CLUSTER").arg("INFO")).asText();
        problem = info.contains("cluster_state:ok") ? "" : "the cluster says that it is not whole";
      } else {
        call(RedisCommand.of("PING"));
      }
    } catch (RuntimeException e) {
      problem = String.valueOf(e.getMessage());
    }
    Transport ready = transport;
    return new RedisStatus(
        problem.isEmpty(),
        problem,
        Duration.ofNanos(System.nanoTime() - start),
        ready == null ? 0 : ready.disconnects(),
        underWay.get());
  }

  /** Closes all connections, and ends the use of a dev service; what is under way fails. */
  @Override
  public void close() {
    closed = true;
    Transport ready = transport;
    if (ready != null && !ready.isClosed()) {
      ready.close();
    }
    dev.ifPresent(DevService::close);
  }

  @Override
  public String toString() {
    return "redis " + name;
  }
}
