package io.lokstra.config;

import static io.lokstra.config.ConfigTree.map;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.lokstra.engine.EngineOptions;
import io.lokstra.engine.HttpOptions;
import io.lokstra.engine.ListenAddress;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.Positive;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Every message a user of the configuration can meet, word for word. */
class ConfigurationProblemsTest {

  record Login(@Default("root") String user, @NotBlank Secret password, Optional<String> apiKey) {}

  record Span(@Default("1") int from, @Default("2") int to) {
    Span {
      if (from >= to) {
        throw new IllegalArgumentException("'from' must be less than 'to'");
      }
    }
  }

  record App(String name, @Default(":0") ListenAddress listen) {}

  record Values(
      @Default("1") @Min(1) int least,
      @Default("1") @Max(9) int most,
      @Default("1s") @Positive Duration time,
      @Default("1KiB") @ByteSize @Max(2048) long size,
      @Default("x") @NotBlank String text,
      @Default("0.5") @Min(0) double share,
      @Default("true") boolean truth,
      @Default("/") Path path,
      @Default("a:b") URI uri,
      @Default(":1") ListenAddress listen,
      List<Integer> numbers,
      Map<String, Integer> ports,
      List<App> apps,
      List<Span> spans,
      Optional<Span> span) {}

  private static List<String> problems(
      ConfigSources sources, String path, Class<? extends Record> type) {
    Configuration configuration = Configuration.load(sources);
    configuration.declare(path, type);
    ConfigurationException thrown =
        catchThrowableOfType(ConfigurationException.class, configuration::verify);
    return thrown == null
        ? List.of()
        : thrown.problems().stream().map(ConfigProblem::toString).toList();
  }

  private static List<String> arguments(Class<? extends Record> type, String... arguments) {
    return problems(ConfigSources.none().commandLine(arguments), "", type);
  }

  private static List<String> tree(Class<? extends Record> type, Map<String, ?> tree) {
    return problems(ConfigSources.none().tree(ConfigTree.of(tree)), "", type);
  }

  private static String problem(String... lines) {
    return String.join("\n    ", lines);
  }

  private static String argument(String problem, String key, String remedy) {
    return problem + "\n    at command line argument 1: --" + key + "\n    " + remedy;
  }

  @Test
  void unknownKeyNamesPlaceAndNearestKey() {
    assertThat(
            problems(
                ConfigSources.none()
                    .tree(
                        ConfigTree.of(
                            map("server", map("http", map("max-bodysize", "1MiB", "zzz", 1))))),
                "server.http",
                HttpOptions.class))
        .satisfiesExactly(
            first ->
                assertThat(first)
                    .isEqualTo(
                        """
                        LOK-CFG-001 unknown key server.http.max-bodysize
                            at lokstra.yaml:3:1
                            did you mean server.http.max-body-size?\
                        """),
            second ->
                assertThat(second)
                    .startsWith(
                        """
                        LOK-CFG-001 unknown key server.http.zzz
                            at lokstra.yaml:4:1
                            keys of server.http: max-request-line, max-header-size, max-headers,\
                        """));
  }

  @Test
  void unknownKeyAtTheTopAndInAnElement() {
    assertThat(
            tree(
                Values.class,
                map(
                    "lest",
                    2,
                    "apps",
                    List.of(map("name", "a", "listn", ":1")),
                    "spans",
                    List.of(map("form", 1)),
                    "shop",
                    map("x", 1))))
        .containsExactly(
            problem("LOK-CFG-001 unknown key lest", "at lokstra.yaml:1:1", "did you mean least?"),
            problem(
                "LOK-CFG-001 unknown key apps.a.listn",
                "at lokstra.yaml:5:1",
                "did you mean apps.a.listen?"),
            problem(
                "LOK-CFG-001 unknown key spans[0].form",
                "at lokstra.yaml:8:1",
                "did you mean spans[0].from?"),
            problem(
                "LOK-CFG-001 unknown key shop",
                "at lokstra.yaml:9:1",
                "keys of the top level: least, most, time, size, text, share, truth, path, uri, listen, numbers, ports, apps, spans, span"));
  }

