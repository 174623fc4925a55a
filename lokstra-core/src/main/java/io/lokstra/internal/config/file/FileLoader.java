package io.lokstra.internal.config.file;

import io.lokstra.config.ConfigValue;
import io.lokstra.config.LoadedFiles;
import io.lokstra.config.ValueProvider;
import io.lokstra.internal.config.Problems;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;

/** Finds the files of a configuration and those of its profiles, and reads them in their order. */
public final class FileLoader {

  /** The largest file of configuration, in bytes. */
  static final int LARGEST_FILE = 1 << 20;

  private final Problems problems = new Problems();
  private final Problems malformed = new Problems();
  private final List<ConfigValue.Mapping> trees = new ArrayList<>();
  private final List<Path> read = new ArrayList<>();
  private final Set<Path> watched = new LinkedHashSet<>();
  private final Substitution substitution;
  private boolean broken;

  private FileLoader(References references) {
    this.substitution = new Substitution(references, problems);
  }

  /**
   * Reads files.
   *
   * @param named files and folders, the weakest first
   * @param profiles the weakest first
   * @param environment what {@code ${VAR}} refers to
   * @param providers beside those that {@code ServiceLoader} finds
   */
  public static LoadedFiles load(
      List<Path> named,
      List<String> profiles,
      Map<String, String> environment,
      List<ValueProvider> providers) {
    List<ValueProvider> all = new ArrayList<>(providers);
    ServiceLoader.load(ValueProvider.class).forEach(all::add);
    References references = new References(environment, all);
    return new FileLoader(references).load(named, profiles, references);
  }

  private LoadedFiles load(List<Path> named, List<String> profiles, References references) {
    List<Path> files = new ArrayList<>();
    Set<Path> ofProfiles = new LinkedHashSet<>();
    for (Path each : named) {
      watched.add(each);
      if (Files.isDirectory(each)) {
        addFolder(each, files, ofProfiles);
      } else {
        files.add(each);
        ofProfiles.addAll(FileNames.ofProfiles(each));
      }
    }
    refuseTwins(files);
    files.forEach(this::read);
    for (String profile : profiles) {
      readProfile(profile, files, ofProfiles);
    }
    watched.addAll(references.files());
    List<io.lokstra.config.ConfigProblem> all = new ArrayList<>(malformed.all());
    all.addAll(problems.all());
    return new LoadedFiles(trees, all, read, List.copyOf(ofProfiles), List.copyOf(watched), broken);
  }

  private void addFolder(Path folder, List<Path> files, Set<Path> ofProfiles) {
    try {
      List<Path> all = FileNames.in(folder);
      if (all.isEmpty()) {
        unusable(folder, "has no .yaml file", "put one there, or name another folder");
      }
      for (Path file : all) {
        if (FileNames.isOfProfile(file, all)) {
          ofProfiles.add(file);
        } else {
          files.add(file);
        }
      }
    } catch (IOException e) {
      unusable(folder, "cannot be read: " + reason(e), "check its permissions");
    }
  }

  private void refuseTwins(List<Path> files) {
    for (int i = 1; i < files.size(); i++) {
      for (int j = 0; j < i; j++) {
        if (FileNames.base(files.get(i)).equals(FileNames.base(files.get(j)))) {
          unusable(
              files.get(i),
              files.get(i).equals(files.get(j))
                  ? "is named twice"
                  : "stands beside " + files.get(j),
              "keep one of them");
        }
      }
    }
  }

  private void readProfile(String profile, List<Path> files, Set<Path> ofProfiles) {
    if (!FileNames.isProfile(profile)) {
      problems.unusableProfile(
          profile, "is no name", "expected letters, digits, '-' and '_', as in --profile=dev");
      return;
    }
    int before = read.size();
    List<String> expected = new ArrayList<>();
    for (Path file : files) {
      Path beside = FileNames.ofProfile(file, profile);
      expected.add(beside.toString());
      if (Files.exists(beside)) {
        ofProfiles.remove(beside);
        watched.add(beside);
        read(beside);
      }
    }
    if (read.size() == before) {
      problems.unusableProfile(
          profile,
          "has no file",
          expected.isEmpty()
              ? "there is no lokstra.yaml here, beside which lokstra-" + profile + ".yaml would be"
              : "expected " + String.join(" or ", expected));
    }
  }

  private void read(Path file) {
    read.add(file);
    try {
      if (Files.isDirectory(file)) {
        unusable(file, "is a folder", "expected a file");
      } else if (Files.size(file) > LARGEST_FILE) {
        unusable(file, "is larger than 1 MiB", "divide it, or name the file that was meant");
      } else {
        parse(file, Files.readAllBytes(file));
      }
    } catch (CharacterCodingException e) {
      unusable(file, "is not UTF-8", "save it as UTF-8");
    } catch (IOException e) {
      unusable(file, "cannot be read: " + reason(e), "check its name and its permissions");
    }
  }

  private void parse(Path file, byte[] bytes) throws CharacterCodingException {
    String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    if (text.startsWith("\uFEFF")) {
      text = text.substring(1);
    }
    Optional<ConfigValue.Mapping> tree = new YamlReader(file.toString(), malformed).read(text);
    tree.ifPresentOrElse(found -> trees.add(substitution.in(found)), () -> broken = true);
  }

  private void unusable(Path file, String problem, String remedy) {
    broken = true;
    malformed.unusableFile(file.toString(), problem, remedy);
  }

  private static String reason(IOException e) {
    if (e instanceof NoSuchFileException) {
      return "it is not there";
    }
    return e instanceof AccessDeniedException
        ? "this process may not read it"
        : e.getClass().getSimpleName();
  }
}
