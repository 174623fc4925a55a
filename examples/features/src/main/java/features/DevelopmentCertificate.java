package features;

import io.lokstra.config.Secret;
import io.lokstra.engine.TlsOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/**
 * A certificate for {@code localhost} that the JDK's keytool makes and signs with itself. For
 * development alone: its key lives in a temporary folder, and no client trusts it.
 */
final class DevelopmentCertificate {
  private static final String PASSWORD = "development";

  private DevelopmentCertificate() {}

  /** A new one, good for a day. */
  static TlsOptions create() throws IOException, InterruptedException {
    Path file = Files.createTempDirectory("features").resolve("localhost.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "localhost",
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-dname",
                "CN=localhost",
                "-ext",
                "san=dns:localhost,ip:127.0.0.1",
                "-validity",
                "1",
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD,
                "-keystore",
                file.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (keytool.waitFor() != 0) {
      throw new IOException("keytool could not make a certificate: " + said);
    }
    if (Files.getFileStore(file).supportsFileAttributeView("posix")) {
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }
    for (Path each : List.of(file, file.getParent())) {
      each.toFile().deleteOnExit();
    }
    return TlsOptions.pkcs12(file, Secret.of(PASSWORD));
  }
}