  @Test
  void keysOfSeveralRecordsCount() {
    Configuration configuration =
        Configuration.load(
            ConfigSources.none()
                .tree(
                    ConfigTree.of(map("a", map("from", 0), "b", map("c", map("to", 9)), "d", 1))));
    Bound<Span> a = configuration.declare("a", Span.class);
    Bound<Span> c = configuration.declare("b.c", Span.class);
    assertThatThrownBy(configuration::verify)
        .hasMessage(
            """
            the configuration has a problem
              LOK-CFG-001 unknown key d
                at lokstra.yaml:6:1
                did you mean a?\
            """);
    assertThat(a.get()).isEqualTo(new Span(0, 2));
    assertThat(c.get()).isEqualTo(new Span(1, 9));
  }

  @Test
  void unreadableTextSaysWhatWasExpected() {
    Map<String, List<String>> cases = new java.util.LinkedHashMap<>();
    String whole = "a whole number from -2147483648 to 2147483647";
    String time = "a duration such as 10s, 1h30m or 250ms";
    String size = "a number of bytes such as 8000, 64KiB or 1MiB";
    String address = "an address such as :8080, host:8080, [::1]:8080 or unix:/run/app.sock";
    cases.put("least", List.of("ten", whole, "1.0", whole, "2147483648", whole, " 1", whole));
    cases.put(
        "time", List.of("10", time, "10 s", time, "-1s", time, "PT1S", time, "300000d", time));
    cases.put(
        "size",
        List.of(
            "1.5MiB",
            size,
            "1MB",
            size + "; did you mean 1MiB?",
            "64k",
            size + "; did you mean 64KiB?",
            "KiB",
            size,
            "99999999TiB",
            "at most " + Long.MAX_VALUE + " bytes",
            "-1",
            size));
    cases.put("truth", List.of("yes", "true or false", "TRUE", "true or false"));
    cases.put("share", List.of("much", "a number"));
    cases.put("path", List.of("a\0b", "a path of this file system"));
    cases.put("uri", List.of("a b", "a URI such as https://example.org/page"));
    cases.put("listen", List.of(":99999", address, "::1", address));
    cases.forEach((key, texts) -> {
      for (int i = 0; i < texts.size(); i += 2) {
        String shown = texts.get(i).replace("\0", "\\u0000");
        assertThat(arguments(Values.class, "--" + key + "=" + texts.get(i)))
            .containsExactly(
                argument(
                    "LOK-CFG-002 " + key + " cannot be read: '" + shown + "'",
                    key,
                    "expected " + texts.get(i + 1)));
      }
    });
  }

  @Test
  void emptyTextIsNoValue() {
    assertThat(arguments(Values.class, "--listen="))
        .containsExactly(
            argument(
                "LOK-CFG-002 listen cannot be read: ''",
                "listen",
                "expected an address such as :8080, host:8080, [::1]:8080 or unix:/run/app.sock"));
    assertThat(arguments(Values.class, "--share="))
        .singleElement()
        .asString()
        .contains("LOK-CFG-002");
    assertThat(arguments(Values.class, "--time=", "--least=", "--size="))
        .hasSize(3)
        .allMatch(problem -> problem.startsWith("LOK-CFG-002"));
  }

  @Test
  void unknownConstantNamesThoseThereAre() {
    assertThat(
            problems(
                ConfigSources.none().commandLine("--transport=IO_URING"), "", EngineOptions.class))
        .containsExactly(
            argument(
                "LOK-CFG-002 transport cannot be read: 'IO_URING'",
                "transport",
                "expected one of auto, epoll, io-uring, nio"));
  }

  @Test
  void valueOutOfRangeNamesTheRange() {
    Map<String, String> cases = new java.util.LinkedHashMap<>();
    cases.put("least=0", "1 or more");
    cases.put("most=10", "at most 9");
    cases.put("time=0s", "more than 0s");
    cases.put("size=3KiB", "at most 2KiB");
    cases.put("text= ", "text that is not blank");
    cases.put("share=-0.25", "0 or more");
    cases.forEach((text, expected) -> {
      String key = text.substring(0, text.indexOf('='));
      String value = text.substring(text.indexOf('=') + 1);
      assertThat(arguments(Values.class, "--" + text))
          .containsExactly(
              argument(
                  "LOK-CFG-004 " + key + " is out of range: '" + value + "'",
                  key,
                  "expected " + expected));
    });
  }

