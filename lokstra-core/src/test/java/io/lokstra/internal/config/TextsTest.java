package io.lokstra.internal.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lokstra.bind.Naming;
import io.lokstra.config.ConfigValue;
import io.lokstra.config.Origin;
import io.lokstra.config.Secret;
import io.lokstra.config.spi.OptionsShape;
import io.lokstra.engine.EngineOptions;
import io.lokstra.engine.HttpOptions;
import io.lokstra.internal.record.RecordShape;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TextsTest {

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "8000, 8000",
    "12B, 12",
    "64KiB, 65536",
    "1MiB, 1048576",
    "2GiB, 2147483648",
    "3TiB, 3298534883328",
    "9223372036854775807, 9223372036854775807"
  })
  void sizesAreReadInPowersOfTwo(String text, long bytes) throws UnreadableException {
    assertThat(ByteSizeText.parse(text, Long.MAX_VALUE)).isEqualTo(bytes);
    assertThat(ByteSizeText.parse(ByteSizeText.format(bytes), Long.MAX_VALUE)).isEqualTo(bytes);
  }

  @Test
  void sizesAreWrittenShort() {
    assertThat(ByteSizeText.format(1_048_576)).isEqualTo("1MiB");
    assertThat(ByteSizeText.format(1_048_577)).isEqualTo("1048577");
    assertThat(ByteSizeText.format(0)).isEqualTo("0");
  }

  @ParameterizedTest
  @ValueSource(strings = {"9223372036854775808", "8TiB", "3GiB"})
  void sizeBeyondItsRangeIsRefused(String text) {
    assertThatThrownBy(() -> ByteSizeText.parse(text, Integer.MAX_VALUE))
        .isInstanceOf(UnreadableException.class)
        .hasMessage("at most 2147483647 bytes");
  }

  @ParameterizedTest
  @CsvSource({"kitten, sitting, 3", "ab, ba, 1", "'', abc, 3", "same, same, 0", "ca, abc, 3"})
  void distanceCountsSwappedNeighboursOnce(String from, String to, int distance) {
    assertThat(Nearest.distance(from, to)).isEqualTo(distance);
    assertThat(Nearest.distance(to, from)).isEqualTo(distance);
  }

  @Test
  void onlyNamesThatAreNearAreOffered() {
    List<String> known = List.of("max-headers", "max-header-size", "backlog");
    assertThat(Nearest.of("max-header", known)).contains("max-headers");
    assertThat(Nearest.of("bakclog", known)).contains("backlog");
    assertThat(Nearest.of("colour", known)).isEmpty();
    assertThat(Nearest.of("x", List.of())).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "plain, plain",
    "jdbc:postgresql://db/shop?user=me&password=hunter2, jdbc:postgresql://db/shop?user=me&password=******",
    "https://me:hunter2@host/p?x=1, https://me:******@host/p?x=1",
    "https://me:a@b@host, https://me:******@host",
    "https://me@host:80/, https://me@host:80/",
    "jdbc:h2:mem:a;PASSWORD=hunter2;MODE=x, jdbc:h2:mem:a;PASSWORD=******;MODE=x",
    "https://h?api_key=hunter2&access_token=x, https://h?api_key=******&access_token=******"
  })
  void passwordsInUrlsAreMasked(String text, String shown) {
    assertThat(Shown.text(text)).isEqualTo(shown);
  }

  @Test
  void shownTextIsOneLineOfBoundedLength() {
    assertThat(Shown.text("a\nb\u001b[0m\u2028\u202e\ud83d"))
        .isEqualTo("a\\u000ab\\u001b[0m\\u2028\\u202e\\ud83d");
    assertThat(Shown.text("x".repeat(200))).hasSize(101).endsWith("…");
  }

  @ParameterizedTest
  @CsvSource({
    "password, true",
    "main-password, true",
    "api-key, true",
    "token, true",
    "db.secret, true",
    "tokens, false",
    "passwordless, false",
    "mytoken, false",
    "key, false"
  })
  void keysThatNameSecretsAreKnownByTheirLastWord(String key, boolean secret) {
    assertThat(Shown.namesSecret(key)).isEqualTo(secret);
  }

  @Test
  void secretsAreEqualByTextAndPrintNone() {
    assertThat(Secret.of("a")).isEqualTo(Secret.of("a")).hasSameHashCodeAs(Secret.of("a"));
    assertThat(Secret.of("a")).isNotEqualTo(Secret.of("b")).isNotEqualTo("a").hasToString("******");
    assertThat(Secret.of("a").reveal()).isEqualTo("a");
    assertThat(new ConfigValue.Scalar("hunter2", new Origin.BuiltIn()))
        .hasToString("text at default");
    assertThat(new ArgumentValues.Given("key", "hunter2", 1))
        .hasToString("command line argument 1: --key");
  }

  @Test
  void writtenShapesAreThoseThatReflectionFinds() {
    for (Class<? extends Record> type : List.of(HttpOptions.class, EngineOptions.class)) {
      assertSame(type);
    }
  }

  private static <T extends Record> void assertSame(Class<T> type) {
    OptionsShape<T> written = new Shapes().of(type);
    OptionsShape<T> reflected = ReflectiveShape.of(type, new Scalars());
    assertThat(written.getClass().getSimpleName()).isEqualTo(type.getSimpleName() + "_Shape");
    assertThat(written.keys()).isEqualTo(reflected.keys());
    assertThat(RecordShape.of(type).components())
        .extracting(component -> Naming.KEBAB_CASE.of(component.name()))
        .containsExactlyElementsOf(written.keys().stream().map(key -> key.name()).toList());
  }
}
