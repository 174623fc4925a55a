package peers;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.file.Files;
import org.apache.catalina.Context;
import org.apache.catalina.startup.Tomcat;
import org.apache.coyote.http2.Http2Protocol;

/** Tomcat, embedded, with its upgrade protocol for HTTP/2. */
final class TomcatPeer {
  private TomcatPeer() {}

  public static void main(String[] args) throws Exception {
    Tomcat tomcat = new Tomcat();
    tomcat.setBaseDir(Files.createTempDirectory("tomcat").toString());
    tomcat.setPort(Peer.port());
    tomcat.getConnector().addUpgradeProtocol(new Http2Protocol());
    Context context = tomcat.addContext("", null);
    Tomcat.addServlet(context, "app", new App());
    context.addServletMappingDecoded("/*", "app");
    tomcat.start();
    tomcat.getServer().await();
  }

  private static final class App extends HttpServlet {
    private static final long serialVersionUID = 1;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      response.setContentType("text/plain");
      switch (request.getPathInfo()) {
        case "/" -> response.getWriter().write(Peer.HOME);
        case "/plaintext" -> response.getWriter().write(Peer.HELLO);
        default -> response.sendError(404);
      }
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      switch (request.getPathInfo()) {
        case "/echo" -> {
          byte[] body = request.getInputStream().readAllBytes();
          response.setContentLength(body.length);
          response.getOutputStream().write(body);
        }
        case "/", "/plaintext" -> {
          response.setHeader("Allow", "GET, HEAD, OPTIONS");
          response.sendError(405);
        }
        default -> response.sendError(404);
      }
    }
  }
}