  @Test
  void missingKeySaysHowToGiveIt() {
    assertThat(problems(ConfigSources.none(), "shop.login", Login.class))
        .containsExactly(
            problem(
                "LOK-CFG-003 shop.login.password is missing",
                "give it: --shop.login.password=…, or the environment variable LOKSTRA_SHOP_LOGIN_PASSWORD"));
  }

  @Test
  void wrongShapesSayWhatWasExpected() {
    assertThat(
            tree(
                Values.class,
                map(
                    "least", List.of(1),
                    "most", map("a", 1),
                    "numbers", "1,2",
                    "ports", 8080,
                    "apps", "public",
                    "spans", map("a", 1),
                    "span", List.of(1))))
        .containsExactly(
            problem(
                "LOK-CFG-005 least is a list", "at lokstra.yaml:1:3", "expected a single value"),
            problem(
                "LOK-CFG-005 most is keys with values",
                "at lokstra.yaml:3:3",
                "expected a single value"),
            problem(
                "LOK-CFG-005 numbers is a single value", "at lokstra.yaml:5:3", "expected a list"),
            problem(
                "LOK-CFG-005 ports is a single value",
                "at lokstra.yaml:6:3",
                "expected keys with values"),
            problem(
                "LOK-CFG-005 apps is a single value",
                "at lokstra.yaml:7:3",
                "expected a list of elements with names"),
            problem(
                "LOK-CFG-005 spans is keys with values", "at lokstra.yaml:8:3", "expected a list"),
            problem(
                "LOK-CFG-005 span is a list", "at lokstra.yaml:10:3", "expected keys with values"));
    assertThat(tree(Values.class, map("numbers", List.of(1, List.of(2), "x"))))
        .containsExactly(
            problem(
                "LOK-CFG-005 numbers[1] is a list",
                "at lokstra.yaml:3:3",
                "expected a single value"));
    assertThat(tree(Values.class, map("numbers", List.of(1, "x"))))
        .singleElement()
        .asString()
        .startsWith(problem("LOK-CFG-002 numbers[1] cannot be read: 'x'", "at lokstra.yaml:3:3"));
    assertThat(
            problems(
                ConfigSources.none().tree(ConfigTree.of(map("server", "x"))), "server", Span.class))
        .containsExactly(
            problem(
                "LOK-CFG-005 server is a single value",
                "at lokstra.yaml:1:3",
                "expected keys with values"));
  }

  @Test
  void unknownVariableNamesTheNearest() {
    assertThat(
            problems(
                ConfigSources.none()
                    .environment(Map.of("LOKSTRA_HTTP_MAX_HEADER", "1", "LOKSTRA_COLOUR_OF", "x")),
                "http",
                HttpOptions.class))
        .satisfiesExactly(
            first ->
                assertThat(first)
                    .startsWith(
                        problem(
                            "LOK-CFG-006 unknown variable LOKSTRA_COLOUR_OF",
                            "at environment variable LOKSTRA_COLOUR_OF",
                            "remove it: no key has this variable; keys: http.max-request-line,")),
            second ->
                assertThat(second)
                    .isEqualTo(
                        problem(
                            "LOK-CFG-006 unknown variable LOKSTRA_HTTP_MAX_HEADER",
                            "at environment variable LOKSTRA_HTTP_MAX_HEADER",
                            "did you mean LOKSTRA_HTTP_MAX_HEADERS?")));
  }

  @Test
  void unknownArgumentNamesTheNearest() {
    assertThat(arguments(Span.class, "--form=1"))
        .containsExactly(
            argument("LOK-CFG-007 unknown argument --form", "form", "did you mean --from?"));
    assertThat(arguments(Span.class, "--colour", "red"))
        .containsExactly(
            argument(
                "LOK-CFG-007 unknown argument --colour",
                "colour",
                "remove it: there is no such key; keys: from, to"));
    assertThat(
            problems(
                ConfigSources.none()
                    .commandLine("--prot=1")
                    .shortForm(ShortForm.port("apps.*.listen")),
                "",
                Values.class))
        .containsExactly(
            argument("LOK-CFG-007 unknown argument --prot", "prot", "did you mean --port?"));
  }

  @Test
  void sectionAndElementNameCannotBeSet() {
    ConfigSources sources =
        ConfigSources.none()
            .code("a", "apps.a.listen", ":1")
            .commandLine("--apps.a.name=b", "--span=1", "--apps.b.listen=:2");
    assertThat(problems(sources, "", Values.class))
        .hasSize(3)
        .allMatch(problem -> problem.startsWith("LOK-CFG-007"));
  }

