package io.lokstra.netty;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.function.Consumer;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/** A client of TLS that trusts whomever it meets, and says what it was shown. */
final class TlsClient {
  private final SSLContext context;

  TlsClient() throws GeneralSecurityException {
    this(new KeyManager[0]);
  }

  TlsClient(KeyStore own, char[] password) throws GeneralSecurityException {
    this(managers(own, password));
  }

  private TlsClient(KeyManager[] keys) throws GeneralSecurityException {
    context = SSLContext.getInstance("TLS");
    context.init(keys, new TrustManager[] {new TrustAll()}, null);
  }

  private static KeyManager[] managers(KeyStore own, char[] password)
      throws GeneralSecurityException {
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(own, password);
    return factory.getKeyManagers();
  }

  SSLContext context() {
    return context;
  }

  /** Connects and shakes hands, asking for {@code name}; an empty one asks for none. */
  SSLSocket connect(int port, String name) throws IOException {
    return connect(port, name, parameters -> {});
  }

  SSLSocket connect(int port, String name, Consumer<SSLParameters> change) throws IOException {
    Socket plain = new Socket(InetAddress.getLoopbackAddress(), port);
    SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(plain, null, port, true);
    socket.setSoTimeout(10_000);
    SSLParameters parameters = socket.getSSLParameters();
    if (!name.isEmpty()) {
      parameters.setServerNames(List.of(new SNIHostName(name)));
    }
    change.accept(parameters);
    socket.setSSLParameters(parameters);
    socket.startHandshake();
    return socket;
  }

  Wire wire(int port, String name) throws IOException {
    return new Wire(connect(port, name));
  }

  /** The common name of the certificate that the server shows to who asks for {@code name}. */
  String shown(int port, String name) throws IOException {
    try (SSLSocket socket = connect(port, name)) {
      return subject(socket);
    }
  }

  static String subject(SSLSocket socket) throws IOException {
    return ((X509Certificate) socket.getSession().getPeerCertificates()[0])
        .getSubjectX500Principal()
        .getName();
  }

  private static final class TrustAll extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
