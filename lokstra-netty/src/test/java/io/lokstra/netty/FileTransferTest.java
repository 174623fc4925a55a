package io.lokstra.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.lokstra.engine.FileOutput;
import io.lokstra.http.App;
import io.lokstra.http.Response;
import io.lokstra.http.ResponseBody;
import io.lokstra.http.ResponseHeaders;
import io.lokstra.http.Router;
import io.lokstra.http.RunningServer;
import io.lokstra.http.Server;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What stands between a handler and the engine does not hide that files can go by the kernel. */
class FileTransferTest {
  @TempDir Path directory;

  @Test
  void reachesTheEngineFromAHandler() throws Exception {
    Path file = Files.writeString(directory.resolve("f"), "0123456789".repeat(100_000));
    Router router =
        Router.named("r")
            .get(
                "/",
                _ ->
                    Response.of(
                        200,
                        ResponseHeaders.empty(),
                        new ResponseBody.Stream(
                            500_000,
                            out -> {
                              FileOutput direct = (FileOutput) out;
                              assertThat(direct.takesFiles()).isTrue();
                              try (FileChannel channel = FileChannel.open(file)) {
                                direct.transfer(channel, 5, 500_000);
                              }
                            })));
    try (RunningServer server =
            Server.named("test")
                .app(App.named("test", "127.0.0.1:0").mount(router))
                .engine(new NettyProvider())
                .start();
        Wire wire = new Wire(server.port("test")).timeout(60_000)) {
      String body = wire.get("/").answer().body();
      assertThat(body).hasSize(500_000).startsWith("567890").endsWith("01234");
    }
  }
}
