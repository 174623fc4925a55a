package io.lokstra.redis;

import io.lokstra.config.ByteSize;
import io.lokstra.config.Default;
import io.lokstra.config.Options;
import io.lokstra.config.Secret;
import io.lokstra.dev.DevAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Where Redis is, and how much of it is used at one time.
 *
 * @param url addresses: {@code redis://host:6379/0}, {@code rediss://host:6380} with TLS; several
 *     of sentinels or nodes of a cluster, separated by commas; {@code dev:redis/0} starts one in
 *     development and tests
 * @param mode what stands at the addresses: {@code standalone}, {@code sentinel} or {@code cluster}
 * @param master the name by which the sentinels know the master
 * @param user name to log in with, where the server has several (Redis 6 ACL)
 * @param password password to log in with
 * @param sentinelPassword password of the sentinels themselves
 * @param namespace what all keys, channels and locks of the stores begin with, a colon after it;
 *     several applications may share a server so
 * @param connectTimeout how long the making of a connection may take, log-in included
 * @param commandTimeout how long an answer is waited for, if the request's deadline is not nearer
 * @param stallTimeout how long a server that was sent something may be silent; the connection is
 *     cut then, and made anew
 * @param connections how many connections all threads share; one does 300,000 commands a second,
 *     more keep large values from holding up small ones
 * @param maxPending how many commands may be under way on each; beyond, they are refused
 * @param maxUnsent how much may wait to be sent on each; beyond, commands are refused
 * @param maxOwnConnections how many may have a connection of their own: those that wait for lists
 * @param trustedCertificates PEM file of the authorities that may vouch for the server; those of
 *     the JVM where this is not said
 * @param certificate PEM file of the certificate to show to the server
 * @param privateKey PEM file of its key
 * @param verifyHost whether the server's certificate has to be for its host name
 */
@Options
public record RedisOptions(
    @Default("redis://127.0.0.1:6379") List<String> url,
    @Default("standalone") RedisMode mode,
    Optional<String> master,
    Optional<String> user,
    Optional<Secret> password,
    Optional<Secret> sentinelPassword,
    @Default("") String namespace,
    @Default("2s") Duration connectTimeout,
    @Default("2s") Duration commandTimeout,
    @Default("5s") Duration stallTimeout,
    @Default("1") int connections,
    @Default("10000") int maxPending,
    @Default("64MiB") @ByteSize long maxUnsent,
    @Default("64") int maxOwnConnections,
    Optional<String> trustedCertificates,
    Optional<String> certificate,
    Optional<String> privateKey,
    @Default("true") boolean verifyHost) {

  /** Checks the bounds. */
  public RedisOptions {
    url = List.copyOf(url);
    if (url.isEmpty()) {
      throw new IllegalArgumentException("url is empty; expected redis://host:6379");
    }
    if (url.stream().anyMatch(DevAddress::isOne)) {
      if (url.size() > 1 || mode != RedisMode.STANDALONE) {
        throw new IllegalArgumentException(
            "url asks for a dev service, which is one server; expected mode standalone and no other"
                + " address beside it");
      }
      if (user.isPresent() || password.isPresent()) {
        throw new IllegalArgumentException(
            "a dev service has a login of its own; leave user and password out, or say the address"
                + " of your own Redis: redis://host:6379/0");
      }
    } else {
      url.forEach(ServerAddress::parse);
    }
    if (mode == RedisMode.STANDALONE && url.size() > 1) {
      throw new IllegalArgumentException(
          "url has " + url.size() + " addresses; set mode to sentinel or cluster, or name one");
    }
    if ((mode == RedisMode.SENTINEL) != master.isPresent()) {
      throw new IllegalArgumentException(
          "master names what sentinels look after: it is needed with mode sentinel, and only then");
    }
    if (certificate.isPresent() != privateKey.isPresent()) {
      throw new IllegalArgumentException("certificate and private-key need each other");
    }
    if (user.isPresent() && password.isEmpty()) {
      throw new IllegalArgumentException("user needs password");
    }
    if (namespace.indexOf('{') >= 0 || namespace.indexOf('}') >= 0) {
      throw new IllegalArgumentException(
          "namespace '" + namespace + "' has braces, which decide about the slots of a cluster");
    }
    positive("connect-timeout", connectTimeout);
    positive("command-timeout", commandTimeout);
    if (stallTimeout.compareTo(commandTimeout) < 0) {
      throw new IllegalArgumentException(
          "stall-timeout ("
              + stallTimeout
              + ") must not be shorter than command-timeout ("
              + commandTimeout
              + "), or one slow command costs all others their connection");
    }
    between("connections", connections, 1, 64);
    between("max-pending", maxPending, 1, 1_000_000);
    between("max-own-connections", maxOwnConnections, 0, 10_000);
    if (maxUnsent < 1024) {
      throw new IllegalArgumentException("max-unsent is " + maxUnsent + "; expected 1KiB or more");
    }
  }

  private static void positive(String name, Duration time) {
    if (!time.isPositive()) {
      throw new IllegalArgumentException(name + " is " + time + "; expected more than zero");
    }
  }

  private static void between(String name, int value, int least, int most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          name + " is " + value + "; expected " + least + " to " + most);
    }
  }

  /** One server, with everything else as it is by default. */
  public static RedisOptions of(String url) {
    return new RedisOptions(
        List.of(url),
        RedisMode.STANDALONE,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        "",
        Duration.ofSeconds(2),
        Duration.ofSeconds(2),
        Duration.ofSeconds(5),
        1,
        10_000,
        64 << 20,
        64,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        true);
  }

  /** With these nodes of a cluster. */
  public RedisOptions withCluster(List<String> nodes) {
    return with(
        nodes,
        RedisMode.CLUSTER,
        Optional.empty(),
        password,
        namespace,
        commandTimeout,
        stallTimeout,
        connections,
        maxPending,
        maxOwnConnections);
  }

  /** With these sentinels, and the name by which they know the master. */
  public RedisOptions withSentinels(List<String> sentinels, String masterName) {
    return with(
        sentinels,
        RedisMode.SENTINEL,
        Optional.of(masterName),
        password,
        namespace,
        commandTimeout,
        stallTimeout,
        connections,
        maxPending,
        maxOwnConnections);
  }

  /** With this password. */
  public RedisOptions withPassword(Secret secret) {
    return with(
        url,
        mode,
        master,
        Optional.of(secret),
        namespace,
        commandTimeout,
        stallTimeout,
        connections,
        maxPending,
        maxOwnConnections);
  }

  /** With keys that begin with this name and a colon. */
  public RedisOptions withNamespace(String name) {
    return with(
        url,
        mode,
        master,
        password,
        name,
        commandTimeout,
        stallTimeout,
        connections,
        maxPending,
        maxOwnConnections);
  }

  /** With these times for an answer, and for any sign of life. */
  public RedisOptions withTimeouts(Duration command, Duration stall) {
    return with(
        url,
        mode,
        master,
        password,
        namespace,
        command,
        stall,
        connections,
        maxPending,
        maxOwnConnections);
  }

  /** With so many shared connections, and so many commands under way on each. */
  public RedisOptions withConnections(int shared, int pendingOnEach) {
    return with(
        url,
        mode,
        master,
        password,
        namespace,
        commandTimeout,
        stallTimeout,
        shared,
        pendingOnEach,
        maxOwnConnections);
  }

  /** With so many who may have a connection of their own. */
  public RedisOptions withOwnConnections(int most) {
    return with(
        url,
        mode,
        master,
        password,
        namespace,
        commandTimeout,
        stallTimeout,
        connections,
        maxPending,
        most);
  }

  /** With these PEM files: authorities that vouch for the server. */
  public RedisOptions withTrustedCertificates(String file) {
    return new RedisOptions(
        url,
        mode,
        master,
        user,
        password,
        sentinelPassword,
        namespace,
        connectTimeout,
        commandTimeout,
        stallTimeout,
        connections,
        maxPending,
        maxUnsent,
        maxOwnConnections,
        Optional.of(file),
        certificate,
        privateKey,
        verifyHost);
  }

  /** Where it asks for a dev service: that. */
  Optional<String> devAddress() {
    return url.stream().filter(DevAddress::isOne).findFirst();
  }

  /**
   * At a dev service, whose address has a password: it becomes a key of its own, so that no address
   * in a log shows it.
   */
  RedisOptions at(URI dev) {
    String login = dev.getUserInfo();
    return with(
        List.of("redis://" + dev.getHost() + ":" + dev.getPort() + dev.getPath()),
        mode,
        master,
        Optional.of(Secret.of(login.substring(login.indexOf(':') + 1))),
        namespace,
        commandTimeout,
        stallTimeout,
        connections,
        maxPending,
        maxOwnConnections);
  }

  private RedisOptions with(
      List<String> newUrl,
      RedisMode newMode,
      Optional<String> newMaster,
      Optional<Secret> newPassword,
      String newNamespace,
      Duration newCommandTimeout,
      Duration newStallTimeout,
      int newConnections,
      int newPending,
      int newOwnConnections) {
    return new RedisOptions(
        newUrl,
        newMode,
        newMaster,
        user,
        newPassword,
        sentinelPassword,
        newNamespace,
        connectTimeout,
        newCommandTimeout,
        newStallTimeout,
        newConnections,
        newPending,
        maxUnsent,
        newOwnConnections,
        trustedCertificates,
        certificate,
        privateKey,
        verifyHost);
  }
}
