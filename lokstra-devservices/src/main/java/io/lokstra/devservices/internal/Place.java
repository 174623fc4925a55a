package io.lokstra.devservices.internal;

import io.lokstra.dev.DevAddress;
import io.lokstra.service.Mode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * Where a server has its data.
 *
 * @param folder its own folder, absolute
 * @param shown the same as a reader knows it
 * @param temporary whether it is removed when the server has ended
 */
record Place(Path folder, String shown, boolean temporary) {
  private static final String KEPT = "kept";
  private static final String TEMPORARY = "temporary";

  /**
   * The place for {@code address}: below {@code .lokstra} in the working directory, or below the
   * folder that the address names, where data are kept; else in a folder of this process' own.
   *
   * @param name of the server and its version: {@code postgresql-18}
   */
  static Place of(DevAddress address, Mode mode, String name, UserFolder user) throws IOException {
    String data = address.parameters().getOrDefault("data", mode == Mode.TEST ? TEMPORARY : KEPT);
    if (!data.equals(KEPT) && !data.equals(TEMPORARY)) {
      throw Problem.badAddress(
          address.toString(), "says data=" + data, "expected data=kept or data=temporary");
    }
    String folder = address.parameters().getOrDefault("folder", ".lokstra");
    if (data.equals(KEPT)) {
      Path root = Path.of(folder).toAbsolutePath().normalize();
      Path place = root.resolve("dev").resolve(name);
      ignoreInGit(root);
      return new Place(place, Path.of(folder, "dev", name).toString(), false);
    }
    if (address.parameters().containsKey("folder")) {
      throw Problem.badAddress(
          address.toString(),
          "names a folder for data that are temporary",
          "add data=kept, or leave the folder out");
    }
    Path place = user.ofThisProcess().resolve(name);
    return new Place(place, place.toString(), true);
  }

  private static void ignoreInGit(Path root) throws IOException {
    Files.createDirectories(root);
    Path ignored = root.resolve(".gitignore");
    if (!Files.exists(ignored)) {
      Files.writeString(ignored, "*\n");
    }
  }

  /** Makes the folder, for its owner alone to read. */
  void create() throws IOException {
    Files.createDirectories(folder.getParent());
    if (!Files.exists(folder)) {
      Files.createDirectory(
          folder,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }
  }

  /** What becomes of the data. */
  String fate() {
    return temporary ? "its data gone when it ends" : "its data kept in " + shown;
  }
}
