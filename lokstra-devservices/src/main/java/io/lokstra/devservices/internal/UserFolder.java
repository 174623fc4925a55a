package io.lokstra.devservices.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What belongs to a user of the machine rather than to a project: unpacked programs, and servers
 * whose data are temporary.
 *
 * @param path the folder
 */
record UserFolder(Path path) {
  private static final Logger LOG = LoggerFactory.getLogger("io.lokstra.devservices");

  /**
   * The usual one: {@code $XDG_CACHE_HOME/lokstra} or {@code ~/.cache/lokstra}.
   *
   * @param privileges who must be able to read it; what another user runs is not in root's home
   */
  static UserFolder of(Privileges privileges, Map<String, String> environment) throws IOException {
    String cache = environment.getOrDefault("XDG_CACHE_HOME", "");
    Path path;
    if (privileges.owner().isPresent()) {
      path = Path.of("/var/tmp/lokstra-root");
    } else if (cache.startsWith("/")) {
      path = Path.of(cache, "lokstra");
    } else {
      path = Path.of(System.getProperty("user.home", "/"), ".cache", "lokstra");
    }
    try {
      Files.createDirectories(path.getParent());
      if (!Files.exists(path)) {
        Files.createDirectory(
            path,
            PosixFilePermissions.asFileAttribute(
                PosixFilePermissions.fromString(
                    privileges.owner().isPresent() ? "rwxr-xr-x" : "rwx------")));
      }
    } catch (IOException e) {
      throw Problem.unable(
          "the folder " + path + " cannot be made (" + e + ")",
          "make it, or name another that this user may write: XDG_CACHE_HOME=/folder",
          e);
    }
    if (privileges.owner().isPresent()
        && !Integer.valueOf(0).equals(Files.getAttribute(path, "unix:uid"))) {
      throw Problem.unable(path + " belongs to somebody else than root", "remove it");
    }
    return new UserFolder(path);
  }

  /** The folder for servers that no other process uses. */
  Path ofThisProcess() {
    return path.resolve("tests").resolve(ProcessMark.own().toString());
  }

  /** Ends what processes have left behind that were killed together with its keeper. */
  void sweep() throws IOException, InterruptedException {
    Path tests = path.resolve("tests");
    if (!Files.isDirectory(tests)) {
      return;
    }
    for (Path each : in(tests)) {
      Optional<ProcessMark> process = ProcessMark.parse(each.getFileName().toString());
      if (process.isPresent() && !process.get().isAlive()) {
        remove(each);
      }
    }
  }

  private static void remove(Path ofProcess) throws IOException, InterruptedException {
    for (Path server : in(ofProcess)) {
      Path stop = server.resolve("stop");
      if (Files.isDirectory(server)) {
        Optional<ProcessMark> keeper = ProcessMark.read(FolderLock.beside(server, "keeper"));
        if (keeper.isPresent() && keeper.get().isAlive()) {
          return; // it is about to do the same
        }
        if (Files.exists(stop)) {
          var _ = Command.run(Duration.ofSeconds(40), List.of("sh", stop.toString()));
        }
        LOG.info("a dev service of a killed process was ended: {}", server.getFileName());
      }
    }
    delete(ofProcess);
  }

  private static List<Path> in(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.toList();
    } catch (NoSuchFileException | NotDirectoryException e) {
      return List.of();
    }
  }

  /** Deletes a folder with all that is in it; what somebody else deletes meanwhile is no error. */
  static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(each);
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }
}
