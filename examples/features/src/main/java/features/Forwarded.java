package features;

import io.lokstra.http.App;
import io.lokstra.http.Response;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** What {@code /proxy/**} asks: another app of the same server, behind a Unix socket. */
final class Forwarded {
  private Forwarded() {}

  /** A socket in a folder of its own, which only this user can enter. */
  static String address() throws IOException {
    Path folder = Files.createTempDirectory("features");
    folder.toFile().deleteOnExit();
    return "unix:" + folder.resolve("behind.sock");
  }

  static App behind(String address) {
    return App.named("behind", address)
        .get("/hello", ctx -> ctx.text("Hello from behind!"))
        .get("/lines/{count:int}", ctx -> lines(ctx.path("count", int.class)))
        .post(
            "/count",
            ctx -> {
              try (InputStream in = ctx.stream()) {
                return ctx.text(String.valueOf(in.transferTo(OutputStream.nullOutputStream())));
              }
            })
        .any(
            "/seen/{path...}",
            ctx -> {
              Map<String, String> seen = new LinkedHashMap<>();
              seen.put("request", ctx.method() + " " + ctx.target().raw());
              ctx.headers().forEach(seen::put);
              return ctx.json(seen);
            });
  }

  private static Response lines(int count) {
    byte[] line = "a line of text that came from behind\n".getBytes(StandardCharsets.US_ASCII);
    return Response.stream(
        "text/plain",
        out -> {
          for (int i = 0; i < count; i++) {
            out.write(line);
          }
        });
  }
}
