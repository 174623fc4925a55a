package io.lokstra.internal.config.file;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Names of files: which are of configuration, which of a profile. */
final class FileNames {

  private FileNames() {}

  /** The files of configuration in a folder, by name; those that begin with a dot are not there. */
  static List<Path> in(Path folder) throws IOException {
    List<Path> files = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
      for (Path entry : entries) {
        String name = name(entry);
        boolean yaml = name.endsWith(".yaml") || name.endsWith(".yml");
        if (yaml && !name.startsWith(".") && !Files.isDirectory(entry)) {
          files.add(entry);
        }
      }
    }
    files.sort((one, other) -> name(one).compareTo(name(other)));
    return files;
  }

  /** Whether a profile may have this name. */
  static boolean isProfile(String profile) {
    for (int i = 0; i < profile.length(); i++) {
      char c = profile.charAt(i);
      boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
      if (!letter && !(c >= '0' && c <= '9') && c != '-' && c != '_') {
        return false;
      }
    }
    return !profile.isEmpty();
  }

  /** {@code conf/shop.yaml} and {@code dev} as {@code conf/shop-dev.yaml}. */
  static Path ofProfile(Path file, String profile) {
    String name = name(file);
    String stem = stem(name);
    return file.resolveSibling(stem + "-" + profile + name.substring(stem.length()));
  }

  /** The files beside {@code file} that belong to a profile of it. */
  static List<Path> ofProfiles(Path file) {
    Path folder = file.getParent();
    List<Path> found = new ArrayList<>();
    try {
      for (Path each : in(folder == null ? Path.of("") : folder)) {
        Path beside = file.resolveSibling(name(each));
        if (isOfProfile(beside, List.of(file, beside))) {
          found.add(beside);
        }
      }
    } catch (IOException e) {
      // Only told of those that were not chosen; what cannot be listed is not told of.
      return List.of();
    }
    return found;
  }

  /** Whether one of {@code all} is the file of which {@code file} is that of a profile. */
  static boolean isOfProfile(Path file, List<Path> all) {
    String stem = stem(name(file));
    for (Path other : all) {
      String name = name(other);
      String base = stem(name);
      if (stem.startsWith(base + "-")
          && isProfile(stem.substring(base.length() + 1))
          && name(file).endsWith(name.substring(base.length()))) {
        return true;
      }
    }
    return false;
  }

  /** The file without its ending: two with one base are two spellings of one name. */
  static Path base(Path file) {
    return file.resolveSibling(stem(name(file))).normalize();
  }

  private static String stem(String name) {
    int dot = name.lastIndexOf('.');
    return dot > 0 ? name.substring(0, dot) : name;
  }

  private static String name(Path file) {
    Path name = file.getFileName();
    return name == null ? "" : name.toString();
  }
}
