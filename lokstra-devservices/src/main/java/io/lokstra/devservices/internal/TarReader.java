package io.lokstra.devservices.internal;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * Unpacks a tar archive (POSIX ustar with GNU's long names): folders, files, symbolic links.
 * Anything else, and a name that leads out of the folder, is an error.
 */
final class TarReader {
  private static final int BLOCK = 512;

  private final InputStream in;
  private final Path into;
  private final byte[] header = new byte[BLOCK];

  private TarReader(InputStream in, Path into) {
    this.in = in;
    this.into = into;
  }

  /** Unpacks all of it into a folder that is there. */
  static void unpack(InputStream in, Path into) throws IOException {
    new TarReader(in, into).entries();
  }

  private void entries() throws IOException {
    String longName = "";
    String longLink = "";
    while (in.readNBytes(header, 0, BLOCK) == BLOCK && header[0] != 0) {
      long size = octal(124, 12);
      char type = (char) header[156];
      if (type == 'L') {
        longName = content(size);
        continue;
      }
      if (type == 'K') {
        longLink = content(size);
        continue;
      }
      String name = longName.isEmpty() ? name() : longName;
      String link = longLink.isEmpty() ? text(157, 100) : longLink;
      longName = "";
      longLink = "";
      entry(type, within(name), link, size);
    }
  }

  private void entry(char type, Path path, String link, long size) throws IOException {
    switch (type) {
      case '5' -> Files.createDirectories(path);
      case '0', '\0' -> {
        Files.createDirectories(path.getParent());
        copy(path, size);
        boolean program = (octal(100, 8) & 0111) != 0;
        Files.setPosixFilePermissions(
            path, PosixFilePermissions.fromString(program ? "rwxr-xr-x" : "rw-r--r--"));
      }
      case '2' -> {
        if (!path.resolveSibling(link).normalize().startsWith(into)) {
          throw new IOException("the link " + path + " leads out of its archive: " + link);
        }
        Files.createDirectories(path.getParent());
        Files.createSymbolicLink(path, Path.of(link));
      }
      default -> throw new IOException("an archive has an entry of the type " + (int) type);
    }
  }

  private Path within(String name) throws IOException {
    Path path = into.resolve(name).normalize();
    if (!path.startsWith(into)) {
      throw new IOException("an archive has a name that leads out of it: " + name);
    }
    return path;
  }

  private void copy(Path path, long size) throws IOException {
    byte[] buffer = new byte[1 << 16];
    try (OutputStream out = Files.newOutputStream(path)) {
      long left = size;
      while (left > 0) {
        int read = in.read(buffer, 0, (int) Math.min(buffer.length, left));
        if (read < 0) {
          throw new EOFException("an archive ends within " + path);
        }
        out.write(buffer, 0, read);
        left -= read;
      }
    }
    in.skipNBytes(padding(size));
  }

  private String content(long size) throws IOException {
    byte[] bytes = in.readNBytes(Math.toIntExact(size));
    in.skipNBytes(padding(size));
    int end = bytes.length;
    while (end > 0 && bytes[end - 1] == 0) {
      end--;
    }
    return new String(bytes, 0, end, StandardCharsets.UTF_8);
  }

  private static long padding(long size) {
    return (BLOCK - size % BLOCK) % BLOCK;
  }

  private String name() {
    String prefix = text(345, 155);
    String name = text(0, 100);
    boolean posix = text(257, 6).equals("ustar");
    return posix && !prefix.isEmpty() ? prefix + "/" + name : name;
  }

  private String text(int from, int length) {
    int end = from;
    while (end < from + length && header[end] != 0) {
      end++;
    }
    return new String(header, from, end - from, StandardCharsets.UTF_8);
  }

  private long octal(int from, int length) {
    String digits = text(from, length).strip();
    return digits.isEmpty() ? 0 : Long.parseLong(digits, 8);
  }
}
