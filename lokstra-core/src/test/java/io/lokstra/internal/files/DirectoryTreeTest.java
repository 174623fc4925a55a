package io.lokstra.internal.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DirectoryTreeTest {
  @TempDir Path all;
  private Path root;

  @BeforeEach
  void writeFiles() throws IOException {
    root = Files.createDirectory(all.resolve("root"));
    Files.createDirectories(root.resolve("a/b"));
    Files.writeString(root.resolve("a/b/c.txt"), "inside");
    Files.writeString(all.resolve("secret.txt"), "secret");
    Files.createDirectory(all.resolve("rootx"));
    Files.writeString(all.resolve("rootx/secret.txt"), "secret");
    Files.createSymbolicLink(root.resolve("out.txt"), all.resolve("secret.txt"));
    Files.createSymbolicLink(root.resolve("up"), all);
    Files.createSymbolicLink(root.resolve("beside"), all.resolve("rootx"));
    Files.createSymbolicLink(root.resolve("in.txt"), Path.of("a/b/c.txt"));
    Files.createSymbolicLink(root.resolve("inner"), Path.of("a"));
    Files.createSymbolicLink(root.resolve("loop"), Path.of("loop"));
    Files.createSymbolicLink(root.resolve("self"), Path.of("."));
  }

  private static Optional<String> read(DirectoryTree tree, String path) throws IOException {
    Optional<FileState> state = tree.look(path).filter(found -> !found.folder());
    if (state.isEmpty()) {
      return Optional.empty();
    }
    Optional<OpenFile> open = tree.open(path, state.get());
    if (open.isEmpty()) {
      return Optional.empty();
    }
    try (OpenFile file = open.get()) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      file.writeTo(out, new ByteRange(0, state.get().size()));
      return Optional.of(out.toString(java.nio.charset.StandardCharsets.UTF_8));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void readsWhatIsInside(boolean byHandles) throws IOException {
    DirectoryTree tree = new DirectoryTree(root, false, byHandles);
    assertThat(read(tree, "a/b/c.txt")).contains("inside");
    assertThat(tree.look("a/b")).contains(FileState.FOLDER);
    assertThat(tree.look("nothing")).isEmpty();
    assertThat(tree.look("a/b/c.txt/d")).isEmpty();
    assertThat(tree.look("x/y")).isEmpty();
    for (String path : new String[] {"", ".", "..", "../secret.txt", "a/../../secret.txt", "a/."}) {
      assertThat(tree.look(path)).as(path).isEmpty();
    }
    assertThat(tree.look(all.resolve("secret.txt").toString())).isEmpty();
    assertThat(tree.look("a\0b")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void followsNoLinks(boolean byHandles) throws IOException {
    DirectoryTree tree = new DirectoryTree(root, false, byHandles);
    for (String path :
        new String[] {
          "out.txt",
          "up",
          "up/secret.txt",
          "beside/secret.txt",
          "in.txt",
          "inner/b/c.txt",
          "loop",
          "self/a/b/c.txt"
        }) {
      assertThat(tree.look(path)).as(path).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void followsLinksThatStayInsideWhereToldTo(boolean byHandles) throws IOException {
    DirectoryTree tree = new DirectoryTree(root, true, byHandles);
    assertThat(read(tree, "in.txt")).contains("inside");
    assertThat(read(tree, "inner/b/c.txt")).contains("inside");
    assertThat(read(tree, "self/a/b/c.txt")).contains("inside");
    for (String path : new String[] {"out.txt", "up/secret.txt", "beside/secret.txt", "self"}) {
      assertThat(tree.look(path)).as(path).isEmpty();
    }
  }

  @Test
  void mayItselfBeALinkThatTurns() throws IOException {
    Path one = Files.createDirectory(all.resolve("release-1"));
    Path two = Files.createDirectory(all.resolve("release-2"));
    Files.writeString(one.resolve("v.txt"), "1");
    Files.writeString(two.resolve("v.txt"), "2");
    Path current = Files.createSymbolicLink(all.resolve("current"), one);
    for (boolean links : new boolean[] {false, true}) {
      DirectoryTree tree = new DirectoryTree(current, links);
      assertThat(read(tree, "v.txt")).contains("1");
      Files.move(
          Files.createSymbolicLink(all.resolve("next"), two),
          current,
          StandardCopyOption.REPLACE_EXISTING);
      assertThat(read(tree, "v.txt")).contains("2");
      Files.move(
          Files.createSymbolicLink(all.resolve("next"), one),
          current,
          StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /** A folder and a file that turn into links and back again as fast as can be. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void neverLeadsOutWhileNamesChangeHands(boolean links) throws Exception {
    Path folder = root.resolve("turning");
    Path out = Files.createDirectory(all.resolve("outside"));
    Files.writeString(out.resolve("f.txt"), "secret");
    Path inside = Files.createDirectory(all.resolve("inside"));
    Files.writeString(inside.resolve("f.txt"), "inside");
    AtomicBoolean stop = new AtomicBoolean();
    Thread turner =
        Thread.ofPlatform()
            .start(() -> {
              try {
                while (!stop.get()) {
                  Files.move(inside, folder);
                  Files.move(folder, inside);
                  Files.createSymbolicLink(folder, out);
                  Files.delete(folder);
                }
              } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
              }
            });
    DirectoryTree tree = new DirectoryTree(root, links);
    try {
      int seen = 0;
      long deadline = System.nanoTime() + Duration.ofMinutes(1).toNanos();
      for (int i = 0; i < 20_000 || (seen == 0 && System.nanoTime() < deadline); i++) {
        try {
          Optional<String> content = read(tree, "turning/f.txt");
          assertThat(content.orElse("inside")).isEqualTo("inside");
          seen += content.isPresent() ? 1 : 0;
        } catch (IOException raced) {
          // It was a folder when it was looked at, and a link when it was opened: refused.
        }
      }
      assertThat(seen).as("how often it was read").isPositive();
    } finally {
      stop.set(true);
      turner.join();
    }
  }

  @Test
  void servesNoDevicesOrPipes() throws Exception {
    Process made =
        new ProcessBuilder("mkfifo", root.resolve("pipe").toString()).inheritIO().start();
    assertThat(made.waitFor()).isZero();
    assertThat(new DirectoryTree(root, false).look("pipe")).isEmpty();
    if (Files.exists(Path.of("/dev/zero"))) {
      assertThat(new DirectoryTree(Path.of("/dev"), false).look("zero")).isEmpty();
    }
  }

  @Test
  void opensNothingThatIsNoLongerWhatItWas() throws IOException {
    DirectoryTree tree = new DirectoryTree(root, false);
    FileState before = tree.look("a/b/c.txt").orElseThrow();
    Files.writeString(root.resolve("a/b/c.txt"), "longer than before");
    assertThat(tree.open("a/b/c.txt", before)).isEmpty();
    Files.delete(root.resolve("a/b/c.txt"));
    assertThat(tree.open("a/b/c.txt", before)).isEmpty();
  }

  @Test
  void failsWhereAFileBecomesShorterWhileItIsRead() throws IOException {
    DirectoryTree tree = new DirectoryTree(root, false);
    FileState state = tree.look("a/b/c.txt").orElseThrow();
    try (OpenFile file = tree.open("a/b/c.txt", state).orElseThrow()) {
      Files.writeString(root.resolve("a/b/c.txt"), "");
      assertThatThrownBy(() -> file.writeTo(new ByteArrayOutputStream(), new ByteRange(0, 6)))
          .isInstanceOf(EOFException.class)
          .hasMessageContaining("became shorter");
    }
  }

  @Test
  void saysThatThereIsNoSuchDirectory() {
    assertThatThrownBy(() -> new DirectoryTree(all.resolve("secret.txt"), false))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("there is no directory");
    assertThat(new DirectoryTree(root, false)).hasToString(root.toString());
  }
}
