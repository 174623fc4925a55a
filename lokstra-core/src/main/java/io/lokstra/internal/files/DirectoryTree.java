package io.lokstra.internal.files;

import io.lokstra.http.EntityTag;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The files below a directory, and none outside of it.
 *
 * <p>A path is walked from an open handle of the directory down, name by name, each relative to the
 * handle before and without following links ({@code openat} with {@code O_NOFOLLOW}): a name that
 * is exchanged for a link at any moment fails to open, so there is no moment between a check and
 * its use. Where links are followed, the path is resolved first, must stay inside, and what it
 * resolved to is walked in the same way. The directory itself may be a link, which is followed anew
 * each time: a release is published by turning it.
 *
 * <p>Systems without such handles (Windows) compare the real path, before and after opening: it
 * must be the path as asked for, letter by letter, so that neither links nor other spellings of a
 * name lead anywhere.
 */
public final class DirectoryTree implements FileTree {
  /** A file younger than this may change again without its time showing it. */
  private static final Duration UNSETTLED = Duration.ofSeconds(2);

  private final Path root;
  private final boolean followsLinks;
  private final boolean byHandles;

  /**
   * The files below {@code root}.
   *
   * @param followsLinks whether symbolic links that stay inside are followed; none is otherwise
   * @throws IllegalArgumentException when it is no directory
   */
  public DirectoryTree(Path root, boolean followsLinks) {
    this(root, followsLinks, true);
  }

  DirectoryTree(Path root, boolean followsLinks, boolean byHandles) {
    this.root = root.toAbsolutePath().normalize();
    this.followsLinks = followsLinks;
    this.byHandles = byHandles;
    if (!Files.isDirectory(this.root)) {
      throw new IllegalArgumentException(
          "there is no directory %s to serve files from (%s); create it, or name another"
              .formatted(root, this.root));
    }
  }

  @Override
  public Optional<FileState> look(String path) throws IOException {
    try (FolderHandle folder = folderOf(path)) {
      return folder.state();
    } catch (NoSuchFileException
        | NotDirectoryException
        | AccessDeniedException
        | InvalidPathException _) {
      // What is not there, and what this process may not read, is not served; nor is a name that
      // this file system cannot have.
      return Optional.empty();
    }
  }

  @Override
  public Optional<OpenFile> open(String path, FileState state) throws IOException {
    try (FolderHandle folder = folderOf(path)) {
      if (!state.is(folder.state())) {
        return Optional.empty();
      }
      FileChannel channel = folder.open();
      // The name may have changed hands before it was opened; it has not if it is still the same.
      if (state.is(folder.state())) {
        return Optional.of(new OpenChannel(channel));
      }
      channel.close();
      return Optional.empty();
    } catch (NoSuchFileException
        | NotDirectoryException
        | AccessDeniedException
        | InvalidPathException _) {
      return Optional.empty();
    }
  }

  private FolderHandle folderOf(String path) throws IOException {
    Path relative = root.getFileSystem().getPath(path);
    if (path.isEmpty()
        || relative.isAbsolute()
        || relative.startsWith("..")
        || !relative.normalize().equals(relative)) {
      throw new NoSuchFileException(path);
    }
    Path from = root;
    if (followsLinks) {
      from = root.toRealPath();
      Path real = FolderHandle.realPath(from.resolve(relative));
      if (!real.startsWith(from) || real.equals(from)) {
        throw new NoSuchFileException(path);
      }
      relative = from.relativize(real);
    }
    return FolderHandle.of(from, relative, byHandles);
  }

  /**
   * By size and time: strong, but for a file so young that it may change again within the same tick
   * of the file system's clock.
   */
  @Override
  public EntityTag tag(String path, FileState state, Instant now) {
    Instant modified = state.modified().orElse(Instant.EPOCH);
    boolean settled = modified.plus(UNSETTLED).isBefore(now);
    long nanos = modified.getEpochSecond() * 1_000_000_000L + modified.getNano();
    return new EntityTag(Long.toHexString(state.size()) + "-" + Long.toHexString(nanos), !settled);
  }

  @Override
  public String toString() {
    return root.toString();
  }
}
