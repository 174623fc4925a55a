package io.lokstra.internal.files;

import io.lokstra.http.EntityTag;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * The files below a folder of a jar, which is taken not to change while the program runs. Times in
 * jars say when, or for which release, they were built, and often nothing (reproducible builds):
 * files have no {@code Last-Modified}, and tags made of their bytes.
 */
public final class ArchiveTree implements FileTree {
  private final Path archive;
  private final String prefix;
  private final ZipFile zip;
  private final Map<String, FileState> states = new HashMap<>();
  private final Map<String, EntityTag> tags = new ConcurrentHashMap<>();

  /**
   * The files of {@code archive} whose names begin with {@code prefix}, which ends with a slash or
   * is empty.
   */
  public ArchiveTree(Path archive, String prefix) throws IOException {
    this.archive = archive;
    this.prefix = prefix;
    this.zip = new ZipFile(archive.toFile());
    for (Enumeration<? extends ZipEntry> all = zip.entries(); all.hasMoreElements(); ) {
      ZipEntry entry = all.nextElement();
      String name = entry.getName();
      if (name.startsWith(prefix) && name.length() > prefix.length()) {
        add(name.substring(prefix.length()), entry);
      }
    }
  }

  private void add(String path, ZipEntry entry) {
    for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
      states.put(path.substring(0, slash), FileState.FOLDER);
    }
    if (!entry.isDirectory()) {
      states.put(path, new FileState(false, entry.getSize(), Optional.empty(), Optional.of(path)));
    }
  }

  /** Whether there are no files. */
  public boolean isEmpty() {
    return states.isEmpty();
  }

  /** Lets go of the archive. */
  public void close() throws IOException {
    zip.close();
  }

  @Override
  public Optional<FileState> look(String path) {
    return Optional.ofNullable(states.get(path));
  }

  @Override
  public Optional<OpenFile> open(String path, FileState state) throws IOException {
    return Optional.of(new OpenEntry(stream(path)));
  }

  @Override
  public EntityTag tag(String path, FileState state, Instant now) throws IOException {
    EntityTag known = tags.get(path);
    if (known == null) {
      known = new EntityTag(digest(path), false);
      tags.put(path, known);
    }
    return known;
  }

  /** The first half of the SHA-256 of its bytes. */
  private String digest(String path) throws IOException {
    try (InputStream in = stream(path)) {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] piece = new byte[16 * 1024];
      for (int count = in.read(piece); count >= 0; count = in.read(piece)) {
        digest.update(piece, 0, count);
      }
      byte[] half = Arrays.copyOf(digest.digest(), 16);
      return Base64.getUrlEncoder().withoutPadding().encodeToString(half);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
  }

  private InputStream stream(String path) throws IOException {
    ZipEntry entry = zip.getEntry(prefix + path);
    InputStream in = entry == null ? null : zip.getInputStream(entry);
    if (in == null) {
      throw new IOException(archive + " no longer has " + prefix + path);
    }
    return in;
  }

  /** An entry, read from its beginning. */
  private static final class OpenEntry implements OpenFile {
    private final InputStream in;
    private long at;

    OpenEntry(InputStream in) {
      this.in = in;
    }

    @Override
    public void writeTo(OutputStream out, ByteRange range) throws IOException {
      if (range.from() < at) {
        throw new IOException("an entry of an archive is read forwards");
      }
      in.skipNBytes(range.from() - at);
      at = range.from();
      byte[] piece = new byte[(int) Math.min(16 * 1024, range.length())];
      while (at < range.end()) {
        int count = in.read(piece, 0, (int) Math.min(piece.length, range.end() - at));
        if (count < 0) {
          throw new EOFException("the archive ends before its entry does");
        }
        out.write(piece, 0, count);
        at += count;
      }
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }

  @Override
  public String toString() {
    return archive + "!/" + prefix;
  }
}