  @Test
  void shortFormOfSeveralNamesThem() {
    ConfigSources sources =
        ConfigSources.none().shortForm(ShortForm.port("apps.*.listen")).commandLine("--port=1");
    assertThat(problems(sources, "", Values.class))
        .containsExactly(
            argument(
                "LOK-CFG-007 --port sets apps.*.listen of the only one of apps",
                "port",
                "there is none"));
    sources.code("a", "apps.a.listen", ":1").code("b", "apps.b.listen", ":1");
    assertThat(problems(sources, "", Values.class))
        .containsExactly(
            argument(
                "LOK-CFG-007 --port sets apps.*.listen of the only one of apps",
                "port",
                "there are a, b; write --apps.a.listen=…"));
  }

  record Clash(Map<String, Integer> ports) {}

  @Test
  void twoKeysOfOneVariableAreRefused() {
    assertThat(tree(Clash.class, map("ports", map("a.b", 1, "a-b", 2))))
        .containsExactly(
            problem(
                "LOK-CFG-008 ports.a.b and ports.a-b have one environment variable, LOKSTRA_PORTS_A_B",
                "rename one of them"));
  }

  @Test
  void malformedArgumentsAreToldWithoutTheirText() {
    assertThat(arguments(Span.class, "hunter2", "-x", "--=1", "--a..b=1", "--a b=1", "--"))
        .containsExactly(
            problem(
                "LOK-CFG-009 command line argument 1 has no key",
                "expected --key=value, --key value or --flag"),
            problem(
                "LOK-CFG-009 command line argument 2 has no key",
                "expected --key=value, --key value or --flag"),
            problem(
                "LOK-CFG-009 an argument's key is malformed",
                "at command line argument 3: --",
                "expected letters, digits, '-' and '_' in names joined by '.', as in --server.name=shop"),
            problem(
                "LOK-CFG-009 an argument's key is malformed",
                "at command line argument 4: --a..b",
                "expected letters, digits, '-' and '_' in names joined by '.', as in --server.name=shop"),
            problem(
                "LOK-CFG-009 an argument's key is malformed",
                "at command line argument 5: --a b",
                "expected letters, digits, '-' and '_' in names joined by '.', as in --server.name=shop"),
            problem(
                "LOK-CFG-009 an argument's key is malformed",
                "at command line argument 6: --",
                "expected letters, digits, '-' and '_' in names joined by '.', as in --server.name=shop"));
  }

  @Test
  void argumentNeedsItsValueOnce() {
    assertThat(arguments(Values.class, "--least", "--most=1", "--most", "2", "--numbers"))
        .containsExactly(
            problem(
                "LOK-CFG-009 least has no value",
                "at command line argument 1: --least",
                "expected a value after it"),
            problem(
                "LOK-CFG-009 most is given twice",
                "at command line argument 3: --most",
                "it has one value; first given by command line argument 2: --most"),
            problem(
                "LOK-CFG-009 numbers has no value",
                "at command line argument 5: --numbers",
                "expected a list, as in a,b,c, after it"));
    assertThat(
            problems(
                ConfigSources.none()
                    .code("a", "apps.a.listen", ":1")
                    .shortForm(ShortForm.port("apps.*.listen"))
                    .commandLine("--apps.a.listen=:2", "--port"),
                "",
                Values.class))
        .containsExactly(
            problem(
                "LOK-CFG-009 apps.a.listen is given twice",
                "at command line argument 2: --port",
                "it has one value; first given by command line argument 1: --apps.a.listen"));
  }

  @Test
  void elementsNeedUsableNames() {
    assertThat(
            tree(
                Values.class,
                map(
                    "apps",
                    List.of(
                        map("name", "a"),
                        map("name", "a"),
                        map("listen", ":1"),
                        "b",
                        map("name", "a.b"),
                        map("name", List.of())))))
        .containsExactly(
            problem(
                "LOK-CFG-010 apps has two elements 'a'",
                "at lokstra.yaml:5:3",
                "rename one of them"),
            problem(
                "LOK-CFG-010 apps[2] has no name",
                "at lokstra.yaml:6:3",
                "expected a key 'name' with a name of letters, digits, '-' and '_'"),
            problem(
                "LOK-CFG-010 an element of apps is called 'a.b'",
                "at lokstra.yaml:10:3",
                "expected a name of letters, digits, '-' and '_'"),
            problem(
                "LOK-CFG-010 apps[5] has no name",
                "at lokstra.yaml:11:3",
                "expected a key 'name' with a name of letters, digits, '-' and '_'"));
  }

