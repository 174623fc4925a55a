package io.lokstra.bench.redis;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Connection;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Protocol.Command;

/**
 * One connection of Jedis that all share: a thread writes what has gathered with one flush, another
 * reads the answers. The least that shows what such a client costs; it recovers from nothing.
 */
final class MultiplexedJedis implements Client {
  private record Request(CommandArguments command, CompletableFuture<Object> answer) {}

  private static final class Pipe extends Connection {
    Pipe(int port) {
      super(new HostAndPort("127.0.0.1", port), DefaultJedisClientConfig.builder().build());
    }

    void flushNow() {
      flush();
    }

    Object read() {
      return readProtocolWithCheckingBroken();
    }
  }

  private final Pipe pipe;
  private final byte[] digest;
  private final BlockingQueue<Request> waiting = new ArrayBlockingQueue<>(10_000);
  private final ConcurrentLinkedQueue<Request> sent = new ConcurrentLinkedQueue<>();
  private volatile boolean closed;

  MultiplexedJedis(int port) {
    pipe = new Pipe(port);
    pipe.sendCommand(Command.SCRIPT, "LOAD", SCRIPT);
    digest = pipe.getBulkReply().getBytes(StandardCharsets.US_ASCII);
    pipe.setTimeoutInfinite();
    Thread.ofPlatform().daemon().start(this::write);
    Thread.ofPlatform().daemon().start(this::read);
  }

  private void write() {
    ArrayDeque<Request> batch = new ArrayDeque<>();
    try {
      while (!closed) {
        batch.add(waiting.take());
        waiting.drainTo(batch, 255);
        for (Request each : batch) {
          sent.add(each);
          pipe.sendCommand(each.command());
        }
        batch.clear();
        pipe.flushNow();
      }
    } catch (Exception e) {
      closed = true;
    }
  }

  private void read() {
    try {
      while (!closed) {
        Object answer = pipe.read();
        Request first = sent.poll();
        if (first != null) {
          first.answer().complete(answer);
        }
      }
    } catch (RuntimeException e) {
      closed = true;
    }
  }

  @Override
  public String name() {
    return "Jedis, one connection shared";
  }

  private void call(CommandArguments command) throws Exception {
    CompletableFuture<Object> answer = new CompletableFuture<>();
    if (closed || !waiting.offer(new Request(command, answer))) {
      throw new IllegalStateException("closed, or the queue is full");
    }
    ((Future<?>) answer).get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public void set() throws Exception {
    call(new CommandArguments(Command.SET).add(KEY).add(VALUE));
  }

  @Override
  public void get() throws Exception {
    call(new CommandArguments(Command.GET).add(KEY));
  }

  @Override
  public void script() throws Exception {
    call(new CommandArguments(Command.EVALSHA).add(digest).add(1).add(COUNTER).add(ONE));
  }

  @Override
  public void close() {
    closed = true;
    pipe.disconnect();
  }
}
