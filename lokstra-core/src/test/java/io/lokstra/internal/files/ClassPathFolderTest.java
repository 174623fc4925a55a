package io.lokstra.internal.files;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.module.Configuration;
import java.lang.module.ModuleFinder;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassPathFolderTest {
  @TempDir Path folder;

  /** Compiles a class, and a module if it is to be one. */
  private Path classes(boolean module) throws IOException {
    Path out = Files.createDirectories(folder.resolve(module ? "module" : "plain"));
    Path source = Files.createDirectories(folder.resolve("src"));
    Files.writeString(source.resolve("Shop.java"), "package shop; public class Shop {}");
    List<String> arguments =
        new java.util.ArrayList<>(
            List.of("-d", out.toString(), source.resolve("Shop.java").toString()));
    if (module) {
      Files.writeString(source.resolve("module-info.java"), "module shop { exports shop; }");
      arguments.add(source.resolve("module-info.java").toString());
    }
    assertThat(
            ToolProvider.findFirst("javac")
                .orElseThrow()
                .run(System.out, System.err, arguments.toArray(new String[0])))
        .isZero();
    Files.createDirectories(out.resolve("web/css"));
    Files.writeString(out.resolve("web/index.html"), "home");
    Files.writeString(out.resolve("web/css/a.css"), "a {}");
    Files.writeString(out.resolve("website.txt"), "not inside");
    return out;
  }

  private static Path jar(Path classes, Path jar, boolean folders) throws IOException {
    try (OutputStream out = Files.newOutputStream(jar);
        JarOutputStream packing = new JarOutputStream(out);
        var files = Files.walk(classes)) {
      for (Path file : files.sorted().toList()) {
        String name = classes.relativize(file).toString().replace('\\', '/');
        if (Files.isDirectory(file)) {
          if (folders && !name.isEmpty()) {
            packing.putNextEntry(new JarEntry(name + "/"));
          }
        } else {
          packing.putNextEntry(new JarEntry(name));
          packing.write(Files.readAllBytes(file));
        }
      }
    }
    return jar;
  }

  private static void checkServes(FileTree tree) throws IOException {
    assertThat(tree.look("css")).contains(FileState.FOLDER);
    assertThat(tree.look("nothing")).isEmpty();
    assertThat(tree.look("../website.txt")).isEmpty();
    FileState state = tree.look("css/a.css").orElseThrow();
    assertThat(state.size()).isEqualTo(4);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (OpenFile file = tree.open("css/a.css", state).orElseThrow()) {
      file.writeTo(out, new ByteRange(2, 2));
    }
    assertThat(out.toString(UTF_8)).isEqualTo("{}");
    assertThat(tree.tag("css/a.css", state, Instant.now()).value()).isNotEmpty();
  }

  private static Class<?> shop(Path place) throws Exception {
    URLClassLoader loader = new URLClassLoader(new URL[] {place.toUri().toURL()}, null);
    return loader.loadClass("shop.Shop");
  }

  private static Class<?> shopOfModule(Path place) throws Exception {
    ModuleFinder finder = ModuleFinder.of(place);
    Configuration configuration =
        ModuleLayer.boot().configuration().resolve(finder, ModuleFinder.of(), Set.of("shop"));
    ModuleLayer layer =
        ModuleLayer.boot()
            .defineModulesWithOneLoader(configuration, ClassLoader.getSystemClassLoader());
    return layer.findLoader("shop").loadClass("shop.Shop");
  }

  @Test
  void findsAFolderOfADirectoryOfClasses() throws Exception {
    checkServes(ClassPathFolder.find(shop(classes(false)), "/web/"));
  }

  @Test
  void findsAFolderOfAJarWithAndWithoutEntriesForFolders() throws Exception {
    Path classes = classes(false);
    for (boolean folders : new boolean[] {true, false}) {
      Path jar = jar(classes, folder.resolve(folders + ".jar"), folders);
      FileTree tree = ClassPathFolder.find(shop(jar), "web");
      checkServes(tree);
      assertThat(tree).hasToString(jar + "!/web/");
      assertThat(tree.look("css/a.css").orElseThrow().modified()).isEmpty();
    }
  }

  @Test
  void findsAFolderThatAModuleDoesNotOpen() throws Exception {
    Path classes = classes(true);
    Class<?> exploded = shopOfModule(classes);
    assertThat(exploded.getModule().isNamed()).isTrue();
    checkServes(ClassPathFolder.find(exploded, "web"));
    Class<?> packed = shopOfModule(jar(classes, folder.resolve("shop.jar"), false));
    try (InputStream hidden = packed.getClassLoader().getResourceAsStream("web/index.html")) {
      assertThat(hidden).as("what a class loader gives of a folder that is not open").isNull();
    }
    checkServes(ClassPathFolder.find(packed, "web"));
  }

  /** As Gradle has it: classes in one directory, what else there is in another. */
  @Test
  void findsAFolderBesideTheDirectoryOfClasses() throws Exception {
    Path classes = classes(false);
    Path others = Files.createDirectory(folder.resolve("resources"));
    Files.move(classes.resolve("web"), others.resolve("web"));
    URL[] path = {classes.toUri().toURL(), others.toUri().toURL()};
    try (URLClassLoader loader = new URLClassLoader(path, null)) {
      checkServes(ClassPathFolder.find(loader.loadClass("shop.Shop"), "web"));
    }
    URL[] jars = {
      classes.toUri().toURL(), jar(others, folder.resolve("r.jar"), true).toUri().toURL()
    };
    try (URLClassLoader loader = new URLClassLoader(jars, null)) {
      checkServes(ClassPathFolder.find(loader.loadClass("shop.Shop"), "web"));
    }
  }

  @Test
  void saysWhereItLooked() throws Exception {
    Path classes = classes(false);
    assertThatThrownBy(() -> ClassPathFolder.find(shop(classes), "site"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("there is no folder 'site' on the class path beside shop.Shop")
        .hasMessageContaining(classes.toString());
    assertThatThrownBy(() -> ClassPathFolder.find(String.class, "site"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> ClassPathFolder.find(shop(classes), "/"))
        .hasMessageContaining("the root of the class path is not served");
    Path jar = jar(classes, folder.resolve("x.jar"), true);
    assertThatThrownBy(() -> ClassPathFolder.find(shop(jar), "site"))
        .hasMessageContaining(jar.toString());
  }

  @Test
  void namesBytesByTheirDigest() throws Exception {
    Path classes = classes(false);
    ArchiveTree one = new ArchiveTree(jar(classes, folder.resolve("1.jar"), true), "web/");
    ArchiveTree same = new ArchiveTree(jar(classes, folder.resolve("2.jar"), true), "web/");
    Files.writeString(classes.resolve("web/index.html"), "hone");
    ArchiveTree other = new ArchiveTree(jar(classes, folder.resolve("3.jar"), true), "web/");
    Instant now = Instant.now();
    FileState state = one.look("index.html").orElseThrow();
    assertThat(one.tag("index.html", state, now).weak()).isFalse();
    assertThat(same.tag("index.html", state, now)).isEqualTo(one.tag("index.html", state, now));
    assertThat(other.tag("index.html", state, now)).isNotEqualTo(one.tag("index.html", state, now));
    try (OpenFile file = one.open("index.html", state).orElseThrow()) {
      file.writeTo(OutputStream.nullOutputStream(), new ByteRange(1, 2));
      assertThatThrownBy(() -> file.writeTo(OutputStream.nullOutputStream(), new ByteRange(0, 2)))
          .hasMessageContaining("read forwards");
      assertThatThrownBy(() -> file.writeTo(OutputStream.nullOutputStream(), new ByteRange(3, 9)))
          .isInstanceOf(java.io.EOFException.class);
    }
  }
}