  @Test
  void keyedElementCannotCallItselfOtherwise() {
    assertThat(tree(Values.class, map("apps", map("a", map("name", "b"), "", map()))))
        .containsExactly(
            problem(
                "LOK-CFG-010 the element 'a' of apps calls itself 'b'",
                "at lokstra.yaml:3:3",
                "leave its key 'name' out"),
            problem(
                "LOK-CFG-010 an element of apps is called ''",
                "at lokstra.yaml:4:1",
                "expected a name of letters, digits, '-' and '_'"));
  }

  @Test
  void recordMayRefuseItsValues() {
    assertThat(arguments(Values.class, "--span.from=5", "--span.to=5"))
        .containsExactly(problem("LOK-CFG-011 span is refused", "'from' must be less than 'to'"));
    assertThat(arguments(Span.class, "--from=5"))
        .containsExactly(
            problem("LOK-CFG-011 the configuration is refused", "'from' must be less than 'to'"));
  }

  record Refusing(@Default("1") int a) {
    Refusing {
      throw new IllegalArgumentException();
    }
  }

  @Test
  void recordMayRefuseWithoutAReason() {
    assertThat(arguments(Refusing.class))
        .containsExactly(problem("LOK-CFG-011 the configuration is refused", "no reason given"));
  }

  @Test
  void allProblemsAreToldTogether() {
    ConfigSources sources =
        ConfigSources.none()
            .tree(ConfigTree.of(map("a", map("from", "x", "too", 1))))
            .environment(Map.of("LOKSTRA_A_TO", "y", "LOKSTRA_B", "1"))
            .commandLine("stray", "--c=1");
    assertThat(problems(sources, "a", Span.class))
        .extracting(problem -> problem.substring(0, 11))
        .containsExactly(
            "LOK-CFG-009",
            "LOK-CFG-002",
            "LOK-CFG-002",
            "LOK-CFG-001",
            "LOK-CFG-007",
            "LOK-CFG-006");
  }

  @Test
  void nothingPrintsASecret() {
    ConfigSources sources =
        ConfigSources.none()
            .tree(ConfigTree.of(map("password", List.of("hunter2"), "api-key", "hunter2 key")))
            .environment(Map.of("LOKSTRA_PASWORD", "hunter2"))
            .commandLine("--user", "me", "hunter2", "--pasword=hunter2", "--api-kye", "hunter2");
    Configuration configuration = Configuration.load(sources);
    Bound<Login> login = configuration.declare("", Login.class);
    assertThatThrownBy(configuration::verify).message().doesNotContain("hunter2");
    assertThatThrownBy(login::get).message().doesNotContain("hunter2");
    assertThat(configuration.show()).doesNotContain("hunter2").contains("api-key = ******");
    assertThat(login.toString()).doesNotContain("hunter2");
  }

  @Test
  void blankSecretIsNotShownEither() {
    assertThat(arguments(Login.class, "--password=   "))
        .containsExactly(
            argument(
                "LOK-CFG-004 password is out of range",
                "password",
                "expected text that is not blank"));
  }

  record Unreadable(Thread thread) {}

  record BadMap(Map<Integer, String> map) {}

  record BadSize(@ByteSize Duration size) {}

  record BadConstraint(@NotEmpty String text) {}

  @Test
  void recordThatCannotBeOfOptionsIsRefused() {
    Configuration configuration = Configuration.load(ConfigSources.none());
    assertThatThrownBy(() -> configuration.declare("", Unreadable.class))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("component thread of")
        .hasMessageContaining("Thread cannot be read from configuration");
    assertThatThrownBy(() -> configuration.declare("", BadMap.class))
        .hasMessageContaining("the keys of a map of options are Strings");
    assertThatThrownBy(() -> configuration.declare("", BadSize.class))
        .hasMessageContaining("@ByteSize belongs to an int or a long");
    assertThatThrownBy(() -> configuration.declare("", BadConstraint.class))
        .hasMessageContaining("@NotEmpty is not checked on options");
  }
}
