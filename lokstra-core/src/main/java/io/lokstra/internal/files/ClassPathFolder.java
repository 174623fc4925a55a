package io.lokstra.internal.files;

import io.lokstra.internal.text.Printable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.module.ModuleReference;
import java.lang.module.ResolvedModule;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Finds a folder of the class path or module path: first where a class comes from, its module's jar
 * or directory, then where its class loader finds it. The jar itself is read, so that a module need
 * not open its folders, and one without entries for folders is understood too.
 */
public final class ClassPathFolder {
  private final Class<?> anchor;
  private final String folder;
  private final Set<String> looked = new LinkedHashSet<>();

  private ClassPathFolder(Class<?> anchor, String folder) {
    this.anchor = anchor;
    this.folder = folder;
  }

  /**
   * The files of a folder.
   *
   * @param anchor a class of the same jar
   * @param name from the root of the jar: {@code "web"}, {@code "META-INF/resources"}
   * @throws IllegalArgumentException when there is none, saying where it was looked for
   */
  public static FileTree find(Class<?> anchor, String name) {
    String folder = name.startsWith("/") ? name.substring(1) : name;
    folder = folder.endsWith("/") ? folder.substring(0, folder.length() - 1) : folder;
    if (folder.isEmpty()) {
      throw new IllegalArgumentException(
          "the root of the class path is not served: it holds the program; name a folder of it");
    }
    ClassPathFolder search = new ClassPathFolder(anchor, folder);
    try {
      return search
          .search()
          .orElseThrow(() ->
              new IllegalArgumentException(
                  "there is no folder '%s' on the class path beside %s; looked in %s"
                      .formatted(Printable.of(search.folder), anchor.getName(), search.looked)));
    } catch (IOException e) {
      throw new UncheckedIOException("the class path cannot be read", e);
    }
  }

  private Optional<FileTree> search() throws IOException {
    Optional<FileTree> found = at(ofModule());
    if (found.isEmpty()) {
      found = at(ofCode());
    }
    return found.isPresent() ? found : ofLoader();
  }

  private Optional<URI> ofModule() {
    Module module = anchor.getModule();
    if (!module.isNamed() || module.getLayer() == null) {
      return Optional.empty();
    }
    return module
        .getLayer()
        .configuration()
        .findModule(module.getName())
        .map(ResolvedModule::reference)
        .flatMap(ModuleReference::location);
  }

  private Optional<URI> ofCode() {
    CodeSource source = anchor.getProtectionDomain().getCodeSource();
    return source == null || source.getLocation() == null
        ? Optional.empty()
        : uri(source.getLocation());
  }

  private static Optional<URI> uri(URL url) {
    try {
      return Optional.of(url.toURI());
    } catch (URISyntaxException _) {
      return Optional.empty();
    }
  }

  private Optional<FileTree> ofLoader() throws IOException {
    ClassLoader loader = anchor.getClassLoader();
    URL url = loader == null ? null : loader.getResource(folder + "/");
    if (url == null) {
      return Optional.empty();
    }
    looked.add(url.toString());
    if (url.openConnection() instanceof JarURLConnection jar) {
      return at(uri(jar.getJarFileURL()));
    }
    Optional<Path> path = uri(url).flatMap(ClassPathFolder::path);
    return path.isPresent() && Files.isDirectory(path.get())
        ? Optional.of(new DirectoryTree(path.get(), false))
        : Optional.empty();
  }

  /** The folder in a jar or a directory of classes. */
  private Optional<FileTree> at(Optional<URI> place) throws IOException {
    Optional<Path> path = place.flatMap(ClassPathFolder::path);
    if (path.isEmpty()) {
      return Optional.empty();
    }
    looked.add(path.get().toString());
    if (Files.isDirectory(path.get())) {
      Path inside = path.get().resolve(folder);
      return Files.isDirectory(inside)
          ? Optional.of(new DirectoryTree(inside, false))
          : Optional.empty();
    }
    if (!Files.isRegularFile(path.get())) {
      return Optional.empty();
    }
    ArchiveTree archive = new ArchiveTree(path.get(), folder + "/");
    if (archive.isEmpty()) {
      archive.close();
      return Optional.empty();
    }
    return Optional.of(archive);
  }

  private static Optional<Path> path(URI uri) {
    try {
      return Optional.of(Path.of(uri));
    } catch (IllegalArgumentException | FileSystemNotFoundException _) {
      return Optional.empty();
    }
  }
}
