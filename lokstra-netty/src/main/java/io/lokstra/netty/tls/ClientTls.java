package io.lokstra.netty.tls;

import io.lokstra.engine.UpstreamTls;
import io.lokstra.internal.web.IpAddress;
import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/** The TLS of connections to one server. Making one reads the JDK's trust store. Thread-safe. */
public final class ClientTls {
  private final SSLContext context;
  private final UpstreamTls options;
  private final String name;
  private final int port;

  /**
   * What is needed for connections to {@code host}.
   *
   * @throws GeneralSecurityException when the JDK cannot have what the options say
   */
  public ClientTls(UpstreamTls options, String host, int port)
      throws GeneralSecurityException, IOException {
    this.options = options;
    this.name = options.name().orElse(host);
    this.port = port;
    this.context = SSLContext.getInstance("TLS");
    context.init(null, trust(options), null);
  }

  private static TrustManager @Nullable [] trust(UpstreamTls options)
      throws GeneralSecurityException, IOException {
    if (!options.verify()) {
      return new TrustManager[] {new Anybody()};
    }
    if (options.authorities().isEmpty()) {
      return null; // what the JDK trusts
    }
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    List<X509Certificate> authorities = options.authorities();
    for (int i = 0; i < authorities.size(); i++) {
      store.setCertificateEntry("authority-" + i, authorities.get(i));
    }
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return factory.getTrustManagers();
  }

  /** The client's side of a new connection. */
  public SSLEngine newEngine() {
    SSLEngine engine = context.createSSLEngine(name, port);
    engine.setUseClientMode(true);
    SSLParameters parameters = engine.getSSLParameters();
    parameters.setProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
    if (options.verify()) {
      // RFC 9110 §4.3.4: the certificate must be for the host.
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
    }
    if (IpAddress.parse(name).isEmpty()) {
      parameters.setServerNames(List.of(new SNIHostName(name)));
    }
    engine.setSSLParameters(parameters);
    return engine;
  }

  /** Looks at nothing. */
  private static final class Anybody extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
