package io.lokstra.bench.redis;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.NettyCustomizer;
import io.netty.channel.Channel;
import io.netty.handler.flush.FlushConsolidationHandler;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Lettuce with the one connection that all share. */
final class SharedLettuce implements Client {
  private final ClientResources resources;
  private final RedisClient client;
  private final StatefulRedisConnection<byte[], byte[]> connection;
  private final RedisAsyncCommands<byte[], byte[]> redis;
  private final boolean consolidated;
  private final String digest;

  SharedLettuce(int port, boolean consolidated) {
    this.consolidated = consolidated;
    ClientResources.Builder builder = ClientResources.builder();
    if (consolidated) {
      builder.nettyCustomizer(
          new NettyCustomizer() {
            @Override
            public void afterChannelInitialized(Channel channel) {
              channel.pipeline().addFirst(new FlushConsolidationHandler(256, true));
            }
          });
    }
    resources = builder.build();
    client = RedisClient.create(resources, RedisURI.create("127.0.0.1", port));
    client.setOptions(
        ClientOptions.builder()
            .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
            .requestQueueSize(10_000)
            .build());
    connection = client.connect(ByteArrayCodec.INSTANCE);
    redis = connection.async();
    digest = connection.sync().scriptLoad(SCRIPT);
  }

  @Override
  public String name() {
    return consolidated ? "Lettuce, flushes joined" : "Lettuce";
  }

  private static void await(Future<?> future) throws Exception {
    future.get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public void set() throws Exception {
    await(redis.set(KEY, VALUE));
  }

  @Override
  public void get() throws Exception {
    await(redis.get(KEY));
  }

  @Override
  public void script() throws Exception {
    await(redis.evalsha(digest, ScriptOutputType.INTEGER, new byte[][] {COUNTER}, ONE));
  }

  @Override
  public void close() {
    connection.close();
    client.shutdown();
    resources.shutdown();
  }
}
