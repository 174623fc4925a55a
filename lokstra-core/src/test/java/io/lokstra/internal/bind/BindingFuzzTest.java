package io.lokstra.internal.bind;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.lokstra.bind.Allowed;
import io.lokstra.bind.Converters;
import io.lokstra.bind.QueryParam;
import io.lokstra.config.Default;
import io.lokstra.http.FieldError;
import io.lokstra.http.HttpException;
import io.lokstra.http.PageQuery;
import io.lokstra.http.QueryParameters;
import io.lokstra.http.Sort;
import io.lokstra.internal.json.JsonCodec;
import io.lokstra.json.JsonException;
import io.lokstra.json.JsonOptions;
import jakarta.validation.constraints.Email;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/**
 * Whatever bytes come, the binder gives a value or one clean refusal.
 *
 * <p>The fuzz tests replay their seeds in a plain build; {@code .ci/fuzz BindingFuzzTest} goes on
 * from them. The mutation tests run for a second each in every build.
 */
class BindingFuzzTest {
  private static final Duration TIME = Duration.ofSeconds(1);

  private static final List<String> DOCUMENTS =
      List.of(
          "{\"name\":\"Tea\",\"email\":\"a@b\",\"price\":1.50,\"count\":7,\"id\":"
              + "\"123e4567-e89b-12d3-a456-426614174000\",\"due\":\"2026-01-31\",\"at\":"
              + "\"2026-01-31T14:30:00Z\",\"delay\":\"1h30m\",\"tags\":[\"a\",\"b\"],\"more\":"
              + "{\"k\":[1,2]},\"shape\":{\"type\":\"square\",\"side\":2},\"any\":{\"x\":[null,-0.0]},"
              + "\"child\":null}",
          "{\"shape\":{\"parts\":[{\"side\":1,\"type\":\"square\"}],\"type\":\"compound\"}}",
          "[1e400,-0,0.1e-7,\"\\ud83d\\ude00\\u0000\",true,null,{}]",
          "{\"a\":1,\"a\":2}",
          "\uFEFF{}");

  sealed interface Shape permits Square, Compound {}

  record Square(double side) implements Shape {}

  record Compound(List<Shape> parts) implements Shape {}

  record Thing(
      @Size(min = 1, max = 20) String name,
      Optional<@Email String> email,
      Optional<BigDecimal> price,
      @Default("1") int count,
      Optional<UUID> id,
      Optional<LocalDate> due,
      Optional<Instant> at,
      Optional<Duration> delay,
      @Default("") List<@Pattern(regexp = "(a+)+|b*") String> tags,
      @Default("") Map<String, int[]> more,
      Optional<Shape> shape,
      Optional<Object> any,
      Optional<Thing> child) {}

  @QueryParam
  record Search(
      PageQuery page,
      @Allowed({"a", "b"}) @Default("") Sort sort,
      @Default("") Map<Integer, List<Long>> filter,
      Optional<Range> range,
      @Default("") Set<LocalDate> days) {}

  record Range(double from, double to) {}

  private final JsonCodec json = new JsonCodec(JsonOptions.defaults(), Converters.standard());
  private final InputBinder<Thing> things =
      InputCompiler.compile(Thing.class, new RouteInput("POST", "/", Set.of()), json);
  private final InputBinder<Search> searches =
      InputCompiler.compile(Search.class, new RouteInput("GET", "/", Set.of()), json);

  @FuzzTest(maxDuration = "2m")
  void readsJson(byte[] document) {
    bind(things, FakeSource.request().header("content-type", "application/json").body(document));
    try {
      Object value = json.decode(document);
      byte[] written = json.encode(value);
      assertThat(json.encode(json.decode(written))).isEqualTo(written);
    } catch (JsonException refused) {
      assertThat(refused.getMessage()).hasSizeLessThan(60_000);
    }
  }

  @FuzzTest(maxDuration = "2m")
  void readsQueries(byte[] query) {
    QueryParameters parameters;
    try {
      parameters =
          QueryParameters.parse(
              new String(query, StandardCharsets.ISO_8859_1), QueryParameters.DEFAULT_LIMIT);
    } catch (HttpException malformed) {
      assertThat(malformed.status()).isEqualTo(400);
      return;
    }
    FakeSource source = FakeSource.request();
    parameters.forEach(source::query);
    bind(searches, source);
  }

  private static <T> void bind(InputBinder<T> binder, FakeSource source) {
    try {
      assertThat(binder.bind(source)).isNotNull();
    } catch (HttpException refused) {
      assertThat(refused.status()).isIn(400, 415, 422);
      assertThat(refused.fields()).hasSizeLessThanOrEqualTo(100);
      for (FieldError field : refused.fields()) {
        assertThat(field.field()).hasSizeLessThan(500).doesNotContain("\u0000", "\n");
        assertThat(field.message()).isNotEmpty().hasSizeLessThan(500);
      }
    }
  }

  @Test
  void mutatedDocumentsAreReadOrRefused() {
    mutate(DOCUMENTS, this::readsJson);
  }

  @Test
  void mutatedQueriesAreReadOrRefused() {
    mutate(
        List.of(
            "page=2&page_size=50&sort=-a,b&filter%5B1%5D=2,3&range[from]=1&range[to]=2e3",
            "days=2026-01-01,2026-02-28&days=2026-03-01&filter[x]=&filter[1][2]=3&sort=a,a"),
        this::readsQueries);
  }

  private interface Target {
    void run(byte[] input);
  }

  private static void mutate(List<String> seeds, Target target) {
    long seed = Long.getLong("lokstra.test.seed", System.nanoTime());
    Random random = new Random(seed);
    long end = System.nanoTime() + TIME.toNanos();
    byte[] input = {};
    try {
      while (System.nanoTime() < end) {
        input = mutated(seeds.get(random.nextInt(seeds.size())), random);
        target.run(input);
      }
    } catch (RuntimeException | Error failure) {
      throw new AssertionError(
          "-Dlokstra.test.seed=" + seed + ": " + new String(input, StandardCharsets.ISO_8859_1),
          failure);
    }
  }

  private static byte[] mutated(String seed, Random random) {
    byte[] bytes = seed.getBytes(StandardCharsets.UTF_8);
    for (int n = 1 + random.nextInt(4); n > 0; n--) {
      int at = random.nextInt(bytes.length);
      switch (random.nextInt(4)) {
        case 0 -> bytes[at] = (byte) random.nextInt(256);
        case 1 -> bytes[at] = (byte) "{}[]\",:0-9eE.\\u &=%".charAt(random.nextInt(19));
        case 2 -> bytes = splice(bytes, at, at + random.nextInt(bytes.length - at + 1), at);
        default -> {
          int from = random.nextInt(bytes.length);
          bytes = splice(bytes, at, Math.min(at, from), Math.max(at, from));
        }
      }
      if (bytes.length == 0) {
        return bytes;
      }
    }
    return bytes;
  }

  /** What is before {@code head}, then what is between {@code from} and {@code to} and the rest. */
  private static byte[] splice(byte[] bytes, int head, int from, int to) {
    int middle = Math.max(0, to - from);
    byte[] out = new byte[Math.min(4_000, head + middle + bytes.length - Math.max(from, to))];
    byte[] all = new byte[head + middle + bytes.length - Math.max(from, to)];
    System.arraycopy(bytes, 0, all, 0, head);
    System.arraycopy(bytes, Math.min(from, to), all, head, middle);
    System.arraycopy(
        bytes, Math.max(from, to), all, head + middle, bytes.length - Math.max(from, to));
    System.arraycopy(all, 0, out, 0, out.length);
    return out;
  }
}
