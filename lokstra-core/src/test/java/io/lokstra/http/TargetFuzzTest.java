package io.lokstra.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.lokstra.http.RequestTarget.Form;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Whatever bytes come as target, query or form, they are read as the JDK's {@link URLDecoder} reads
 * them or refused with 400.
 *
 * <p>The fuzz tests replay their seeds in a plain build; {@code .ci/fuzz TargetFuzzTest} goes on
 * from them. The mutation tests run in every build.
 */
class TargetFuzzTest {
  private static final List<String> TARGETS =
      List.of(
          "/a/b.c/caf%C3%A9%20x?q=1&filter[a]=b%26&x",
          "/files/a%2Fb%25/..x/%2e.x/",
          "http://user.example:8080/a?b",
          "https://[::1]/%F0%9F%98%80",
          "example.org:443",
          "*");
  private static final List<String> FORMS =
      List.of("a=1&b=%20+&a=%C3%A9&=&c", "f%5Bx%5D=ü&f[y]=%25&%F0%9F%98%80=%E2%82%AC");
  private static final String PIECES = "%/%2F%.%2e?#&=+;\\[]:@*%C3%A9%00\u0000é a1%%zz//../.%25";

  @FuzzTest(maxDuration = "2m")
  void readsTargets(byte[] bytes) {
    checkTarget(bytes);
  }

  @FuzzTest(maxDuration = "2m")
  void readsForms(byte[] bytes) {
    checkForm(bytes);
  }

  @Test
  void readsMutatedTargets() {
    long seed = Long.getLong("lokstra.test.seed", System.nanoTime());
    Random random = new Random(seed);
    int read = 0;
    for (int i = 0; i < 30_000; i++) {
      byte[] bytes = mutated(TARGETS.get(i % TARGETS.size()), random);
      try {
        read += checkTarget(bytes) ? 1 : 0;
      } catch (AssertionError e) {
        throw new AssertionError("-Dlokstra.test.seed=" + seed, e);
      }
    }
    assertThat(read).as("targets that were read").isGreaterThan(1_000);
  }

  @Test
  void readsMutatedForms() {
    long seed = Long.getLong("lokstra.test.seed", System.nanoTime());
    Random random = new Random(seed);
    for (int i = 0; i < 15_000; i++) {
      byte[] bytes = mutated(FORMS.get(i % FORMS.size()), random);
      try {
        checkForm(bytes);
      } catch (AssertionError e) {
        throw new AssertionError("-Dlokstra.test.seed=" + seed, e);
      }
    }
  }

  private static byte[] mutated(String seed, Random random) {
    StringBuilder text = new StringBuilder(seed);
    for (int left = random.nextInt(4); left >= 0; left--) {
      int at = random.nextInt(text.length() + 1);
      int from = random.nextInt(PIECES.length());
      int to = Math.min(PIECES.length(), from + 1 + random.nextInt(4));
      switch (random.nextInt(3)) {
        case 0 -> text.insert(at, PIECES, from, to);
        case 1 -> text.delete(at, Math.min(text.length(), at + random.nextInt(4)));
        default -> text.replace(at, Math.min(text.length(), at + 1), PIECES.substring(from, to));
      }
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static boolean checkTarget(byte[] bytes) {
    RequestTarget target;
    try {
      target = RequestTarget.parse(bytes, 0, bytes.length);
    } catch (HttpException e) {
      assertThat(e.failure().status()).isEqualTo(400);
      assertThat(e.getMessage()).matches("[ -~]+");
      return false;
    }
    String raw = new String(bytes, StandardCharsets.ISO_8859_1);
    assertThat(target.raw()).isEqualTo(raw).matches("[!-~]+");
    assertThat(RequestTarget.parse(raw).path()).isEqualTo(target.path());
    if (target.form() == Form.ORIGIN || target.form() == Form.ABSOLUTE) {
      checkPath(target);
    }
    try {
      checkPairs(target.rawQuery(), target.query());
    } catch (HttpException e) {
      assertThat(e.failure().status()).isEqualTo(400);
    }
    return true;
  }

  private static void checkPath(RequestTarget target) {
    String path = target.path();
    String meant = target.hasEncodedSlash() ? RequestTarget.decodeSlashes(path) : path;
    assertThat(path).startsWith("/");
    assertThat(meant)
        .doesNotContain("//", "/./", "/../", "\\", "\0")
        .doesNotEndWith("/.")
        .doesNotEndWith("/..");
    assertThat(meant.chars().anyMatch(Character::isISOControl)).isFalse();
    if (target.hasEncodedSlash()) {
      assertThat(path.replaceAll("%2[F5]", "")).doesNotContain("%");
    }
    String raw = target.raw();
    int question = raw.indexOf('?');
    String sent = question < 0 ? raw : raw.substring(0, question);
    if (target.form() == Form.ABSOLUTE) {
      int slash = sent.indexOf('/', sent.indexOf("://") + 3);
      sent = slash < 0 ? "/" : sent.substring(slash);
    }
    assertThat(meant)
        .isEqualTo(URLDecoder.decode(sent.replace("+", "%2B"), StandardCharsets.UTF_8));
  }

  private static void checkForm(byte[] bytes) {
    QueryParameters form;
    try {
      form = QueryParameters.parseForm(bytes, 0, bytes.length, 100);
    } catch (HttpException e) {
      assertThat(e.failure().status()).isEqualTo(400);
      assertThat(e.getMessage()).matches("[ -~]+");
      return;
    }
    assertThat(form.size()).isLessThanOrEqualTo(100);
    checkPairs(new String(bytes, StandardCharsets.ISO_8859_1), form);
  }

  /** Bytes first and characters then: a character may be part escapes, part plain bytes. */
  private static String decoded(String latin) {
    String bytes = URLDecoder.decode(latin, StandardCharsets.ISO_8859_1);
    return new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
  }

  private static void checkPairs(String sent, QueryParameters read) {
    List<String> expected = new ArrayList<>();
    for (String pair : sent.split("&")) {
      if (!pair.isEmpty()) {
        int equals = pair.indexOf('=');
        String name = equals < 0 ? pair : pair.substring(0, equals);
        String value = equals < 0 ? "" : pair.substring(equals + 1);
        expected.add(decoded(name));
        expected.add(decoded(value));
      }
    }
    List<String> pairs = new ArrayList<>();
    read.forEach((name, value) -> {
      pairs.add(name);
      pairs.add(value);
    });
    assertThat(pairs).isEqualTo(expected);
  }
}
