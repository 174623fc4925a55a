package io.lokstra.redis;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.SocketOptions.KeepAliveOptions;
import io.lettuce.core.SslOptions;
import io.lettuce.core.SslVerifyMode;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.ClusterTopologyRefreshOptions;
import io.lettuce.core.metrics.CommandLatencyRecorder;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.Delay;
import io.lettuce.core.resource.NettyCustomizer;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.handler.flush.FlushConsolidationHandler;
import java.io.File;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What Lettuce is told: nothing unbounded, nothing queued for later, nothing done twice. */
final class LettuceSetup {
  private static final Duration SHORTEST_PAUSE = Duration.ofMillis(10);
  private static final Duration LONGEST_PAUSE = Duration.ofMillis(500);

  /** Flushes of commands that come together are one: 4.5 µs of CPU a command instead of 11. */
  private static final int JOINED_FLUSHES = 256;

  private LettuceSetup() {}

  static ClientResources resources(RedisOptions options, Watch.Congestion congestion) {
    int high = (int) Math.min(options.maxUnsent(), Integer.MAX_VALUE);
    WriteBufferWaterMark bounds = new WriteBufferWaterMark(high / 2, high);
    long stallNanos = options.stallTimeout().toNanos();
    return ClientResources.builder()
        .ioThreadPoolSize(2)
        .computationThreadPoolSize(2)
        .commandLatencyRecorder(CommandLatencyRecorder.disabled())
        .reconnectDelay(Delay.equalJitter(SHORTEST_PAUSE, LONGEST_PAUSE, 10, TimeUnit.MILLISECONDS))
        .nettyCustomizer(
            new NettyCustomizer() {
              @Override
              public void afterBootstrapInitialized(Bootstrap bootstrap) {
                bootstrap.option(ChannelOption.WRITE_BUFFER_WATER_MARK, bounds);
              }

              @Override
              public void afterChannelInitialized(Channel channel) {
                channel
                    .pipeline()
                    .addFirst(
                        new Watch(congestion, stallNanos),
                        new FlushConsolidationHandler(JOINED_FLUSHES, true));
              }
            })
        .build();
  }

  static List<RedisURI> uris(String name, RedisOptions options) {
    List<ServerAddress> addresses = options.url().stream().map(ServerAddress::parse).toList();
    if (options.mode() != RedisMode.SENTINEL) {
      return addresses.stream()
          .map(each ->
              common(RedisURI.Builder.redis(each.host(), each.port()), each, name, options).build())
          .toList();
    }
    RedisURI.Builder sentinels = RedisURI.builder();
    options.master().ifPresent(sentinels::withSentinelMasterId);
    for (ServerAddress each : addresses) {
      RedisURI.Builder one =
          RedisURI.Builder.redis(each.host(), each.port())
              .withSsl(each.tls())
              .withTimeout(options.connectTimeout());
      options.sentinelPassword().ifPresent(secret -> one.withPassword(secret.reveal()));
      sentinels.withSentinel(one.build());
    }
    return List.of(common(sentinels, addresses.getFirst(), name, options).build());
  }

  private static RedisURI.Builder common(
      RedisURI.Builder builder, ServerAddress address, String name, RedisOptions options) {
    builder
        .withSsl(address.tls())
        .withVerifyPeer(options.verifyHost() ? SslVerifyMode.FULL : SslVerifyMode.CA)
        .withClientName("lokstra-" + name)
        .withTimeout(options.connectTimeout());
    if (options.mode() != RedisMode.CLUSTER) {
      builder.withDatabase(address.database());
    }
    options
        .password()
        .ifPresent(secret -> {
          CharSequence password = secret.reveal();
          options
              .user()
              .ifPresentOrElse(
                  user -> builder.withAuthentication(user, password),
                  () -> builder.withPassword(password));
        });
    return builder;
  }

  static ClientOptions options(RedisOptions options) {
    ClientOptions.Builder builder = ClientOptions.builder();
    apply(builder, options);
    return builder.build();
  }

  static ClusterClientOptions clusterOptions(RedisOptions options) {
    ClusterClientOptions.Builder builder = ClusterClientOptions.builder();
    apply(builder, options);
    return builder
        .topologyRefreshOptions(
            ClusterTopologyRefreshOptions.builder()
                .enablePeriodicRefresh(Duration.ofSeconds(10))
                .adaptiveRefreshTriggersTimeout(Duration.ofSeconds(1))
                .build())
        .build();
  }

  // Refusing while disconnected also keeps Lettuce from sending again, after a reconnect, what had
  // been sent before: an increment would count twice.
  private static void apply(ClientOptions.Builder builder, RedisOptions options) {
    builder
        .disconnectedBehavior(DisconnectedBehavior.REJECT_COMMANDS)
        .requestQueueSize(options.maxPending())
        .socketOptions(
            SocketOptions.builder()
                .connectTimeout(options.connectTimeout())
                .tcpNoDelay(true)
                .keepAlive(
                    KeepAliveOptions.builder()
                        .enable()
                        .idle(Duration.ofSeconds(15))
                        .interval(Duration.ofSeconds(5))
                        .count(3)
                        .build())
                .build());
    SslOptions.Builder tls =
        SslOptions.builder().jdkSslProvider().handshakeTimeout(options.connectTimeout());
    options.trustedCertificates().ifPresent(file -> tls.trustManager(new File(file)));
    options
        .certificate()
        .ifPresent(file ->
            tls.keyManager(
                new File(file), new File(options.privateKey().orElseThrow()), new char[0]));
    builder.sslOptions(tls.build());
  }
}
