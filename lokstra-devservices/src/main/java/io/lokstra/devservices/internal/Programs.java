package io.lokstra.devservices.internal;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.jar.JarFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tukaani.xz.XZInputStream;

/** Where the programs of a server come from: a jar, the PATH, or where somebody says. */
final class Programs {
  private static final Logger LOG = LoggerFactory.getLogger("io.lokstra.devservices");
  private static final Duration LOCK = Duration.ofMinutes(2);

  /** The machine as the artifacts' names tell of it. */
  record Machine(String system, String processor, boolean musl) {

    static Machine own() {
      return of(
          System.getProperty("os.name", ""),
          System.getProperty("os.arch", ""),
          Files.exists(Path.of("/etc/alpine-release")));
    }

    static Machine of(String name, String arch, boolean musl) {
      String lower = name.toLowerCase(Locale.ROOT);
      String system =
          lower.startsWith("linux") ? "linux" : lower.startsWith("mac") ? "darwin" : lower;
      String processor =
          switch (arch) {
            case "amd64", "x86_64" -> "amd64";
            case "aarch64", "arm64" -> "arm64";
            default -> arch;
          };
      return new Machine(system, processor, musl);
    }

    /** Pipes, {@code sh} and the rest are those of Linux and macOS. */
    void check(String label) {
      if (!system.equals("linux") && !system.equals("darwin")) {
        throw Problem.unable(
            label + " is started as a dev service on Linux and macOS alone, not on " + system,
            "start your own");
      }
    }
  }

  private Programs() {}

  /**
   * What a resource of the class path holds, unpacked once for this user.
   *
   * @param name of the folder it is unpacked to, its version follows
   * @param resource a {@code .txz} archive, or a single program
   * @return the folder; empty when there is no such resource
   */
  static Optional<Path> bundled(String name, String resource, UserFolder user)
      throws IOException, InterruptedException {
    URL url = Programs.class.getClassLoader().getResource(resource);
    if (url == null) {
      return Optional.empty();
    }
    Path folder = user.path().resolve("programs").resolve(name + "-" + fingerprint(url));
    if (Files.isDirectory(folder)) {
      return Optional.of(folder);
    }
    try (FolderLock _ = FolderLock.of(folder, name, LOCK)) {
      if (!Files.isDirectory(folder)) {
        LOG.info("unpacking {} into {}, once for this user", resource, folder);
        unpack(url, resource, folder);
      }
    }
    return Optional.of(folder);
  }

  private static void unpack(URL url, String resource, Path folder) throws IOException {
    Path half = FolderLock.beside(folder, "half");
    UserFolder.delete(half);
    Files.createDirectories(half);
    try (InputStream in = new BufferedInputStream(url.openStream(), 1 << 16)) {
      if (resource.endsWith(".txz")) {
        TarReader.unpack(new BufferedInputStream(new XZInputStream(in), 1 << 16), half);
      } else {
        Path program = half.resolve("program");
        Files.copy(in, program);
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
      }
    }
    Files.move(half, folder, StandardCopyOption.ATOMIC_MOVE);
  }

  /** Tells one version from another without reading all of it. */
  private static String fingerprint(URL url) throws IOException {
    URLConnection connection = url.openConnection();
    connection.setUseCaches(false);
    if (connection instanceof JarURLConnection jar) {
      try (JarFile _ = jar.getJarFile()) {
        return Long.toHexString(jar.getJarEntry().getCrc());
      }
    }
    try (InputStream _ = connection.getInputStream()) {
      return Long.toHexString(connection.getLastModified() ^ connection.getContentLengthLong());
    }
  }

  /** All programs of that name on the PATH, and in {@code further} folders. */
  static List<Path> onPath(String name, Map<String, String> environment, List<Path> further) {
    List<Path> found = new ArrayList<>();
    List<Path> folders = new ArrayList<>();
    for (String each : environment.getOrDefault("PATH", "").split(":")) {
      if (each.startsWith("/")) {
        folders.add(Path.of(each));
      }
    }
    folders.addAll(further);
    for (Path folder : folders) {
      Path program = folder.resolve(name);
      if (Files.isExecutable(program) && Files.isRegularFile(program)) {
        found.add(program);
      }
    }
    return found;
  }
}
