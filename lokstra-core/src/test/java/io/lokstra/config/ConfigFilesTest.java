package io.lokstra.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigFilesTest {

  record App(String name, @Default(":0") String listen, @Default("1s") Duration pause) {}

  record Shop(
      @Default("none") String title,
      @Default("10") int limit,
      Optional<String> note,
      @Default("a,b") List<String> tags,
      Map<String, String> colours,
      List<App> apps,
      Optional<App> spare) {}

  @TempDir Path folder;

  private Path file(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  private Shop read(ConfigFiles files, Map<String, String> environment) {
    Configuration configuration =
        Configuration.load(ConfigSources.none().files(files.load(environment)));
    Bound<Shop> shop = configuration.declare("", Shop.class);
    configuration.verify();
    return shop.get();
  }

  private Shop read(String text) throws IOException {
    return read(ConfigFiles.of(file("lokstra.yaml", text)), Map.of());
  }

  private String shown(String text, Map<String, String> environment, ValueProvider... providers)
      throws IOException {
    ConfigFiles files = ConfigFiles.of(file("lokstra.yaml", text));
    for (ValueProvider provider : providers) {
      files = files.provider(provider);
    }
    Configuration configuration =
        Configuration.load(ConfigSources.none().files(files.load(environment)));
    configuration.declare("", Shop.class);
    configuration.verify();
    return configuration.show().replace(folder + "/", "");
  }

  private void refused(String text, String... messages) {
    assertThatThrownBy(() -> read(text))
        .isInstanceOf(ConfigurationException.class)
        .satisfies(e ->
            assertThat(String.valueOf(e.getMessage()).replace(folder + "/", ""))
                .contains(messages));
  }

  // ---- what YAML says

  @Test
  void valuesAreWhatTheirOptionsMakeOfThem() throws IOException {
    Shop shop =
        read(
            """
            title: no            # text, and no false
            limit: 020
            tags: [1.10, on, "x: y", 'it''s']
            colours: {red: ff0000, "odd.name": 12:30:45}
            apps:
              - name: public
                listen: "[::1]:80"
              - admin
            """);
    assertThat(shop.title()).isEqualTo("no");
    assertThat(shop.limit()).isEqualTo(20);
    assertThat(shop.tags()).containsExactly("1.10", "on", "x: y", "it's");
    assertThat(shop.colours()).containsEntry("odd.name", "12:30:45");
    assertThat(shop.apps()).extracting(App::name).containsExactly("public", "admin");
  }

  @Test
  void keyWithoutValueTakesAwayWhatNeedNotBeThere() throws IOException {
    Path base = file("a.yaml", "note: x\nspare: {name: s}\napps: [{name: one}]\n");
    Path over = file("b.yaml", "note:\nspare: ~\napps:\ncolours:\n");
    Shop shop = read(ConfigFiles.of(base, over), Map.of());
    assertThat(shop.note()).isEmpty();
    assertThat(shop.spare()).isEmpty();
    assertThat(shop.apps()).hasSize(1);
    refused(
        "limit:\ntags: null\n",
        "limit has no value\n    at lokstra.yaml:1:7",
        "tags has no value\n    at lokstra.yaml:2:7");
    assertThat(read("note: 'null'\ntitle: ''\n").note()).contains("null");
  }

  @Test
  void anchorsAndMergeKeysAreUnderstood() throws IOException {
    Shop shop =
        read(
            """
            apps:
              - &base {name: one, listen: ":1", pause: 3s}
              - {<<: *base, name: two}
            note: &text hello
            title: *text
            """);
    assertThat(shop.apps())
        .containsExactly(
            new App("one", ":1", Duration.ofSeconds(3)),
            new App("two", ":1", Duration.ofSeconds(3)));
    assertThat(shop.title()).isEqualTo("hello");
  }

  @Test
  void whatGrowsWithoutEndIsRefused() {
    StringBuilder laughs = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for (int i = 1; i < 9; i++) {
      String before = "*a" + (i - 1);
      laughs.append("a%d: &a%d [%s".formatted(i, i, before));
      laughs.append((", " + before).repeat(9)).append("]\n");
    }
    refused(laughs.toString(), "LOK-CFG-015", "100000 values once its aliases are replaced");
    refused("colours: &c {x: *c}", "*c stands inside of itself");
    refused("[".repeat(200), "nested more than 64 deep");
    refused("note: *x", "*x stands for nothing");
  }

  // ---- which files

  @Test
  void laterFilesOutweighEarlierOnesAndProfilesAllOfThem() throws IOException {
    Path first = file("a.yaml", "title: a\nlimit: 1\ncolours: {x: a, y: a}\ntags: [a]\n");
    Path second = file("b.yaml", "title: b\ncolours: {x: b}\ntags: [b, b]\n");
    file("a-dev.yaml", "limit: 5\nnote: dev\n");
    file("b-test.yaml", "note: test\n");
    Shop shop = read(ConfigFiles.of(first, second).profiles("dev", "test"), Map.of());
    assertThat(shop.title()).isEqualTo("b");
    assertThat(shop.limit()).isEqualTo(5);
    assertThat(shop.note()).contains("test");
    assertThat(shop.colours()).isEqualTo(Map.of("x", "b", "y", "a"));
    assertThat(shop.tags()).containsExactly("b", "b");
  }

  @Test
  void folderStandsForItsFilesInTheOrderOfTheirNames() throws IOException {
    file("conf/20.yaml", "title: b\n");
    file("conf/10.yml", "title: a\nnote: a\n");
    file("conf/20-dev.yaml", "limit: 7\n");
    file("conf/.hidden.yaml", "title: hidden\n");
    file("conf/readme.txt", "title: text\n");
    ConfigFiles files = ConfigFiles.of(folder.resolve("conf"));
    Shop shop = read(files, Map.of());
    assertThat(shop.title()).isEqualTo("b");
    assertThat(shop.limit()).isEqualTo(10);
    assertThat(read(files.profiles("dev"), Map.of()).limit()).isEqualTo(7);
    assertThat(files.load(Map.of()).unused()).containsExactly(folder.resolve("conf/20-dev.yaml"));
  }

  @Test
  void fileOrProfileThatIsNotThereIsAnError() throws IOException {
    Path there = file("lokstra.yaml", "title: a");
    assertThatThrownBy(() -> read(ConfigFiles.of(folder.resolve("other.yaml")), Map.of()))
        .hasMessageContaining("LOK-CFG-012")
        .hasMessageContaining("other.yaml cannot be read: it is not there");
    assertThatThrownBy(() -> read(ConfigFiles.of(there).profiles("prod"), Map.of()))
        .hasMessageContaining("LOK-CFG-018 profile 'prod' has no file")
        .hasMessageContaining("lokstra-prod.yaml");
    file("lokstra.yml", "title: b");
    assertThatThrownBy(() -> read(ConfigFiles.usual(folder.toString()), Map.of()))
        .hasMessageContaining("keep one of them");
  }

  // ---- what values refer to

  @Test
  void valuesComeFromVariablesFilesAndProviders() throws IOException {
    Path secret = file("secret", "hunter2\n");
    Map<String, String> environment = Map.of("TITLE", "a: {b}", "LIMIT", "3", "DB_PASSWORD", "pw");
    String text =
        """
        title: ${TITLE}
        limit: ${LIMIT:5}
        note: "${MISSING:${LIMIT}-${MISSING:x}} and $${TITLE}"
        tags: ["${file:%s}", "p=${DB_PASSWORD}", "${vault:a/b:c}"]
        """
            .formatted(secret);
    ValueProvider vault =
        new ValueProvider() {
          @Override
          public String name() {
            return "vault";
          }

          @Override
          public Optional<String> find(String key) {
            return Optional.of("<" + key + ">");
          }
        };
    ConfigFiles files = ConfigFiles.of(file("lokstra.yaml", text)).provider(vault);
    Shop shop = read(files, environment);
    assertThat(shop.title()).isEqualTo("a: {b}");
    assertThat(shop.limit()).isEqualTo(3);
    assertThat(shop.note()).contains("3-x and ${TITLE}");
    assertThat(shop.tags()).containsExactly("hunter2", "p=pw", "<a/b:c>");
    assertThat(shown(text, environment, vault))
        .doesNotContain("hunter2", "pw", "<a/b")
        .contains("tags = [******, p=******, ******]")
        .contains("limit = 3")
        .contains("lokstra.yaml:2:8 by ${LIMIT}");
  }

  @Test
  void whatComesInIsNeitherYamlNorAReferenceNorNothing() throws IOException {
    Shop shop =
        read(
            ConfigFiles.of(file("lokstra.yaml", "title: ${A}\nnote: ${B}\ntags: ['${C}']\n")),
            Map.of("A", "${B}", "B", "null", "C", "[x, y]"));
    assertThat(shop.title()).isEqualTo("${B}");
    assertThat(shop.note()).contains("null");
    assertThat(shop.tags()).containsExactly("[x, y]");
  }

  @Test
  void referencesThatLeadNowhereAreToldWithEverythingElse() {
    refused(
        """
        title: ${NOT_SET}
        limit: many
        note: ${vualt:x}
        tags: ['${A:-x}', '${', '${file:/no/such/file}']
        """,
        "LOK-CFG-016 title: the environment variable NOT_SET is not set\n    at lokstra.yaml:1:8",
        "LOK-CFG-002 limit cannot be read: 'many'\n    at lokstra.yaml:2:8",
        "LOK-CFG-016 note: no provider of values is called 'vualt'",
        "LOK-CFG-017 tags[0]: ':-' is the shell's way to write a default",
        "LOK-CFG-017 tags[1]: '${' has no '}'",
        "LOK-CFG-016 tags[2]: the file '/no/such/file' gives no value: there is no such file");
  }
}
