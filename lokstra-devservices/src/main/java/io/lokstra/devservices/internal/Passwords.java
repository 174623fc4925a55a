package io.lokstra.devservices.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;

/** The password of a server, in a file that its owner alone may read. */
final class Passwords {
  private static final int BYTES = 16;

  private Passwords() {}

  /** Makes one, unless there is one. */
  static void create(Path file) throws IOException {
    if (Files.exists(file)) {
      return;
    }
    byte[] random = new byte[BYTES];
    new SecureRandom().nextBytes(random);
    createEmpty(file);
    Files.writeString(file, HexFormat.of().formatHex(random));
  }

  /** Makes a file that its owner alone may read. */
  static void createEmpty(Path file) throws IOException {
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
  }

  static String read(Path file) throws IOException {
    return Files.readString(file).strip();
  }
}
