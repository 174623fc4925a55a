package features;

import io.lokstra.http.App;
import io.lokstra.http.Response;
import io.lokstra.http.Router;
import io.lokstra.http.Server;
import io.lokstra.websocket.WebSocket;
import java.util.concurrent.locks.LockSupport;

/**
 * What {@link LoadedProcessTest} runs in a process of its own: it says of each request, and of each
 * message, that it began.
 */
final class LoadedProgram {
  private LoadedProgram() {}

  public static void main(String[] args) throws Exception {
    Router work =
        Router.named("work")
            .get(
                "/job/{id}",
                ctx -> {
                  String id = ctx.path("id");
                  System.out.println("began " + id + ".");
                  Thread.sleep(200);
                  return Response.text("did " + id);
                })
            .webSocket(
                "/jobs",
                ctx ->
                    WebSocket.text((session, id) -> {
                      System.out.println("began " + id + ".");
                      Thread.sleep(200);
                      session.send("did " + id);
                    }))
            .get(
                "/stubborn",
                ctx -> {
                  System.out.println("stubborn began");
                  while (true) {
                    LockSupport.parkNanos(1_000_000);
                    Thread.interrupted();
                  }
                });
    Server.named("loaded")
        .app(App.named("plain", "127.0.0.1:0").mount(work))
        .app(App.named("encrypted", "127.0.0.1:0").mount(work).tls(DevelopmentCertificate.create()))
        .run(args);
  }
}
