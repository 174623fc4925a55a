package io.lokstra.netty.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.lokstra.engine.TlsOptions;
import io.lokstra.netty.LogOf;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Watching the files of certificates. */
class ServerTlsTest {
  @TempDir Path folder;

  @Test
  void goesOnWatchingWhenReadingFailsUnforeseen() throws Exception {
    TestCertificates made = new TestCertificates(folder).pair("ec", "EC", "dns:localhost");
    Path certificate = made.certificatePem("ec");
    URI archive = URI.create("jar:" + folder.resolve("keys.zip").toUri());
    FileSystem open = FileSystems.newFileSystem(archive, Map.of("create", "true"));
    Path key = Files.copy(made.keyPem("ec"), open.getPath("/key.pem"));
    TlsOptions options = TlsOptions.pem(certificate, key).reloadInterval(Duration.ofMillis(10));
    try (LogOf log = new LogOf("io.lokstra.netty.tls.ServerTls");
        ServerTls tls = new ServerTls(options, List.of("h2"))) {
      // From now on, reading throws what is no IOException.
      open.close();
      assertThat(log.await("ClosedFileSystemException")).startsWith("ERROR ");
      Thread.sleep(100);
      assertThat(log.lines().stream().filter(line -> line.contains("ClosedFileSystemException")))
          .hasSize(1);

      Files.delete(certificate);
      log.await("there is no such file");
      assertThat(tls.newEngine().getUseClientMode()).isFalse();
    }
  }
}
