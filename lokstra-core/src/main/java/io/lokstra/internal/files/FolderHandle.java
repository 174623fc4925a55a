package io.lokstra.internal.files;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.util.Optional;
import java.util.Set;

/** One name in a folder that was reached without following a link. See {@link DirectoryTree}. */
interface FolderHandle extends Closeable {
  Set<OpenOption> READING = Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);

  /** What the name stands for; empty for what is not served, links among it. */
  Optional<FileState> state() throws IOException;

  /** Opens what the name stands for, a link excepted. */
  FileChannel open() throws IOException;

  /**
   * The last name of {@code relative}, in its folder below {@code root}.
   *
   * @throws NoSuchFileException when the folder is not there, or is no folder
   */
  @SuppressWarnings("StreamResourceLeak") // it is handed on, or closed by every other way out
  static FolderHandle of(Path root, Path relative, boolean byHandles) throws IOException {
    DirectoryStream<Path> opened = Files.newDirectoryStream(root);
    if (!byHandles || !(opened instanceof SecureDirectoryStream<Path> at)) {
      opened.close();
      return new ByRealPath(root.toRealPath(), relative);
    }
    try {
      for (Path name : relative.getParent() == null ? Set.<Path>of() : relative.getParent()) {
        if (!view(at, name).readAttributes().isDirectory()) {
          throw new NotDirectoryException(relative.toString());
        }
        SecureDirectoryStream<Path> inner = at.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS);
        at.close();
        at = inner;
      }
      return new ByHandle(at, relative.getFileName());
    } catch (IOException | RuntimeException e) {
      at.close();
      throw e;
    }
  }

  /**
   * The real path; none for what leads nowhere: a loop of links, a file taken for a folder. It
   * opens nothing, so that whatever is wrong is wrong with the path.
   */
  static Path realPath(Path path) throws IOException {
    try {
      return path.toRealPath();
    } catch (FileSystemException e) {
      NoSuchFileException nothing = new NoSuchFileException(path.toString());
      nothing.initCause(e);
      throw nothing;
    }
  }

  private static BasicFileAttributeView view(SecureDirectoryStream<Path> folder, Path name) {
    return folder.getFileAttributeView(
        name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
  }

  private static FileChannel file(SeekableByteChannel channel) throws IOException {
    if (channel instanceof FileChannel file) {
      return file;
    }
    channel.close();
    throw new IOException("this file system has no file channels");
  }

  /** Relative to an open directory. */
  record ByHandle(SecureDirectoryStream<Path> folder, Path name) implements FolderHandle {
    @Override
    public Optional<FileState> state() throws IOException {
      return FileState.of(view(folder, name).readAttributes());
    }

    @Override
    public FileChannel open() throws IOException {
      return file(folder.newByteChannel(name, READING));
    }

    @Override
    public void close() throws IOException {
      folder.close();
    }
  }

  /** By the real path, which must be the path itself. */
  record ByRealPath(Path root, Path relative) implements FolderHandle {
    @Override
    public Optional<FileState> state() throws IOException {
      Path path = root.resolve(relative);
      if (!realPath(path).toString().equals(path.toString())) {
        throw new NoSuchFileException(relative.toString());
      }
      return FileState.of(
          Files.getFileAttributeView(path, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
              .readAttributes());
    }

    @Override
    public FileChannel open() throws IOException {
      return FileChannel.open(root.resolve(relative), READING);
    }

    @Override
    public void close() {
      // Nothing is open.
    }
  }
}
