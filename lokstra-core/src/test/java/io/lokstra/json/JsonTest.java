package io.lokstra.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.lokstra.bind.Converter;
import io.lokstra.bind.Converters;
import io.lokstra.bind.Naming;
import io.lokstra.bind.PathParam;
import io.lokstra.config.Default;
import io.lokstra.http.FieldError;
import jakarta.validation.constraints.NotBlank;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Currency;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
  private final Json json = Json.standard();

  private String write(Object value) {
    return write(json, value);
  }

  private static String write(Json json, Object value) {
    return new String(json.encode(value), StandardCharsets.UTF_8);
  }

  private <T> T read(Class<T> type, String document) {
    return json.decode(document.getBytes(StandardCharsets.UTF_8), type);
  }

  private List<FieldError> errors(Class<?> type, String document) {
    return catchThrowableOfType(JsonException.class, () -> read(type, document)).fields();
  }

  record Message(String message) {}

  @Test
  void writesARecord() {
    assertThat(write(new Message("Hello, World!"))).isEqualTo("{\"message\":\"Hello, World!\"}");
    assertThat(write(new Message("longer than what was written before it by far")))
        .isEqualTo("{\"message\":\"longer than what was written before it by far\"}");
    assertThat(write(new Message(""))).isEqualTo("{\"message\":\"\"}");
  }

  enum Color {
    DARK_RED,
    BLUE {
      @Override
      public String toString() {
        return "never this";
      }
    }
  }

  record Email(String address) {
    public static Email parse(String text) {
      if (text.indexOf('@') < 1) {
        throw new IllegalArgumentException();
      }
      return new Email(text);
    }
  }

  record Everything(
      String text,
      int number,
      long big,
      short small,
      byte tiny,
      double ratio,
      float rough,
      boolean flag,
      char letter,
      Integer boxed,
      BigDecimal money,
      BigInteger huge,
      Color color,
      DayOfWeek day,
      UUID id,
      URI link,
      Locale locale,
      Email email,
      LocalDate date,
      LocalTime time,
      LocalDateTime dateTime,
      Instant instant,
      OffsetDateTime offset,
      ZonedDateTime zoned,
      Duration duration,
      Period period,
      Year year,
      YearMonth month,
      ZoneId zone,
      Optional<String> some,
      Optional<String> none,
      @Nullable String nothing,
      List<Integer> list,
      Set<Color> set,
      Collection<String> collection,
      Map<String, Long> map,
      Map<Color, List<Email>> nested,
      @Nullable Everything self) {}

  private static Everything everything(@Nullable Everything self) {
    Map<String, Long> map = new LinkedHashMap<>();
    map.put("b", 2L);
    map.put("a", -1L);
    return new Everything(
        "tä\n\"\\\u0001\uD83D\uDE00€",
        Integer.MIN_VALUE,
        Long.MIN_VALUE,
        Short.MAX_VALUE,
        Byte.MIN_VALUE,
        1.0E-10,
        0.25f,
        true,
        '"',
        -7,
        new BigDecimal("1.50"),
        new BigInteger("9".repeat(30)),
        Color.BLUE,
        DayOfWeek.MONDAY,
        new UUID(1, 2),
        URI.create("https://example.org/?a=b"),
        Locale.of("pt", "BR"),
        new Email("a@b"),
        LocalDate.of(2026, 1, 31),
        LocalTime.of(14, 30),
        LocalDateTime.of(2026, 1, 31, 14, 30),
        Instant.parse("2026-01-31T14:30:00Z"),
        OffsetDateTime.parse("2026-01-31T14:30:00+02:00"),
        ZonedDateTime.parse("2026-01-31T14:30:00+01:00[Europe/Paris]"),
        Duration.ofMinutes(90),
        Period.ofDays(3),
        Year.of(2026),
        YearMonth.of(2026, 1),
        ZoneId.of("Europe/Paris"),
        Optional.of("x"),
        Optional.empty(),
        null,
        List.of(1, 2, 3),
        Set.of(Color.DARK_RED),
        List.of("c"),
        map,
        Map.of(Color.DARK_RED, List.of(new Email("c@d"))),
        self);
  }

  @Test
  void whatIsWrittenIsReadAgain() {
    Everything value = everything(everything(null));
    String document = write(value);
    assertThat(read(Everything.class, document)).isEqualTo(value);
    assertThat(document)
        .contains("\"text\":\"tä\\n\\\"\\\\\\u0001\uD83D\uDE00€\"")
        .contains("\"time\":\"14:30:00\"", "\"offset\":\"2026-01-31T14:30:00+02:00\"")
        .contains("\"big\":-9223372036854775808", "\"none\":null", "\"email\":\"a@b\"")
        .contains("\"nested\":{\"dark_red\":[\"c@d\"]}", "\"locale\":\"pt-BR\"");
  }

  @Test
  void optionsChangeNamesDatesAndNulls() {
    Json other =
        Json.of(
            JsonOptions.defaults()
                .withNaming(Naming.CAMEL_CASE)
                .withDates(JsonOptions.Dates.EPOCH_MILLIS)
                .withNulls(JsonOptions.Nulls.OMIT),
            Converters.standard());
    record Times(
        Instant firstSeen,
        OffsetDateTime b,
        ZonedDateTime c,
        LocalDate d,
        Optional<Color> none,
        Color e) {}
    Instant instant = Instant.ofEpochMilli(1_769_869_800_123L);
    Times times =
        new Times(
            instant,
            instant.atOffset(java.time.ZoneOffset.UTC),
            instant.atZone(java.time.ZoneOffset.UTC),
            LocalDate.of(2026, 1, 1),
            Optional.empty(),
            Color.DARK_RED);
    String document = write(other, times);
    assertThat(document)
        .isEqualTo(
            "{\"firstSeen\":1769869800123,\"b\":1769869800123,\"c\":1769869800123,"
                + "\"d\":\"2026-01-01\",\"e\":\"darkRed\"}");
    assertThat(other.decode(document.getBytes(StandardCharsets.UTF_8), Times.class))
        .isEqualTo(times);
    record Far(Instant at) {}
    assertThatThrownBy(
            () -> other.decode("{\"at\":\"2026\"}".getBytes(StandardCharsets.UTF_8), Far.class))
        .hasMessageContaining("a whole number");
  }

  sealed interface Shape permits Circle, Box, Group {}

  record Circle(double radius) implements Shape {}

  @VariantName("rect")
  record Box(int width, int height) implements Shape {}

  record Group(List<Shape> shapes, Optional<Shape> extra) implements Shape {}

  @Test
  void sealedTypesAreToldApartByADiscriminator() {
    Shape group = new Group(List.of(new Circle(1.5), new Box(2, 3)), Optional.of(new Circle(0)));
    String document =
        "{\"type\":\"group\",\"shapes\":[{\"type\":\"circle\",\"radius\":1.5},"
            + "{\"type\":\"rect\",\"width\":2,\"height\":3}],"
            + "\"extra\":{\"type\":\"circle\",\"radius\":0.0}}";
    assertThat(write(group)).isEqualTo(document);
    assertThat(read(Shape.class, document)).isEqualTo(group);
    assertThat(read(Group.class, document)).isEqualTo(group);
    assertThat(read(Circle.class, "{\"radius\":1}")).isEqualTo(new Circle(1));
  }

  @Test
  void theDiscriminatorMayComeLast() {
    assertThat(
            read(
                Shape.class,
                "{\"shapes\":[{\"height\":3,\"width\":2,\"type\":\"rect\"}],\"type\":\"group\"}"))
        .isEqualTo(new Group(List.of(new Box(2, 3)), Optional.empty()));
  }

  @Test
  void anUnknownVariantIsAFieldError() {
    FieldError expected = new FieldError("type", "type", "Must be one of circle, rect, group.");
    for (String document :
        List.of(
            "{}",
            "{\"type\":\"java.lang.Runtime\"}",
            "{\"type\":1,\"a\":[{}],\"b\":2}",
            "{\"radius\":1}")) {
      assertThat(errors(Shape.class, document)).containsExactly(expected);
    }
    assertThat(errors(Shape.class, "[]")).extracting(FieldError::code).containsExactly("type");
    assertThat(errors(Circle.class, "{\"type\":\"rect\",\"radius\":1}"))
        .extracting(FieldError::field)
        .containsExactly("type");
    assertThat(errors(Circle.class, "{\"type\":\"circle\",\"type\":\"circle\",\"radius\":1}"))
        .extracting(FieldError::code)
        .containsExactly("duplicate");
  }

  @Test
  void lookingAheadForDiscriminatorsIsBounded() {
    StringBuilder document = new StringBuilder();
    int levels = 240;
    for (int i = 0; i < levels; i++) {
      document.append("{\"shapes\":[");
    }
    document
        .append("{\"width\":1,\"height\":1,\"pad\":\"")
        .append("x".repeat(500_000))
        .append("\"}");
    for (int i = 0; i < levels; i++) {
      document.append("],\"type\":\"group\"}");
    }
    long start = System.nanoTime();
    assertThatThrownBy(() -> read(Shape.class, document.toString()))
        .isInstanceOf(JsonException.class);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
  }

  @Discriminator("kind")
  sealed interface Result<T> permits Ok, Failed {}

  record Ok<T>(T value) implements Result<T> {}

  record Failed<T>(String reason) implements Result<T> {}

  record Holder(Result<List<Integer>> result) {}

  @Test
  void genericSealedTypesKeepTheirArguments() {
    Holder holder = new Holder(new Ok<>(List.of(1, 2)));
    assertThat(write(holder)).isEqualTo("{\"result\":{\"kind\":\"ok\",\"value\":[1,2]}}");
    assertThat(read(Holder.class, write(holder))).isEqualTo(holder);
    assertThat(errors(Holder.class, "{\"result\":{\"kind\":\"ok\",\"value\":[\"1\"]}}"))
        .extracting(FieldError::field)
        .containsExactly("result.value[0]");
  }

  sealed interface Clashing permits Typed {}

  record Typed(String type) implements Clashing {}

  sealed interface Mixed permits Plain, NoRecord {}

  record Plain(int x) implements Mixed {}

  static final class NoRecord implements Mixed {}

  sealed interface Twice permits Outer1.Same, Outer2.Same {}

  static final class Outer1 {
    record Same() implements Twice {}
  }

  static final class Outer2 {
    record Same() implements Twice {}
  }

  record WithSource(@PathParam int id) {}

  record TwoNames(int userName, @JsonName("user_name") int other) {}

  @Test
  void typesThatCannotBeReadSaySo() {
    assertThatThrownBy(() -> read(Typed.class, "{}")).hasMessageContaining("discriminator 'type'");
    assertThatThrownBy(() -> read(Mixed.class, "{}")).hasMessageContaining("which is no record");
    assertThatThrownBy(() -> read(Twice.class, "{}")).hasMessageContaining("@VariantName");
    assertThatThrownBy(() -> read(WithSource.class, "{}")).hasMessageContaining("names a source");
    assertThatThrownBy(() -> read(TwoNames.class, "{}"))
        .hasMessageContaining("both called 'user_name'");
    assertThatThrownBy(() -> read(Thread.class, "{}"))
        .hasMessageContaining("Converters.with(Thread.class");
    assertThatThrownBy(() -> read(StringBuilder.class, "{}"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> write(new TwoNames(1, 2))).hasMessageContaining("both called");
    assertThat(write(new Plain(1))).isEqualTo("{\"x\":1}");
  }

  record Renamed(@JsonName("_id") int id, String userURL) {}

  @Test
  void namesAreThePolicysOrTheComponentsOwn() {
    assertThat(write(new Renamed(1, "u"))).isEqualTo("{\"_id\":1,\"user_url\":\"u\"}");
    assertThat(read(Renamed.class, "{\"_id\":1,\"user_url\":\"u\"}"))
        .isEqualTo(new Renamed(1, "u"));
  }

  record Pair<A, B>(A first, B second) {}

  record UsesPair(Pair<Integer, List<Pair<String, Boolean>>> pair) {}

  record Tree(String name, @Default("") List<Tree> children) {}

  @Test
  void genericAndRecursiveRecordsAreRead() {
    UsesPair value = new UsesPair(new Pair<>(1, List.of(new Pair<>("a", true))));
    assertThat(read(UsesPair.class, write(value))).isEqualTo(value);
    assertThat(
            errors(
                UsesPair.class,
                "{\"pair\":{\"first\":1,\"second\":[{\"first\":2,\"second\":true}]}}"))
        .extracting(FieldError::field)
        .containsExactly("pair.second[0].first");
    Tree tree = new Tree("a", List.of(new Tree("b", List.of())));
    assertThat(read(Tree.class, write(tree))).isEqualTo(tree);
    assertThat(read(Tree.class, "{\"name\":\"x\"}")).isEqualTo(new Tree("x", List.of()));
  }

  @Test
  void theDeepestDocumentFitsTheStackOfAVirtualThread() throws Exception {
    int levels = 249; // each is an object and a list
    String document =
        "{\"name\":\"a\",\"children\":[".repeat(levels)
            + "{\"name\":\"leaf\"}"
            + "]}".repeat(levels);
    List<Object> outcome = Collections.synchronizedList(new ArrayList<>());
    Thread.ofVirtual()
        .start(() -> {
          try {
            Tree tree = read(Tree.class, document);
            outcome.add(read(Tree.class, write(tree)).equals(tree));
          } catch (Throwable failure) {
            outcome.add(failure);
          }
        })
        .join();
    assertThat(outcome).containsExactly(true);
    String tooDeep = "{\"name\":\"a\",\"children\":[".repeat(251);
    assertThatThrownBy(() -> read(Tree.class, tooDeep))
        .hasMessageContaining("more than 500 levels");
  }

  @Test
  void readsGenericTypes() throws Exception {
    Type type = getClass().getDeclaredMethod("generic").getGenericReturnType();
    byte[] document = "{\"a\":[{\"message\":\"m\"}]}".getBytes(StandardCharsets.UTF_8);
    assertThat(json.decode(document, type)).isEqualTo(Map.of("a", List.of(new Message("m"))));
  }

  static Map<String, List<Message>> generic() {
    return Map.of();
  }

  @Test
  @SuppressWarnings("ArrayRecordComponent")
  void readsArrays() {
    record Arrays2(int[] numbers, String[][] texts, byte[] bytes, long[] none) {}
    Arrays2 value =
        new Arrays2(new int[] {1, 2}, new String[][] {{"a"}, {}}, new byte[] {0, -1}, new long[0]);
    String document = "{\"numbers\":[1,2],\"texts\":[[\"a\"],[]],\"bytes\":\"AP8=\",\"none\":[]}";
    assertThat(write(value)).isEqualTo(document);
    Arrays2 again = read(Arrays2.class, document);
    assertThat(again.numbers()).containsExactly(1, 2);
    assertThat(again.texts()[0]).containsExactly("a");
    assertThat(again.bytes()).containsExactly(0, -1);
    assertThat(
            errors(Arrays2.class, "{\"numbers\":[null],\"texts\":[],\"bytes\":\"?\",\"none\":{}}"))
        .extracting(FieldError::field)
        .containsExactly("numbers[0]", "bytes", "none");
  }

  record Numbers(
      Optional<Integer> i,
      Optional<Byte> b,
      Optional<Double> d,
      Optional<Float> f,
      Optional<BigDecimal> m,
      Optional<BigInteger> n,
      Optional<Boolean> t) {}

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"i\":2147483648}",
        "{\"i\":1.0}",
        "{\"i\":1e2}",
        "{\"i\":\"1\"}",
        "{\"i\":true}",
        "{\"i\":{}}",
        "{\"i\":[1]}",
        "{\"i\":123456789012345678901234567890}",
        "{\"b\":128}",
        "{\"d\":1e999}",
        "{\"d\":\"NaN\"}",
        "{\"f\":1e39}",
        "{\"m\":1e1001}",
        "{\"m\":1e999999999}",
        "{\"m\":-1e-999999999}",
        "{\"m\":1e99999999999999}",
        "{\"m\":[]}",
        "{\"n\":1.5}",
        "{\"n\":1e5}",
        "{\"t\":0}",
        "{\"t\":\"true\"}"
      })
  void numbersAreReadStrictly(String document) {
    assertThat(errors(Numbers.class, document))
        .singleElement()
        .satisfies(error -> assertThat(error.code()).isEqualTo("type"))
        .satisfies(error -> assertThat(error.message()).startsWith("Must be "));
  }

  @Test
  void anyDocumentIsWrittenAsItWas() {
    for (String document :
        List.of(
            "{\"a\":[1,-0.0,1.0,1.10,123456789012345678901234567890,true,false,null,\"x\"],\"b\":{}}",
            "1E+400",
            "-1E-400",
            "9223372036854775808",
            "-9223372036854775808",
            "0",
            "null",
            "\"\\ud800\"",
            "\"\u2028\u007f\"",
            "[]")) {
      assertThat(write(json.decode(document.getBytes(StandardCharsets.UTF_8)))).isEqualTo(document);
    }
    assertThat(write(json.decode("[-0]".getBytes(StandardCharsets.UTF_8)))).isEqualTo("[-0.0]");
    assertThat(write(json.decode("[-0e1, 1e400]".getBytes(StandardCharsets.UTF_8))))
        .isEqualTo("[-0.0,1E+400]");
    assertThatThrownBy(() -> json.decode("[1e99999999999]".getBytes(StandardCharsets.UTF_8)))
        .hasMessageContaining("exponent");
  }

  @Test
  void malformedDocumentsHaveALineAndAColumn() {
    JsonException failure =
        catchThrowableOfType(
            JsonException.class, () -> read(Message.class, "{\n  \"message\": \"a\",\n}"));
    assertThat(failure.line()).isEqualTo(3);
    assertThat(failure.column()).isEqualTo(1);
    assertThat(failure.fields()).isEmpty();
    assertThat(failure).hasMessageStartingWith("not JSON at line 3, column 1: ");
    assertThatThrownBy(() -> read(Message.class, "{\"message\":\"a\"} x"))
        .hasMessageContaining("not JSON at line 1, column");
    assertThatThrownBy(() -> read(Message.class, "{\"message\":\"a\"}{}"))
        .hasMessageContaining("goes on after its value");
    assertThatThrownBy(() -> read(Message.class, "")).hasMessageContaining("empty");
    assertThatThrownBy(() -> read(Message.class, "x".repeat(5000)))
        .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(300));
    assertThatThrownBy(() -> read(Numbers.class, "{\"n\":" + "1".repeat(1001) + "}"))
        .hasMessageContaining("more than 1000 characters");
  }

  @Test
  void onlyUtf8IsRead() {
    for (byte[] bad :
        List.of(
            "\"\u00e4\"".getBytes(StandardCharsets.ISO_8859_1),
            "\"a\"".getBytes(StandardCharsets.UTF_16),
            "\"a\"".getBytes(StandardCharsets.UTF_16LE),
            "\"a\"".getBytes(StandardCharsets.UTF_16BE),
            new byte[] {'"', (byte) 0xC0, (byte) 0xAF, '"'},
            new byte[] {'"', (byte) 0xED, (byte) 0xA0, (byte) 0x80, '"'},
            new byte[] {'"', (byte) 0xF4, (byte) 0x90, (byte) 0x80, (byte) 0x80, '"'},
            new byte[] {'"', (byte) 0xE2, (byte) 0x82})) {
      assertThatThrownBy(() -> json.decode(bad)).hasMessageContaining("not UTF-8");
    }
    assertThatThrownBy(() -> json.decode(new byte[] {'[', '\n', ' ', (byte) 0xFF}))
        .hasMessageContaining("line 2, column 2");
    assertThat(json.decode("\uFEFF[1]".getBytes(StandardCharsets.UTF_8))).isEqualTo(List.of(1L));
    assertThat(
            json.decode(
                "\"\u00e4\u20ac\uD83D\uDE00 and plain text\"".getBytes(StandardCharsets.UTF_8)))
        .isEqualTo("\u00e4\u20ac\uD83D\uDE00 and plain text");
  }

  @Test
  void duplicateKeysAreRefusedEverywhere() {
    for (String document :
        List.of(
            "{\"name\":\"a\",\"name\":\"b\"}",
            "{\"name\":\"a\",\"x\":{\"y\":[{\"z\":1,\"z\":2}]}}",
            "{\"name\":\"a\",\"x\":1,\"x\":2}")) {
      assertThat(errors(Tree.class, document)).extracting(FieldError::code).contains("duplicate");
    }
    assertThatThrownBy(
            () -> json.decode("{\"a\":{\"b\":1,\"b\":1}}".getBytes(StandardCharsets.UTF_8)))
        .hasMessageContaining("a.b: Is given more than once.");
    assertThatThrownBy(
            () -> json.decode("{\"a\":1,\"a\":2}".getBytes(StandardCharsets.UTF_8), Map.class))
        .hasMessageContaining("more than once");
    Json last =
        Json.of(
            JsonOptions.defaults()
                .withDuplicateKeys(JsonOptions.DuplicateKeys.LAST)
                .withUnknownProperties(JsonOptions.UnknownProperties.IGNORE),
            Converters.standard());
    assertThat(
            last.decode(
                "{\"name\":\"a\",\"x\":1,\"x\":{\"y\":1,\"y\":2},\"name\":\"b\"}"
                    .getBytes(StandardCharsets.UTF_8),
                Tree.class))
        .isEqualTo(new Tree("b", List.of()));
  }

  @Test
  void mapsHaveTypedKeys() {
    record Keys(Map<Integer, String> byNumber, Map<UUID, @NotBlank String> byId) {}
    Keys keys = new Keys(Map.of(5, "a"), Map.of(new UUID(0, 1), "b"));
    assertThat(read(Keys.class, write(keys))).isEqualTo(keys);
    assertThat(errors(Keys.class, "{\"by_number\":{\"x\":\"a\"},\"by_id\":{\"y\":\"\"}}"))
        .extracting(FieldError::field)
        .containsExactly("by_number.x", "by_id.y", "by_id.y");
    assertThat(errors(Keys.class, "{\"by_number\":[],\"by_id\":{}}"))
        .extracting(FieldError::field)
        .containsExactly("by_number");
  }

  @Test
  void ownConvertersAreUsedBothWays() {
    Converter<Currency> currency =
        new Converter<>() {
          @Override
          public Currency convert(String text) {
            return Currency.getInstance(text);
          }

          @Override
          public String expected() {
            return "a currency code such as EUR";
          }

          @Override
          public String write(Currency value) {
            return value.getCurrencyCode();
          }
        };
    Json own =
        Json.of(JsonOptions.defaults(), Converters.standard().with(Currency.class, currency));
    record Price(BigDecimal amount, Currency currency) {}
    Price price = new Price(new BigDecimal("5.00"), Currency.getInstance("EUR"));
    assertThat(write(own, price)).isEqualTo("{\"amount\":5.00,\"currency\":\"EUR\"}");
    assertThat(own.decode(own.encode(price), Price.class)).isEqualTo(price);
    assertThatThrownBy(() ->
            own.decode(
                "{\"amount\":1,\"currency\":\"XYZW\"}".getBytes(StandardCharsets.UTF_8),
                Price.class))
        .hasMessageContaining("currency: Must be a currency code such as EUR.");
  }

  /** A class of someone else's. */
  public static final class Bean {
    /** A property. */
    public String getUserName() {
      return "x";
    }
  }

  public static final class Failing {
    public String getName() {
      if (Thread.currentThread().threadId() > 0) {
        throw new IllegalStateException("no");
      }
      return "";
    }
  }

  @Test
  void otherClassesAreWrittenByJackson() {
    record WithBean(Bean bean) {}
    assertThat(write(new WithBean(new Bean()))).isEqualTo("{\"bean\":{\"user_name\":\"x\"}}");
    for (Naming naming : Naming.values()) {
      Json other = Json.of(JsonOptions.defaults().withNaming(naming), Converters.standard());
      assertThat(write(other, new Bean())).contains(naming.of("userName"));
    }
    assertThatThrownBy(() -> write(new Failing()))
        .isInstanceOf(JsonException.class)
        .hasMessageContaining("Failing has no JSON");
  }

  @Test
  void aClassInAClosedPackageNamesTheLineThatOpensIt() {
    assertThatThrownBy(() -> write(Path.of("x")))
        .isInstanceOf(JsonException.class)
        .hasMessageContaining("opens sun.nio.fs to io.lokstra.core, tools.jackson.databind;");
  }

  @Test
  void whatHasNoJsonIsSaidSo() {
    record Bad(double value) {}
    assertThatThrownBy(() -> write(new Bad(Double.NaN))).hasMessageContaining("NaN");
    assertThatThrownBy(() -> write(Float.POSITIVE_INFINITY)).hasMessageContaining("Infinity");
    assertThatThrownBy(() -> write(Collections.singletonMap(null, 1)))
        .hasMessageContaining("null for a key");
    assertThatThrownBy(() -> write(Map.of(new Object(), 1))).hasMessageContaining("no converter");
    List<Object> self = new ArrayList<>();
    self.add(self);
    assertThatThrownBy(() -> write(self)).hasMessageContaining("contain itself");
  }

  @Test
  void writesAnyContainer() {
    assertThat(
            write(
                Arrays.asList(
                    1,
                    null,
                    2.5,
                    0.1f,
                    (short) 3,
                    'c',
                    Optional.empty(),
                    Optional.of("x"),
                    JsonNull.NULL,
                    java.nio.CharBuffer.wrap("b"),
                    ZoneId.of("UTC"),
                    new int[] {1},
                    new Object[] {"y", null},
                    true)))
        .isEqualTo("[1,null,2.5,0.1,3,\"c\",null,\"x\",null,\"b\",\"UTC\",[1],[\"y\",null],true]");
    for (long number = 1; number > 0 && number < Long.MAX_VALUE / 10; number *= 10) {
      assertThat(write(number)).isEqualTo(Long.toString(number));
      assertThat(write(-number)).isEqualTo(Long.toString(-number));
      assertThat(write(number - 1)).isEqualTo(Long.toString(number - 1));
    }
    assertThat(write(Long.MAX_VALUE)).isEqualTo(Long.toString(Long.MAX_VALUE));
  }

  @Test
  void anyTextIsReadAsItWasWritten() {
    Random random = new Random(7);
    for (int i = 0; i < 20_000; i++) {
      int length = random.nextInt(40);
      char[] text = new char[length];
      for (int j = 0; j < length; j++) {
        int bits = random.nextInt(5);
        text[j] =
            (char)
                switch (bits) {
                  case 0 -> random.nextInt(32);
                  case 1 -> random.nextInt(0x800);
                  case 2 -> 0xD700 + random.nextInt(0x1000);
                  default -> 32 + random.nextInt(95);
                };
      }
      String value = new String(text);
      assertThat(read(String.class, write(value))).isEqualTo(value);
    }
  }
}
