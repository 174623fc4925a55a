package io.lokstra.internal.files;

import io.lokstra.http.EntityTag;
import io.lokstra.http.Header;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Files as they are served: looked up in the tree, read when they are small, kept for as long as
 * they are asked for, looked at again from time to time. Thread-safe.
 */
public final class FileShelf {
  /** How often a file that changes while it is read is begun anew. */
  private static final int ATTEMPTS = 3;

  private final FileTree tree;
  private final ContentTypes types;
  private final Function<String, Header> cacheControl;
  private final boolean packed;
  private final int mostOfOne;
  private final long recheck;
  private final Clock clock;
  private final FileCache cache;
  private final int mostOpen;
  private final AtomicInteger open = new AtomicInteger();

  /**
   * A shelf with nothing on it.
   *
   * @param cacheControl by path
   * @param packed whether packed variants are looked for
   * @param memory how many bytes are kept
   * @param mostOfOne how many of one file
   * @param recheck after how many nanoseconds a file is looked at again
   * @param mostOpen how many files may be open to be sent
   */
  public FileShelf(
      FileTree tree,
      ContentTypes types,
      Function<String, Header> cacheControl,
      boolean packed,
      long memory,
      int mostOfOne,
      long recheck,
      int mostOpen,
      Clock clock) {
    this.tree = tree;
    this.types = types;
    this.cacheControl = cacheControl;
    this.packed = packed;
    this.mostOfOne = memory == 0 ? 0 : mostOfOne;
    this.recheck = recheck;
    this.mostOpen = mostOpen;
    this.clock = clock;
    this.cache = new FileCache(memory);
  }

  /** Whether as many files are open as may be: then no other is promised to anyone. */
  boolean isCrowded() {
    return open.get() >= mostOpen;
  }

  /**
   * Opens a file to send it; blocks.
   *
   * @throws IOException when it is no longer what it was
   */
  OpenFile open(Snapshot file) throws IOException {
    OpenFile opened =
        tree.open(file.path(), file.state())
            .orElseThrow(
                () -> new EOFException("the file " + file.path() + " changed before it was sent"));
    open.incrementAndGet();
    return new Counted(opened, open);
  }

  /** An open file among those that are counted. */
  private record Counted(OpenFile file, AtomicInteger open) implements OpenFile {
    @Override
    public void writeTo(OutputStream out, ByteRange range) throws IOException {
      file.writeTo(out, range);
    }

    @Override
    public void close() throws IOException {
      open.decrementAndGet();
      file.close();
    }
  }

  Clock clock() {
    return clock;
  }

  /**
   * The file at {@code path}, if all of it is here and was looked at not long ago. Never blocks.
   *
   * @param now by {@link System#nanoTime()}
   */
  @Nullable ServedFile here(String path, long now) {
    ServedFile file = cache.get(path);
    if (file == null || !file.isInMemory() || now - file.checked() >= recheck) {
      return null;
    }
    file.used(now);
    return file;
  }

  /** The file at {@code path}, from the tree where it is not here. May block. */
  Optional<ServedFile> fetch(String path) throws IOException {
    long now = System.nanoTime();
    ServedFile known = cache.get(path);
    if (known != null) {
      long checkedBefore = known.checked();
      if (known.isInMemory() && now - checkedBefore < recheck) {
        return Optional.of(known);
      }
      // Others take it as it is while one looks.
      known.checked(now);
      if (!known.isUnsettled() && isStill(known)) {
        known.used(now);
        return Optional.of(known);
      }
    }
    Optional<ServedFile> loaded = load(path, now);
    if (loaded.isEmpty()) {
      cache.remove(path);
    } else if (recheck > 0) {
      cache.put(path, loaded.get());
    }
    return loaded;
  }

  /** What there is at {@code path}. May block. */
  Optional<FileState> look(String path) throws IOException {
    return tree.look(path);
  }

  private boolean isStill(ServedFile file) throws IOException {
    String path = file.plain().path();
    if (!file.plain().state().is(tree.look(path))) {
      return false;
    }
    if (!looksForPacked(path)) {
      return true;
    }
    for (Coding coding : Coding.ALL) {
      Optional<FileState> now = fileAt(path + coding.end());
      Optional<FileState> then =
          file.packed().stream()
              .filter(form -> form.coding().equals(Optional.of(coding)))
              .map(Snapshot::state)
              .findFirst();
      if (!now.equals(then)) {
        return false;
      }
    }
    return true;
  }

  private boolean looksForPacked(String path) {
    return packed && types.of(path).packs();
  }

  private Optional<FileState> fileAt(String path) throws IOException {
    return tree.look(path).filter(state -> !state.folder());
  }

  private Optional<ServedFile> load(String path, long now) throws IOException {
    Optional<FileState> state = fileAt(path);
    if (state.isEmpty()) {
      return Optional.empty();
    }
    List<Coding> codings = new ArrayList<>();
    if (looksForPacked(path)) {
      for (Coding coding : Coding.ALL) {
        if (fileAt(path + coding.end()).isPresent()) {
          codings.add(coding);
        }
      }
    }
    boolean varies = !codings.isEmpty();
    Optional<Snapshot> plain = snapshot(path, path, Optional.empty(), varies);
    List<Snapshot> forms = new ArrayList<>();
    for (Coding coding : codings) {
      snapshot(path, path + coding.end(), Optional.of(coding), true).ifPresent(forms::add);
    }
    return plain.map(found -> new ServedFile(found, forms, now));
  }

  /** {@code path} is that of the plain form, by which type and policy go. */
  private Optional<Snapshot> snapshot(
      String path, String of, Optional<Coding> coding, boolean varies) throws IOException {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      Optional<FileState> state = fileAt(of);
      if (state.isEmpty()) {
        return Optional.empty();
      }
      byte[] content = null;
      if (state.get().size() <= mostOfOne) {
        content = read(of, state.get());
        if (content == null) {
          continue;
        }
      }
      Instant now = clock.instant();
      EntityTag tag = tree.tag(of, state.get(), now);
      return Optional.of(
          new Snapshot(
              of,
              state.get(),
              coding,
              varies,
              tag,
              types.of(path).field(),
              cacheControl.apply(path),
              content,
              now));
    }
    throw new IOException("the file " + of + " of " + tree + " changes faster than it can be read");
  }

  /** All bytes; null when it changed meanwhile. */
  private byte @Nullable [] read(String path, FileState state) throws IOException {
    Optional<OpenFile> open = tree.open(path, state);
    if (open.isEmpty()) {
      return null;
    }
    int size = (int) state.size();
    ByteArrayOutputStream out = new ByteArrayOutputStream(size);
    try (OpenFile file = open.get()) {
      if (size > 0) {
        file.writeTo(out, new ByteRange(0, size));
      }
    } catch (EOFException _) {
      return null;
    }
    return state.is(tree.look(path)) ? out.toByteArray() : null;
  }
}
