package io.lokstra.bind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
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
import java.util.Currency;
import java.util.Locale;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConvertersTest {
  private final Converters converters = Converters.standard();

  private <T> T convert(Class<T> type, String text) {
    return converters.find(type).orElseThrow().convert(text);
  }

  private void refuses(Class<?> type, String... texts) {
    for (String text : texts) {
      assertThatThrownBy(() -> convert(type, text))
          .as("'%s' as %s", text, type)
          .isInstanceOf(RuntimeException.class);
    }
  }

  @Test
  void readsWholeNumbersStrictly() {
    assertThat(convert(int.class, "-2147483648")).isEqualTo(Integer.MIN_VALUE);
    assertThat(convert(Integer.class, "2147483647")).isEqualTo(Integer.MAX_VALUE);
    assertThat(convert(long.class, "-9223372036854775808")).isEqualTo(Long.MIN_VALUE);
    assertThat(convert(byte.class, "-128")).isEqualTo((byte) -128);
    assertThat(convert(short.class, "007")).isEqualTo((short) 7);
    refuses(int.class, "", "-", "+5", " 5", "5 ", "0x10", "5.0", "1e3", "٣", "2147483648", "5L");
    refuses(byte.class, "128", "-129");
    refuses(short.class, "32768");
    refuses(long.class, "9223372036854775808", "9".repeat(5000));
  }

  @Test
  void readsDecimalNumbersStrictly() {
    assertThat(convert(double.class, "-1.5e3")).isEqualTo(-1500.0);
    assertThat(convert(Float.class, "0.5")).isEqualTo(0.5f);
    assertThat(convert(BigDecimal.class, "1.50")).isEqualTo(new BigDecimal("1.50"));
    assertThat(convert(BigDecimal.class, "1e400")).isEqualTo(new BigDecimal("1e400"));
    assertThat(convert(BigInteger.class, "9".repeat(1000)))
        .isEqualTo(new BigInteger("9".repeat(1000)));
    refuses(
        double.class,
        "",
        "NaN",
        "Infinity",
        "1e400",
        "1.",
        ".5",
        "1d",
        "0x1p3",
        "1e",
        "1e+",
        "--1");
    refuses(float.class, "1e39");
    refuses(BigDecimal.class, "1e1001", "1e999999999", "1e-999999999", "1e99999999999", "1,5");
    refuses(BigInteger.class, "9".repeat(1001), "1.0");
  }

  @Test
  void readsTextLikeValues() {
    assertThat(convert(String.class, "")).isEmpty();
    assertThat(convert(boolean.class, "true")).isTrue();
    assertThat(convert(Boolean.class, "false")).isFalse();
    assertThat(convert(char.class, "x")).isEqualTo('x');
    UUID id = UUID.randomUUID();
    assertThat(convert(UUID.class, id.toString())).isEqualTo(id);
    assertThat(convert(Locale.class, "pt-BR")).isEqualTo(Locale.of("pt", "BR"));
    assertThat(convert(URI.class, "https://a.example/b?c"))
        .isEqualTo(URI.create("https://a.example/b?c"));
    refuses(boolean.class, "TRUE", "1", "yes", "on", "");
    refuses(char.class, "", "xy");
    refuses(UUID.class, "1-1-1-1-1", id + "0", "x".repeat(36));
    refuses(Locale.class, "", "no_underscore_", "x".repeat(200));
    refuses(URI.class, "", "http://[", "a b", "a".repeat(9000));
  }

  @Test
  void readsTimes() {
    assertThat(convert(LocalDate.class, "2026-02-28")).isEqualTo(LocalDate.of(2026, 2, 28));
    assertThat(convert(LocalTime.class, "14:30")).isEqualTo(LocalTime.of(14, 30));
    assertThat(convert(LocalDateTime.class, "2026-02-28T14:30:00"))
        .isEqualTo(LocalDateTime.of(2026, 2, 28, 14, 30));
    assertThat(convert(Instant.class, "2026-02-28T14:30:00Z"))
        .isEqualTo(Instant.parse("2026-02-28T14:30:00Z"));
    assertThat(convert(OffsetDateTime.class, "2026-02-28T14:30:00+02:00"))
        .isEqualTo(OffsetDateTime.parse("2026-02-28T14:30:00+02:00"));
    assertThat(convert(ZonedDateTime.class, "2026-02-28T14:30:00+01:00[Europe/Paris]"))
        .isEqualTo(ZonedDateTime.parse("2026-02-28T14:30:00+01:00[Europe/Paris]"));
    assertThat(convert(Period.class, "P1Y")).isEqualTo(Period.ofYears(1));
    assertThat(convert(Year.class, "2026")).isEqualTo(Year.of(2026));
    assertThat(convert(YearMonth.class, "2026-02")).isEqualTo(YearMonth.of(2026, 2));
    assertThat(convert(ZoneId.class, "Europe/Paris")).isEqualTo(ZoneId.of("Europe/Paris"));
    refuses(LocalDate.class, "2026-02-29", "28.02.2026", "", "2".repeat(1000));
    refuses(ZoneId.class, "Mars/Olympus");
    refuses(Instant.class, "2026-02-28");
  }

  @Test
  void readsDurationsInBothForms() {
    assertThat(convert(Duration.class, "PT1H30M")).isEqualTo(Duration.ofMinutes(90));
    assertThat(convert(Duration.class, "1h30m")).isEqualTo(Duration.ofMinutes(90));
    assertThat(convert(Duration.class, "10s")).isEqualTo(Duration.ofSeconds(10));
    assertThat(convert(Duration.class, "2d")).isEqualTo(Duration.ofDays(2));
    assertThat(convert(Duration.class, "1s500ms")).isEqualTo(Duration.ofMillis(1500));
    assertThat(convert(Duration.class, "5us")).isEqualTo(Duration.ofNanos(5000));
    assertThat(convert(Duration.class, "-5m")).isEqualTo(Duration.ofMinutes(-5));
    assertThat(convert(Duration.class, "-PT5M")).isEqualTo(Duration.ofMinutes(-5));
    refuses(
        Duration.class,
        "",
        "-",
        "10",
        "10 s",
        "30s1m",
        "1h1h",
        "s",
        "1w",
        "1h30",
        "9".repeat(99) + "s");
    refuses(Duration.class, "9223372036854775807d");
  }

  enum Status {
    OPEN,
    IN_PROGRESS
  }

  enum Clash {
    A_B,
    A__B
  }

  @Test
  void readsEnumsAsThePolicySpellsThem() {
    assertThat(convert(Status.class, "in_progress")).isEqualTo(Status.IN_PROGRESS);
    assertThat(convert(DayOfWeek.class, "monday")).isEqualTo(DayOfWeek.MONDAY);
    refuses(Status.class, "IN_PROGRESS", "in-progress", "", "Open");
    assertThat(converters.find(Status.class).orElseThrow().expected())
        .isEqualTo("one of open, in_progress");
    Converters kebab = Converters.standard(Naming.KEBAB_CASE);
    assertThat(kebab.find(Status.class).orElseThrow().convert("in-progress"))
        .isEqualTo(Status.IN_PROGRESS);
    assertThat(converters.naming()).isEqualTo(Naming.SNAKE_CASE);
  }

  @Test
  void namesTwoConstantsWithOneSpelling() {
    assertThatThrownBy(() -> converters.find(Clash.class)).hasMessageContaining("both spelt 'a_b'");
  }

  record Email(String address) {
    public static Email parse(String text) {
      if (!text.contains("@")) {
        throw new IllegalArgumentException("secret detail");
      }
      return new Email(text);
    }
  }

  record Title(String text) {
    public static Title of(String text) {
      return new Title(text);
    }
  }

  static final class OrderNumber {
    final long number;

    private OrderNumber(long number) {
      this.number = number;
    }

    public static OrderNumber valueOf(String text) {
      return new OrderNumber(Long.parseLong(text));
    }
  }

  static final class Checked {
    public static Checked parse(CharSequence text) throws Exception {
      if (text.length() < 100) {
        throw new Exception(text.toString());
      }
      return new Checked();
    }
  }

  static final class Hidden {
    static Hidden parse(String text) {
      return text.isEmpty() ? new Hidden() : parse("");
    }
  }

  @Test
  void findsTheFactoryOfAnOwnType() {
    assertThat(convert(Email.class, "a@b")).isEqualTo(new Email("a@b"));
    assertThat(convert(OrderNumber.class, "5").number).isEqualTo(5);
    refuses(Email.class, "nobody");
    refuses(OrderNumber.class, "x");
    refuses(Checked.class, "x");
    assertThat(converters.find(OrderNumber.class).orElseThrow().expected())
        .isEqualTo("text that stands for a value of OrderNumber");
  }

  @Test
  void aRecordWithOfIsStillAnObject() {
    assertThat(converters.find(Title.class)).isEmpty();
    assertThat(converters.find(Hidden.class)).isEmpty();
    assertThat(converters.find(Currency.class)).isEmpty();
  }

  @Test
  void registeredConvertersComeFirst() {
    Converters more =
        converters
            .with(Currency.class, Converter.of("a currency code", Currency::getInstance))
            .with(
                Status.class,
                Converter.of("a number", text -> Status.values()[Integer.parseInt(text)]));
    assertThat(more.find(Currency.class).orElseThrow().convert("EUR"))
        .isEqualTo(Currency.getInstance("EUR"));
    assertThat(more.find(Currency.class).orElseThrow().expected()).isEqualTo("a currency code");
    assertThat(more.find(Status.class).orElseThrow().convert("1")).isEqualTo(Status.IN_PROGRESS);
    assertThat(converters.find(Currency.class)).isEmpty();
  }

  @Test
  void requestsTakeNoSizes() {
    refuses(int.class, "16KiB");
  }

  record Iso(String code) {}

  @Test
  void aRecordOfOneComponentIsWrittenAsThatComponent() {
    Converters more = converters.with(Iso.class, Converter.of("a code", Iso::new));
    Converter<Iso> converter = more.find(Iso.class).orElseThrow();
    assertThat(converter.write(converter.convert("EUR"))).isEqualTo("EUR");
    assertThat(converter.expected()).isEqualTo("a code");
    Converter<Iso> own =
        new Converter<>() {
          @Override
          public Iso convert(String text) {
            return new Iso(text);
          }

          @Override
          public String expected() {
            return "a code";
          }

          @Override
          public String write(Iso value) {
            return "own " + value.code();
          }
        };
    assertThat(converters.with(Iso.class, own).find(Iso.class).orElseThrow().write(new Iso("x")))
        .isEqualTo("own x");
    assertThat(converters.find(Email.class).orElseThrow().write(new Email("a@b"))).isEqualTo("a@b");
  }

  @ParameterizedTest
  @ValueSource(
      classes = {
        int.class,
        double.class,
        BigDecimal.class,
        Duration.class,
        UUID.class,
        LocalDate.class,
        Instant.class,
        ZoneId.class,
        Locale.class,
        URI.class,
        Year.class
      })
  void neverFailsOtherwiseThanByRuntimeException(Class<?> type) {
    Random random = new Random(type.getName().hashCode());
    String alphabet = "0123456789-+.eEPTHMSZ:[]/ \u0000\uD800é";
    for (int i = 0; i < 5_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int n = random.nextInt(12); n > 0; n--) {
        text.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      try {
        assertThat(convert(type, text.toString())).isNotNull();
      } catch (RuntimeException refused) {
        // what the contract says
      }
    }
  }
}
