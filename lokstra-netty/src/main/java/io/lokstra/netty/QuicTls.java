package io.lokstra.netty;

import io.lokstra.engine.ClientCertificates;
import io.lokstra.engine.TlsException;
import io.lokstra.netty.tls.Certificates;
import io.lokstra.netty.tls.ServerTls;
import io.lokstra.netty.tls.TlsPeer;
import io.netty.handler.codec.quic.BoringSSLContextOption;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicSslContext;
import io.netty.handler.codec.quic.QuicSslContextBuilder;
import io.netty.handler.codec.quic.QuicSslEngine;
import io.netty.handler.ssl.ClientAuth;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * The TLS of QUIC (RFC 9001), which is not the JDK's, with the certificates that {@link ServerTls}
 * holds at this moment. Thread-safe.
 */
final class QuicTls {
  /** What is agreed on by ALPN (RFC 9114 §3.1). */
  static final String PROTOCOL = "h3";

  private static final String[] GROUPS = {"x25519", "secp256r1", "secp384r1"};

  private final ServerTls tls;
  private volatile Contexts contexts;

  /**
   * With what {@code tls} holds.
   *
   * @throws TlsException when it cannot be used for QUIC; the message says what to do
   */
  QuicTls(ServerTls tls) throws TlsException {
    this.tls = tls;
    check(tls);
    this.contexts = new Contexts(tls.certificates(), tls.options().clientCertificates());
  }

  private static void check(ServerTls tls) throws TlsException {
    Certificates.Choice choice = tls.certificates().choice(null);
    if (!choice.keyTypes().contains("EC") && !choice.keyTypes().contains("RSA")) {
      throw new TlsException(
          "HTTP/3 cannot use a key of kind "
              + choice.keyTypes()
              + "; make an EC or RSA key, or turn HTTP/3 off (tls.http3.enabled)");
    }
  }

  /** What was made of one state of the certificates. */
  private static final class Contexts {
    private final Certificates of;
    private final ClientAuth asked;
    private final Map<Certificates.Choice, QuicSslContext> all = new ConcurrentHashMap<>();
    private final QuicSslContext first;

    Contexts(Certificates of, ClientCertificates clients) {
      this.of = of;
      this.asked =
          switch (clients) {
            case NONE -> ClientAuth.NONE;
            case OPTIONAL -> ClientAuth.OPTIONAL;
            case REQUIRED -> ClientAuth.REQUIRE;
          };
      // The one that connections begin with; a name leads to another.
      this.first = builder(of.choice(null)).sni(this::named).build();
    }

    private QuicSslContext named(@Nullable String name) {
      return all.computeIfAbsent(of.choice(name), choice -> builder(choice).build());
    }

    private QuicSslContextBuilder builder(Certificates.Choice choice) {
      QuicSslContextBuilder builder =
          QuicSslContextBuilder.forServer(choice.keys(), null)
              .applicationProtocols(PROTOCOL)
              .option(BoringSSLContextOption.GROUPS, GROUPS)
              // What comes with the first packet can be sent again by whoever saw it (RFC 8470).
              .earlyData(false)
              .clientAuth(asked);
      if (of.trust().length > 0) {
        builder.trustManager(of.trust()[0]);
      }
      return builder;
    }
  }

  /** The server's side of a new connection. */
  QuicSslEngine engine(QuicChannel channel) {
    return contexts().first.newEngine(channel.alloc());
  }

  private Contexts contexts() {
    Contexts now = contexts;
    if (now.of != tls.certificates()) {
      now = new Contexts(tls.certificates(), tls.options().clientCertificates());
      contexts = now;
    }
    return now;
  }

  /** What was agreed on with a client that asked for {@code name}, or for none. */
  TlsPeer peer(@Nullable String name, SSLSession session) {
    return TlsPeer.of(
        session, tls.options().checkHost(), contexts().of.choice(name).names(), name != null);
  }

  /** How long a handshake may take. */
  Duration handshakeTimeout() {
    return tls.options().handshakeTimeout();
  }
}
