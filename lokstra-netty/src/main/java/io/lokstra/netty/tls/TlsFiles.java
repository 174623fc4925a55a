package io.lokstra.netty.tls;

import io.lokstra.engine.TlsCertificate;
import io.lokstra.engine.TlsException;
import io.lokstra.engine.TlsOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The files that TLS is read from, with what they held at one time.
 *
 * @param content what each file held
 */
record TlsFiles(Map<Path, byte[]> content) {

  /** Certificates and keys are a few kilobytes; a bundle of all public authorities is 300. */
  private static final long LARGEST = 4 << 20;

  /** Reads all of them. */
  static TlsFiles read(TlsOptions options) throws TlsException {
    Map<Path, byte[]> content = new LinkedHashMap<>();
    for (Path file : files(options)) {
      try {
        if (Files.size(file) > LARGEST) {
          throw new TlsException(file + ": is too large to hold certificates or a key");
        }
        content.put(file, Files.readAllBytes(file));
      } catch (NoSuchFileException e) {
        throw new TlsException(
            file + ": there is no such file (looked for " + file.toAbsolutePath() + ")", e);
      } catch (TlsException e) {
        throw e;
      } catch (IOException e) {
        throw new TlsException(
            file + ": cannot be read (" + e + "); may the server's user read it?", e);
      }
    }
    return new TlsFiles(content);
  }

  private static List<Path> files(TlsOptions options) {
    List<Path> files = new ArrayList<>();
    for (TlsCertificate each : options.all()) {
      for (Optional<Path> file : List.of(each.certificate(), each.key(), each.keystore())) {
        file.ifPresent(files::add);
      }
    }
    options.clientAuthorities().ifPresent(files::add);
    return files;
  }

  /** Which files with a private key are open to every user of the machine. */
  static List<Path> open(TlsOptions options) {
    List<Path> open = new ArrayList<>();
    for (TlsCertificate each : options.all()) {
      Path file = each.key().or(each::keystore).orElseThrow();
      try {
        Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
        if (permissions.contains(PosixFilePermission.OTHERS_READ)
            || permissions.contains(PosixFilePermission.OTHERS_WRITE)) {
          open.add(file);
        }
      } catch (IOException | UnsupportedOperationException e) {
        // A file system without such permissions: there is nothing to say.
      }
    }
    return open;
  }

  /** Whether {@code other} holds the same, octet for octet. */
  boolean same(TlsFiles other) {
    return content.keySet().equals(other.content.keySet())
        && content.entrySet().stream()
            .allMatch(entry -> Arrays.equals(entry.getValue(), other.content.get(entry.getKey())));
  }
}
