package io.lokstra.devservices.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * How a program is run that refuses to run as root.
 *
 * @param prefix words before the program's own
 * @param owner the user it then is for the file system, where that is another than this process
 */
record Privileges(List<String> prefix, OptionalInt owner) {
  static final int NOBODY = 65534;

  /** As this process is. */
  static final Privileges OWN = new Privileges(List.of(), OptionalInt.empty());

  /**
   * In a user namespace nothing is mapped into, root is nobody in its own eyes, and still the owner
   * of root's files.
   */
  static final Privileges NAMESPACE =
      new Privileges(List.of("unshare", "--user"), OptionalInt.empty());

  private static final List<Privileges> OTHER_USER =
      List.of(
          new Privileges(
              List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups", "--"),
              OptionalInt.of(NOBODY)),
          new Privileges(
              List.of("chroot", "--userspec=" + NOBODY + ":" + NOBODY, "/"),
              OptionalInt.of(NOBODY)));

  /**
   * What works here.
   *
   * @throws io.lokstra.dev.DevServiceException when this is root and nothing does
   */
  static Privileges find(String label) throws InterruptedException {
    if (!isRoot()) {
      return OWN;
    }
    if (Command.succeeds(Command.join(NAMESPACE.prefix, "true"))) {
      return NAMESPACE;
    }
    return anotherUser(label);
  }

  /** As nobody, by whatever program of the system can do that. */
  static Privileges anotherUser(String label) throws InterruptedException {
    for (Privileges each : OTHER_USER) {
      if (Command.succeeds(Command.join(each.prefix, "true"))) {
        return each;
      }
    }
    throw Problem.unable(
        label
            + " refuses to run as root, and neither a user namespace (unshare --user) nor another"
            + " user (setpriv, chroot --userspec) can be had here",
        "start as another user than root");
  }

  private static boolean isRoot() throws InterruptedException {
    try {
      return Command.run(java.time.Duration.ofSeconds(10), List.of("id", "-u"))
          .output()
          .equals("0");
    } catch (IOException e) {
      return false;
    }
  }

  /** Has what is in {@code folder} belong to the user the program runs as. */
  void own(Path folder) throws IOException {
    if (owner.isEmpty()) {
      return;
    }
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path each : (Iterable<Path>) all::iterator) {
        Files.setAttribute(
            each, "unix:uid", owner.getAsInt(), java.nio.file.LinkOption.NOFOLLOW_LINKS);
      }
    }
  }

  /**
   * Checks that the program can get at {@code folder}.
   *
   * @throws io.lokstra.dev.DevServiceException when it cannot
   */
  void checkReach(String label, Path folder, String remedy) throws InterruptedException {
    if (owner.isPresent()
        && !Command.succeeds(Command.join(prefix, "test", "-x", folder.toString()))) {
      throw Problem.unable(
          label
              + " runs as user "
              + owner.getAsInt()
              + ", since it refuses to run as root, and that user cannot enter "
              + folder,
          remedy);
    }
  }
}
