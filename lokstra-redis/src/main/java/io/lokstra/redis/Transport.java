package io.lokstra.redis;

import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.lettuce.core.resource.ClientResources;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lettuce's connections to one Redis, shared and own, and what is known of them. Thread-safe. */
final class Transport implements Watch.Congestion, RedisConnectionStateListener {
  private static final Logger LOG = LoggerFactory.getLogger("io.lokstra.redis");

  private static final int ATTEMPTS = 5;

  private final String name;
  private final RedisOptions options;
  private final ClientResources resources;
  private final AbstractRedisClient client;
  private final List<StatefulConnection<byte[], byte[]>> shared = new ArrayList<>();
  private final Set<Watch> watches = ConcurrentHashMap.newKeySet();
  private final AtomicInteger turn = new AtomicInteger();
  private final AtomicInteger open = new AtomicInteger();
  private final AtomicInteger congested = new AtomicInteger();
  private final AtomicLong disconnects = new AtomicLong();
  private volatile boolean closed;

  private Transport(String name, RedisOptions options) {
    this.name = name;
    this.options = options;
    this.resources = LettuceSetup.resources(options, this);
    List<RedisURI> uris = LettuceSetup.uris(name, options);
    if (options.mode() == RedisMode.CLUSTER) {
      RedisClusterClient cluster = RedisClusterClient.create(resources, uris);
      cluster.setOptions(LettuceSetup.clusterOptions(options));
      client = cluster;
    } else {
      RedisClient single = RedisClient.create(resources, uris.getFirst());
      single.setOptions(LettuceSetup.options(options));
      client = single;
    }
    client.addListener(this);
  }

  /**
   * Connects all shared connections.
   *
   * @throws RedisException when that fails; nothing stays open then
   */
  static Transport connect(String name, RedisOptions options) {
    Transport transport = new Transport(name, options);
    try {
      for (int i = 0; i < options.connections(); i++) {
        transport.shared.add(transport.first());
      }
      return transport;
    } catch (RuntimeException e) {
      transport.close();
      throw new RedisException(
          "LOK-RED-001",
          "redis %s cannot connect to %s (%s): %s; check that it runs there, url, mode, user and password"
              .formatted(
                  name,
                  String.join(", ", options.url()),
                  options.mode().name().toLowerCase(java.util.Locale.ROOT),
                  rootMessage(e)),
          "",
          e);
    }
  }

  /**
   * A connection at the start. Lettuce closes one that the server does not let in, and sometimes
   * tells of the end instead of the reason: then it is asked again.
   */
  private StatefulConnection<byte[], byte[]> first() {
    for (int attempt = 1; ; attempt++) {
      try {
        return another();
      } catch (RuntimeException e) {
        if (attempt == ATTEMPTS || !rootMessage(e).startsWith("Connection closed")) {
          throw e;
        }
      }
    }
  }

  private static String rootMessage(Throwable error) {
    Throwable root = error;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root.getMessage() == null ? root.toString() : root.getMessage();
  }

  /** A connection more, for one who waits on it. May block for the connect-timeout. */
  StatefulConnection<byte[], byte[]> another() {
    if (client instanceof RedisClusterClient cluster) {
      StatefulRedisClusterConnection<byte[], byte[]> connection =
          cluster.connect(ByteArrayCodec.INSTANCE);
      ClusterNodes.connect(connection, options.connectTimeout());
      return connection;
    }
    return ((RedisClient) client).connect(ByteArrayCodec.INSTANCE);
  }

  /** A connection more, for messages. May block for the connect-timeout. */
  StatefulRedisPubSubConnection<byte[], byte[]> messages() {
    return client instanceof RedisClusterClient cluster
        ? cluster.connectPubSub(ByteArrayCodec.INSTANCE)
        : ((RedisClient) client).connectPubSub(ByteArrayCodec.INSTANCE);
  }

  /** The shared connection whose turn it is, of those that are connected if any is. */
  StatefulConnection<byte[], byte[]> next() {
    int count = shared.size();
    if (count == 1) {
      return shared.getFirst();
    }
    int first = turn.getAndIncrement();
    for (int i = 0; i < count; i++) {
      StatefulConnection<byte[], byte[]> each = shared.get(Math.floorMod(first + i, count));
      if (each.isOpen()) {
        return each;
      }
    }
    return shared.getFirst();
  }

  /** Whether commands can be sent: some connection stands. */
  boolean connected() {
    if (closed) {
      return false;
    }
    return options.mode() == RedisMode.CLUSTER
        ? open.get() > 0
        : shared.stream().anyMatch(StatefulConnection::isOpen);
  }

  /** Whether a connection has more to send than it should. */
  boolean congested() {
    return congested.get() > 0;
  }

  boolean isClosed() {
    return closed;
  }

  long disconnects() {
    return disconnects.get();
  }

  /** Makes all connections anew: the server is no longer the master, say. */
  void reconnect() {
    watches.forEach(Watch::cut);
  }

  @Override
  public void opened(Watch watch) {
    watches.add(watch);
  }

  @Override
  public void closed(Watch watch) {
    watches.remove(watch);
  }

  @Override
  public void changed(boolean nowCongested) {
    congested.addAndGet(nowCongested ? 1 : -1);
  }

  @Override
  public void onRedisConnected(RedisChannelHandler<?, ?> connection, SocketAddress address) {
    open.incrementAndGet();
    if (disconnects.get() > 0) {
      LOG.info("redis {} is connected to {}", name, address);
    } else {
      LOG.debug("redis {} is connected to {}", name, address);
    }
  }

  @Override
  public void onRedisDisconnected(RedisChannelHandler<?, ?> connection) {
    open.decrementAndGet();
    if (!closed) {
      disconnects.incrementAndGet();
      LOG.warn(
          "redis {} has lost a connection to {}; commands for it are refused until it is back",
          name,
          String.join(", ", options.url()));
    }
  }

  /** Closes all connections; commands under way fail. */
  void close() {
    closed = true;
    client.shutdown(0, 2, TimeUnit.SECONDS);
    resources.shutdown(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(3, TimeUnit.SECONDS);
  }
}
