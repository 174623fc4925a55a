package io.lokstra.bench.redis;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/** One way to talk to Redis, as its documentation recommends it. */
interface Client extends AutoCloseable {
  byte[] KEY = "bench:{a}:key".getBytes(StandardCharsets.UTF_8);
  byte[] VALUE = new byte[64];
  String SCRIPT =
      "local n = redis.call('incrby', KEYS[1], ARGV[1]) redis.call('pexpire', KEYS[1], 60000) return n";
  byte[] COUNTER = "bench:{a}:count".getBytes(StandardCharsets.UTF_8);
  byte[] ONE = "1".getBytes(StandardCharsets.UTF_8);

  /** How long a command may take before it fails. */
  Duration TIMEOUT = Duration.ofSeconds(1);

  String name();

  void set() throws Exception;

  void get() throws Exception;

  /** Runs the script by its digest. */
  void script() throws Exception;

  @Override
  void close();

  /** All of them, against the server on this port. */
  static List<Client> all(int port) {
    return List.of(
        new PooledJedis(port, 16),
        new SharedLettuce(port, false),
        new SharedLettuce(port, true),
        new MultiplexedJedis(port));
  }
}
