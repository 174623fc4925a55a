package features;

import io.lokstra.http.App;
import io.lokstra.websocket.WebSocket;
import java.util.concurrent.locks.LockSupport;

/** What {@link ProcessTest} runs in a process of its own. */
final class ChildProgram {
  private ChildProgram() {}

  public static void main(String[] args) {
    App.named("child", "127.0.0.1:0")
        .get("/", ctx -> ctx.text("hello"))
        .get(
            "/slow",
            ctx -> {
              System.out.println("slow began");
              Thread.sleep(700);
              return ctx.text("finished");
            })
        .get(
            "/stubborn",
            ctx -> {
              System.out.println("stubborn began");
              while (true) {
                LockSupport.parkNanos(1_000_000);
                if (Thread.interrupted()) {
                  System.out.println("interruption ignored");
                }
              }
            })
        .webSocket(
            "/ws",
            ctx ->
                WebSocket.text((session, text) -> {
                  System.out.println("message began");
                  Thread.sleep(200);
                  session.send("done " + text);
                }))
        .run(args);
  }
}
