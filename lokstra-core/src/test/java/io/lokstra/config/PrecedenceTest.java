package io.lokstra.config;

import static io.lokstra.config.ConfigTree.map;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Which source a value comes from, for every combination of sources. */
class PrecedenceTest {

  record Element(String name, @Default("default") String text) {}

  record Kinds(
      @Default("default") String text,
      @Default("default") List<String> list,
      Map<String, String> map,
      List<Element> named,
      Optional<Element> section) {}

  /** The sources, the weakest first. */
  enum Source {
    CODE("code: test"),
    FIRST_FILE("lokstra.yaml"),
    SECOND_FILE("lokstra.yaml"),
    ENVIRONMENT("environment variable LOKSTRA_"),
    COMMAND_LINE("command line argument");

    private final String origin;

    Source(String origin) {
      this.origin = origin;
    }

    String text() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }

    void add(ConfigSources sources) {
      switch (this) {
        case CODE -> {
          for (String key : List.of("text", "list", "map.a", "named.one.text", "section.text")) {
            sources.code("test", key, text());
          }
        }
        case FIRST_FILE, SECOND_FILE ->
            sources.tree(
                ConfigTree.of(
                    map(
                        "text", text(),
                        "list", List.of(text()),
                        "map", map("a", text()),
                        "named", List.of(map("name", "one", "text", text())),
                        "section", map("text", text()))));
        case ENVIRONMENT ->
            sources.environment(
                Map.of(
                    "LOKSTRA_TEXT", text(),
                    "LOKSTRA_LIST", text(),
                    "LOKSTRA_MAP_A", text(),
                    "LOKSTRA_NAMED_ONE_TEXT", text(),
                    "LOKSTRA_SECTION_TEXT", text()));
        case COMMAND_LINE ->
            sources.commandLine(
                "--text=" + text(),
                "--list=" + text(),
                "--map.a=" + text(),
                "--named.one.text=" + text(),
                "--section.text=" + text());
      }
    }
  }

  static List<List<Source>> combinations() {
    List<List<Source>> all = new ArrayList<>();
    for (int bits = 0; bits < 1 << Source.values().length; bits++) {
      List<Source> some = new ArrayList<>();
      int bit = 1;
      for (Source source : Source.values()) {
        if ((bits & bit) != 0) {
          some.add(source);
        }
        bit <<= 1;
      }
      all.add(some);
    }
    return all;
  }

  @ParameterizedTest
  @MethodSource("combinations")
  void strongestSourceThatHasKeyWins(List<Source> some) {
    ConfigSources sources = ConfigSources.none();
    // What the elements are called is said in all cases, for only trees can make them.
    sources.code("test", "named.one.name", "one").code("test", "section.name", "x");
    sources.code("test", "map.a", "default");
    some.forEach(source -> source.add(sources));
    Configuration configuration = Configuration.load(sources);
    Bound<Kinds> bound = configuration.declare("", Kinds.class);
    configuration.verify();

    String wins = some.isEmpty() ? "default" : some.getLast().text();
    Kinds read = bound.get();
    assertThat(read.text()).isEqualTo(wins);
    assertThat(read.list()).containsExactly(wins);
    assertThat(read.map()).isEqualTo(Map.of("a", wins));
    assertThat(read.named()).containsExactly(new Element("one", wins));
    assertThat(read.section()).contains(new Element("x", wins));

    String origin = some.isEmpty() ? "default" : some.getLast().origin;
    for (String key : List.of("text", "list", "named.one.text", "section.text")) {
      assertThat(configuration.effective())
          .filteredOn(value -> value.key().equals(key))
          .singleElement()
          .satisfies(value -> assertThat(value.origin().toString()).startsWith(origin))
          .satisfies(value -> assertThat(value.text()).contains(wins));
    }
  }
}
