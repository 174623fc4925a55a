package io.lokstra.internal.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PathPatternTest {

  @ParameterizedTest
  @CsvSource({
    "*.css, a.css, true",
    "*.css, x/y/a.css, true",
    "*.css, a.css.map, false",
    "a*b*c, aXbYbc, true",
    "a*b*c, aXbYb, false",
    "*, anything, true",
    "assets/*, assets/a.js, true",
    "assets/*, assets/x/a.js, false",
    "assets/**, assets/x/a.js, true",
    "assets/**, assets, false",
    "assets/**, assetsx/a.js, false",
    "assets/**/a.js, assets/a.js, true",
    "assets/**/a.js, assets/x/y/a.js, true",
    "assets/**/a.js, assets/xa.js, false",
    "**/*.map, x/y.map, true",
    "**/*.map, y.map, true",
    "x/*.js, x/.js, true",
    "x/a, x/A, false",
  })
  void matchesPaths(String pattern, String path, boolean matches) {
    assertThat(new PathPattern(pattern).matches(path)).isEqualTo(matches);
  }

  @Test
  void doesNotTakeLongForAPatternOfStars() {
    PathPattern pattern = new PathPattern("a*".repeat(90) + "b");
    assertThat(pattern.matches("a".repeat(2_000))).isFalse();
  }

  @Test
  void refusesWhatIsNoPattern() {
    for (String wrong : new String[] {"", "/a", "x".repeat(201), "**/a/**/b/**"}) {
      assertThatThrownBy(() -> new PathPattern(wrong))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("not a pattern of paths");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "app.3f2a9b1c.js",
        "x/app-3f2a9b1c.css",
        "main_5d41402abc4b2a76b9719d911017c592.min.js",
        "a.b.0a0a0a0a.woff2",
      })
  void seesAHashInAName(String path) {
    assertThat(CachePolicy.hasFingerprint(path)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "app.js",
        "report-20240131.pdf",
        "facade-deadbeef.js",
        "3f2a9b1c.js",
        "app.3f2a9b1.js",
        "app.3f2a9b1c",
        "3f2a9b1c/app.js",
        "app.3F2A9B1C.js",
        "app-3f2a9b1cx.js",
        "noname",
        "",
      })
  void seesNoneWhereThereIsNone(String path) {
    assertThat(CachePolicy.hasFingerprint(path)).isFalse();
  }

  @Test
  void takesTheLongerOfTwoPatterns() {
    CachePolicy policy =
        new CachePolicy(
            Map.of("*.js", "max-age=1", "vendor/*.js", "max-age=2"),
            true,
            "max-age=3",
            Optional.of("index.html"));
    assertThat(policy.apply("a.js").value()).isEqualTo("max-age=1");
    assertThat(policy.apply("vendor/a.3f2a9b1c.js").value()).isEqualTo("max-age=2");
    assertThat(policy.apply("a.css").value()).isEqualTo("max-age=3");
    assertThat(policy.apply("index.html").value()).isEqualTo("no-cache");
    assertThat(
            new CachePolicy(Map.of(), true, "no-store", Optional.of("index.html"))
                .apply("index.html")
                .value())
        .isEqualTo("no-store");
  }
}
