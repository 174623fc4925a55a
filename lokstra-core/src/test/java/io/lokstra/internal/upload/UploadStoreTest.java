package io.lokstra.internal.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lokstra.upload.UploadOptions;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UploadStoreTest {
  @TempDir Path base;

  private UploadStore store() {
    return new UploadStore(
        new UploadOptions(Optional.of(base), 100, 8 << 10, 0, 256 << 10, 64 << 10, 1 << 30));
  }

  private static Path directoryOf(Path file) {
    return Objects.requireNonNull(file.getParent());
  }

  private static void age(Path directory) throws IOException {
    Files.setLastModifiedTime(directory, FileTime.from(Instant.now().minusSeconds(3_600)));
  }

  /** Another process, which says whether it could have the lock of a file. */
  static final class Contender {
    private Contender() {}

    public static void main(String[] arguments) throws IOException {
      try (FileChannel channel = FileChannel.open(Path.of(arguments[0]), StandardOpenOption.WRITE);
          FileLock held = channel.tryLock()) {
        System.exit(held == null ? 10 : 11);
      }
    }
  }

  private static boolean canBeLockedByAnother(Path lock) throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                Path.of(Contender.class.getProtectionDomain().getCodeSource().getLocation().toURI())
                    .toString(),
                Contender.class.getName(),
                lock.toString())
            .inheritIO()
            .start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isIn(10, 11);
    return process.exitValue() == 11;
  }

  /** A process that opens and closes a file gives up every lock it has on it. */
  @Test
  void keepsTheLockOfAServerInTheSameProcess() throws Exception {
    try (UploadStore first = store();
        UploadStore second = store()) {
      Path kept = first.newFile();
      age(directoryOf(kept));
      assertThat(canBeLockedByAnother(kept.resolveSibling(".lock"))).isFalse();
      assertThat(directoryOf(second.newFile())).isNotEqualTo(directoryOf(kept));
      assertThat(kept).exists();
      assertThat(canBeLockedByAnother(kept.resolveSibling(".lock"))).isFalse();
    }
    assertThat(base).isEmptyDirectory();
  }

  /** Its number may be the same, as that of the first process in a container is. */
  @Test
  void removesWhatAnEarlierProcessOfTheSameNumberLeft() throws Exception {
    Path left =
        Files.createDirectory(
            base.resolve("lokstra-uploads-" + ProcessHandle.current().pid() + "-1-7"));
    Files.writeString(left.resolve(".lock"), "");
    Files.writeString(left.resolve("upload-1"), "left over");
    age(left);
    try (UploadStore store = store()) {
      store.newFile();
      assertThat(left).doesNotExist();
    }
  }

  /** As cleaners of temporary files do. */
  @Test
  void makesItsDirectoryAgainWhenSomebodyRemovedIt() throws Exception {
    try (UploadStore store = store()) {
      Path before = store.newFile();
      Path directory = directoryOf(before);
      for (Path each : List.of(before, directory.resolve(".lock"), directory)) {
        Files.delete(each);
      }
      Path after = store.newFile();
      assertThat(after).exists();
      assertThat(directoryOf(after)).isNotEqualTo(directory).hasParent(base);
      assertThat(Files.getPosixFilePermissions(directoryOf(after))).hasSize(3);
      assertThat(canBeLockedByAnother(after.resolveSibling(".lock"))).isFalse();
      assertThat(store.newFile()).hasParent(directoryOf(after));
    }
    assertThat(base).isEmptyDirectory();
  }

  @Test
  void failsWhereTheDirectoryThatWasNamedIsGone() throws Exception {
    try (UploadStore store = store()) {
      Path file = store.newFile();
      for (Path each : List.of(file, file.resolveSibling(".lock"), directoryOf(file), base)) {
        Files.delete(each);
      }
      assertThatThrownBy(store::newFile).isInstanceOf(IOException.class);
      Files.createDirectory(base);
      assertThat(store.newFile()).exists();
    }
  }

  @Test
  void keepsNothingOnceItIsClosed() throws Exception {
    UploadStore store = store();
    store.newFile();
    store.close();
    assertThatThrownBy(store::newFile).hasMessageContaining("has stopped");
    assertThat(base).isEmptyDirectory();
  }
}
