package peers;

import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http2.server.HTTP2CServerConnectionFactory;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Promise;

/** Jetty, with its connectors for HTTP/1.1 and HTTP/2 by prior knowledge. */
final class JettyPeer {
  private JettyPeer() {}

  public static void main(String[] args) throws Exception {
    Server server = new Server();
    HttpConfiguration configuration = new HttpConfiguration();
    ServerConnector connector =
        new ServerConnector(
            server,
            new HttpConnectionFactory(configuration),
            new HTTP2CServerConnectionFactory(configuration));
    connector.setPort(Peer.port());
    server.addConnector(connector);
    server.setHandler(
        new Handler.Abstract() {
          @Override
          public boolean handle(Request request, Response response, Callback callback) {
            String path = Request.getPathInContext(request);
            boolean reads = request.getMethod().equals("GET") || request.getMethod().equals("HEAD");
            if (path.equals("/echo") && request.getMethod().equals("POST")) {
              Content.Source.asByteBuffer(
                  request,
                  Promise.from(body -> response.write(true, body, callback), callback::failed));
            } else if (path.equals("/") || path.equals("/plaintext")) {
              if (reads) {
                response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/plain");
                Content.Sink.write(
                    response, true, path.equals("/") ? Peer.HOME : Peer.HELLO, callback);
              } else {
                response.getHeaders().put(HttpHeader.ALLOW, "GET, HEAD, OPTIONS");
                Response.writeError(request, response, callback, 405);
              }
            } else {
              return false;
            }
            return true;
          }
        });
    server.start();
    server.join();
  }
}
