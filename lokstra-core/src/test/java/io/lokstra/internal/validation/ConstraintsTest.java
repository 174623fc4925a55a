package io.lokstra.internal.validation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lokstra.bind.Converters;
import io.lokstra.bind.Naming;
import io.lokstra.config.Default;
import io.lokstra.http.FieldError;
import io.lokstra.http.HttpException;
import io.lokstra.internal.record.ComponentShape;
import io.lokstra.internal.record.RecordShape;
import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;
import jakarta.validation.ReportAsSingleViolation;
import jakarta.validation.constraints.AssertFalse;
import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Digits;
import jakarta.validation.constraints.Email;
import jakarta.validation.constraints.Future;
import jakarta.validation.constraints.FutureOrPresent;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Negative;
import jakarta.validation.constraints.NegativeOrZero;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Null;
import jakarta.validation.constraints.Past;
import jakarta.validation.constraints.PastOrPresent;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.PositiveOrZero;
import jakarta.validation.constraints.Size;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.MonthDay;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ConstraintsTest {
  private static final Instant NOW = Instant.parse("2026-06-15T12:00:00Z");
  private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);

  /** The message for a value of the only component of {@code type}; "" when it is valid. */
  private static String check(Class<? extends Record> type, @Nullable Object value) {
    Findings findings = new Findings();
    rules(type).accept(value == null ? Findings.FAILED : value, findings);
    return findings.none() ? "" : findings.errors().get(0).message();
  }

  private static ValueRules rules(Class<? extends Record> type) {
    ComponentShape component = RecordShape.of(type).components().get(0);
    return ValueRules.of(component, Converters.standard(), CLOCK);
  }

  private static void refuses(Class<? extends Record> type, String reason) {
    assertThatThrownBy(() -> rules(type))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(reason);
  }

  record Between(@Size(min = 2, max = 3) String it) {}

  record AtLeast(@Size(min = 1) List<String> it) {}

  record AtMost(@Size(max = 1) Map<String, String> it) {}

  record Exactly(@Size(min = 2, max = 2) int[] it) {}

  record Filled(@NotEmpty String[] it) {}

  record Blank(@NotBlank String it) {}

  @Test
  void sizes() {
    assertThat(check(Between.class, "ab")).isEmpty();
    assertThat(check(Between.class, "abcd")).isEqualTo("Must have 2 to 3 characters.");
    assertThat(check(AtLeast.class, List.of())).isEqualTo("Must have at least 1 item.");
    assertThat(check(AtMost.class, Map.of("a", "1", "b", "2")))
        .isEqualTo("Must have at most 1 item.");
    assertThat(check(Exactly.class, new int[3])).isEqualTo("Must have exactly 2 items.");
    assertThat(check(Exactly.class, new int[2])).isEmpty();
    assertThat(check(Filled.class, new String[0])).isEqualTo("Must not be empty.");
    assertThat(check(Blank.class, " \u2003\n")).isEqualTo("Must not be blank.");
  }

  record LeastInt(@Min(5) int it) {}

  record MostLong(@Max(5) Long it) {}

  record LeastMoney(@DecimalMin("1.5") BigDecimal it) {}

  record AboveDouble(@DecimalMin(value = "1.5", inclusive = false) double it) {}

  record BelowFloat(@DecimalMax(value = "1.5", inclusive = false) float it) {}

  record MostText(@DecimalMax("1.5") String it) {}

  record Price(@Digits(integer = 3, fraction = 2) BigDecimal it) {}

  record Above(@Positive BigInteger it) {}

  record AboveOrZero(@PositiveOrZero short it) {}

  record Below(@Negative byte it) {}

  record BelowOrZero(@NegativeOrZero double it) {}

  @Test
  void numbers() {
    assertThat(check(LeastInt.class, 5)).isEmpty();
    assertThat(check(LeastInt.class, 4)).isEqualTo("Must be at least 5.");
    assertThat(check(MostLong.class, 6L)).isEqualTo("Must be at most 5.");
    assertThat(check(LeastMoney.class, new BigDecimal("1.50"))).isEmpty();
    assertThat(check(LeastMoney.class, new BigDecimal("1.49"))).isEqualTo("Must be at least 1.5.");
    assertThat(check(AboveDouble.class, 1.5)).isEqualTo("Must be greater than 1.5.");
    assertThat(check(AboveDouble.class, 1.6)).isEmpty();
    assertThat(check(BelowFloat.class, 1.5f)).isEqualTo("Must be less than 1.5.");
    assertThat(check(MostText.class, "1.6")).isEqualTo("Must be at most 1.5.");
    assertThat(check(MostText.class, "many")).isEqualTo("Must be at most 1.5.");
    assertThat(check(MostText.class, "1")).isEmpty();
    assertThat(check(Price.class, new BigDecimal("999.99"))).isEmpty();
    assertThat(check(Price.class, new BigDecimal("100.000"))).isEmpty();
    assertThat(check(Price.class, new BigDecimal("1000")))
        .isEqualTo("Must have at most 3 digits before the decimal point and 2 after it.");
    assertThat(check(Price.class, new BigDecimal("0.001"))).isNotEmpty();
    assertThat(check(Above.class, BigInteger.ZERO)).isEqualTo("Must be greater than 0.");
    assertThat(check(AboveOrZero.class, (short) -1)).isEqualTo("Must be 0 or greater.");
    assertThat(check(Below.class, (byte) 0)).isEqualTo("Must be less than 0.");
    assertThat(check(BelowOrZero.class, 0.1)).isEqualTo("Must be 0 or less.");
    assertThat(check(BelowOrZero.class, 0.0)).isEmpty();
  }

  record Yes(@AssertTrue boolean it) {}

  record No(@AssertFalse Boolean it) {}

  record Nothing(@Null @Nullable String it) {}

  record Something(@NotNull String it) {}

  @Test
  void truthAndPresence() {
    assertThat(check(Yes.class, false)).isEqualTo("Must be true.");
    assertThat(check(Yes.class, true)).isEmpty();
    assertThat(check(No.class, true)).isEqualTo("Must be false.");
    assertThat(check(Nothing.class, "x")).isEqualTo("Must not be given.");
    assertThat(check(Something.class, "x")).isEmpty();
    Findings findings = new Findings();
    assertThat(rules(Nothing.class).missing(findings)).isNull();
    assertThat(findings.none()).isTrue();
  }

  record NullableButBlank(@NotBlank @Nullable String it) {}

  @Test
  void aNullableValueThatMustNotBeNullIsMissed() {
    Findings findings = new Findings();
    assertThat(rules(NullableButBlank.class).missing(findings)).isEqualTo(Findings.FAILED);
    assertThat(findings.errors()).extracting(FieldError::code).containsExactly("not_blank");
  }

  record Before(@Past Instant it) {}

  record BeforeDate(@PastOrPresent LocalDate it) {}

  record After(@Future OffsetDateTime it) {}

  record AfterDate(@FutureOrPresent ZonedDateTime it) {}

  record T1(@Past LocalDateTime it) {}

  record T2(@Past LocalTime it) {}

  record T3(@Past OffsetTime it) {}

  record T4(@Past MonthDay it) {}

  record T5(@Past Year it) {}

  record T6(@Past YearMonth it) {}

  @Test
  void times() {
    assertThat(check(Before.class, NOW)).isEqualTo("Must be in the past.");
    assertThat(check(Before.class, NOW.minusNanos(1))).isEmpty();
    assertThat(check(BeforeDate.class, LocalDate.of(2026, 6, 15))).isEmpty();
    assertThat(check(BeforeDate.class, LocalDate.of(2026, 6, 16)))
        .isEqualTo("Must not be in the future.");
    assertThat(check(After.class, NOW.atOffset(ZoneOffset.ofHours(2))))
        .isEqualTo("Must be in the future.");
    assertThat(check(AfterDate.class, NOW.atZone(ZoneOffset.UTC))).isEmpty();
    assertThat(check(AfterDate.class, NOW.minusSeconds(1).atZone(ZoneOffset.UTC)))
        .isEqualTo("Must not be in the past.");
    LocalDateTime local = LocalDateTime.ofInstant(NOW, ZoneOffset.UTC);
    assertThat(check(T1.class, local)).isNotEmpty();
    assertThat(check(T2.class, local.toLocalTime())).isNotEmpty();
    assertThat(check(T3.class, NOW.atOffset(ZoneOffset.UTC).toOffsetTime())).isNotEmpty();
    assertThat(check(T4.class, MonthDay.of(6, 15))).isNotEmpty();
    assertThat(check(T5.class, Year.of(2026))).isNotEmpty();
    assertThat(check(T6.class, YearMonth.of(2026, 5))).isEmpty();
  }

  record Code(@Pattern(regexp = "[a-z]+", flags = Pattern.Flag.CASE_INSENSITIVE) String it) {}

  record Hostile(@Pattern(regexp = "(a+)+b") String it) {}

  record Recursive(@Pattern(regexp = "(a|b)*") String it) {}

  @Test
  void patternsEndInBoundedTime() {
    assertThat(check(Code.class, "aB")).isEmpty();
    assertThat(check(Code.class, "a1")).isEqualTo("Must have the form [a-z]+.");
    long start = System.nanoTime();
    assertThat(check(Hostile.class, "a".repeat(5_000))).isNotEmpty();
    check(Recursive.class, "ab".repeat(200_000));
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
    assertThat(check(Hostile.class, "aaab")).isEmpty();
  }

  record Address(@Email String it) {}

  record Company(@Email(regexp = ".*@example\\.org") String it) {}

  @Test
  void emailAddresses() {
    for (String good :
        List.of("a@b", "first.last+tag@sub.example.org", "ü@exämple.org", "o'x@a-b.c", "a@1.2")) {
      assertThat(check(Address.class, good)).as(good).isEmpty();
    }
    for (String bad :
        List.of(
            "",
            "a",
            "@b",
            "a@",
            "a b@c",
            "a@b@c",
            ".a@b",
            "a.@b",
            "a..b@c",
            "a@.b",
            "a@b.",
            "a@-b",
            "a@b-",
            "a@b-.c",
            "a@b_c",
            "a\n@b",
            "x".repeat(65) + "@b",
            "a@" + "b".repeat(64),
            "a@" + "b.".repeat(150) + "c")) {
      assertThat(check(Address.class, bad)).as(bad).startsWith("Must be an email address");
    }
    assertThat(check(Company.class, "a@example.org")).isEmpty();
    assertThat(check(Company.class, "a@example.com")).isNotEmpty();
  }

  record Own(@Size(min = 1, max = 9, message = "{min} to {max} \\{letters\\}, please") String it) {}

  record Repeated(@Size(max = 5) @Size(max = 3, message = "short") String it) {}

  record Inside(Optional<@Size(max = 2) String> it) {}

  record Outside(@Size(max = 2) Optional<String> it) {}

  @Test
  void messagesAndPlaces() {
    assertThat(check(Own.class, "")).isEqualTo("1 to 9 {letters}, please");
    assertThat(check(Repeated.class, "abcd")).isEqualTo("short");
    assertThat(check(Inside.class, "abc")).isNotEmpty();
    assertThat(check(Outside.class, "abc")).isNotEmpty();
    assertThat(rules(Inside.class).accept("ab", new Findings())).isEqualTo(Optional.of("ab"));
  }

  @Retention(RetentionPolicy.RUNTIME)
  @Constraint(validatedBy = {})
  @NotBlank
  @Size(max = 3)
  @interface ShortName {
    String message() default "";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};
  }

  @Retention(RetentionPolicy.RUNTIME)
  @Constraint(validatedBy = {})
  @ReportAsSingleViolation
  @NotBlank
  @Size(max = 3)
  @interface SingleName {
    String message() default "no name: {limit}";

    int limit() default 3;

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};
  }

  @Retention(RetentionPolicy.RUNTIME)
  @Constraint(validatedBy = OddValidator.class)
  @interface Odd {
    String message() default "";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};
  }

  static final class OddValidator implements ConstraintValidator<Odd, Integer> {
    @Override
    public boolean isValid(Integer value, ConstraintValidatorContext context) {
      return value % 2 == 1;
    }
  }

  record Composed(@ShortName String it) {}

  record Single(@SingleName String it) {}

  @Test
  void composedConstraints() {
    assertThat(check(Composed.class, "abcd")).isEqualTo("Must have at most 3 characters.");
    assertThat(check(Composed.class, "abc")).isEmpty();
    assertThat(check(Single.class, "")).isEqualTo("no name: 3");
    assertThat(check(Single.class, "abc")).isEmpty();
  }

  record Custom(@Odd int it) {}

  interface Strict {}

  record Grouped(@NotNull(groups = Strict.class) String it) {}

  record Expression(@Size(max = 1, message = "${validatedValue}") String it) {}

  record Unknown(@Size(max = 1, message = "{sise}") String it) {}

  record Bundle(@Size(max = 1, message = "{com.example.size}") String it) {}

  record WrongType(@Size(max = 1) int it) {}

  record WrongTime(@Past String it) {}

  record WrongFlag(@AssertTrue String it) {}

  record WrongBound(@DecimalMin("many") int it) {}

  record WrongRegex(@Pattern(regexp = "(") String it) {}

  @SuppressWarnings("NullablePrimitive") // that this is refused is what is tested
  record WrongNullable(@Nullable int it) {}

  record DefaultOutside(@Default("9") @Max(5) int it) {}

  @Test
  void whatCannotBeEvaluatedIsAnErrorAtStart() {
    refuses(Custom.class, "module for Hibernate Validator");
    refuses(Grouped.class, "groups");
    refuses(Expression.class, "never evaluated");
    refuses(Unknown.class, "no attribute 'sise'");
    refuses(Bundle.class, "no bundles");
    refuses(WrongType.class, "@Size needs text or a container, but stands on Integer");
    refuses(WrongTime.class, "needs a date or a time");
    refuses(WrongFlag.class, "needs true or false");
    refuses(WrongBound.class, "which is no number");
    refuses(WrongRegex.class, "regular expression");
    refuses(WrongNullable.class, "never null");
    refuses(DefaultOutside.class, "Must be at most 5.");
  }

  @Retention(RetentionPolicy.RUNTIME)
  @Target(ElementType.PARAMETER)
  @Constraint(validatedBy = {})
  @Size(max = 1)
  @interface Tiny {
    String message() default "";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};
  }

  record OnParameter(@Tiny String it) {}

  @Odd
  record OnType(int it) {}

  @ShortName
  record ComposedOnType(int it) {}

  @Test
  void noConstraintIsPassedOver() {
    assertThat(check(OnParameter.class, "ab")).isEqualTo("Must have at most 1 character.");
    for (Class<? extends Record> type : List.of(OnType.class, ComposedOnType.class)) {
      assertThatThrownBy(() -> RecordRules.of(RecordShape.of(type), Naming.SNAKE_CASE, CLOCK))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageMatching("(?s).*(Hibernate|needs text).*");
    }
  }

  @Test
  void findingsAreBoundedAndDecideTheStatus() {
    Findings findings = new Findings();
    for (int i = 0; i < 20; i++) {
      findings.enter("x".repeat(50));
      findings.enter(i);
    }
    findings.invalid("a", "b");
    assertThat(findings.path()).hasSizeLessThan(500).endsWith("…");
    for (int i = 0; i < 40; i++) {
      findings.leave();
    }
    HttpException invalid = findings.toException();
    assertThat(invalid.status()).isEqualTo(422);
    assertThat(findings.anyUnreadable()).isFalse();
    for (int i = 0; i < 200; i++) {
      findings.invalid("a", "b");
    }
    findings.unreadable("c", "d");
    assertThat(findings.errors()).hasSize(Findings.MOST);
    assertThat(findings.toException().status()).isEqualTo(400);
    assertThat(findings.anyUnreadable()).isTrue();
    assertThat(Findings.printable("a\u0000\u202E\uD83D\uDE00b")).isEqualTo("a????b");
  }

  @Test
  void textThatIsCountedBehavesAsText() {
    java.util.regex.Pattern pattern = java.util.regex.Pattern.compile("(?<=a)b|.*c$");
    assertThat(BoundedText.matches(pattern, "abc")).isTrue();
    assertThat(Arrays.asList(1)).hasSize(1);
  }
}
