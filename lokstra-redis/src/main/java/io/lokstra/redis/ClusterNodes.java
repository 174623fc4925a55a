package io.lokstra.redis;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisException;
import io.lettuce.core.cluster.SlotHash;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * Lettuce connects to a node with the first command for it, and refuses that command, since it
 * refuses what comes while a node is not connected. So each master is asked something first.
 */
final class ClusterNodes {
  private static final long PAUSE_MILLIS = 5;

  private ClusterNodes() {}

  /**
   * Connects to every master that has slots, as far as that can be done in {@code limit}: one that
   * cannot be reached refuses its commands.
   */
  static void connect(StatefulRedisClusterConnection<byte[], byte[]> cluster, Duration limit) {
    long until = System.nanoTime() + limit.toNanos();
    for (RedisClusterNode node : cluster.getPartitions()) {
      if (node.getRole().isUpstream() && !node.getSlots().isEmpty()) {
        connect(cluster, keyOf(node), until);
      }
    }
  }

  private static void connect(
      StatefulRedisClusterConnection<byte[], byte[]> cluster, byte[] key, long until) {
    do {
      try {
        var _ = cluster.sync().exists(key);
        return;
      } catch (RedisCommandExecutionException answered) {
        return;
      } catch (RedisException notYet) {
        try {
          Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          return;
        }
      }
    } while (System.nanoTime() - until < 0);
  }

  /** A key that belongs to {@code node}. */
  private static byte[] keyOf(RedisClusterNode node) {
    for (int i = 0; ; i++) {
      byte[] key = ("lokstra:" + i).getBytes(StandardCharsets.US_ASCII);
      if (node.hasSlot(SlotHash.getSlot(key))) {
        return key;
      }
    }
  }
}
