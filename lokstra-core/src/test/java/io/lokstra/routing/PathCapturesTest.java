package io.lokstra.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;

class PathCapturesTest {

  @Test
  void holdsBoundsAndMakesStringsOfThem() {
    PathCaptures captures = new PathCaptures();
    captures.begin("/a/bc/d");
    for (int i = 0; i < 9; i++) {
      captures.add(3, 5);
    }
    captures.truncate(20);
    assertThat(captures.size()).isEqualTo(9);
    captures.truncate(1);

    assertThat(captures.size()).isEqualTo(1);
    assertThat(captures.start(0)).isEqualTo(3);
    assertThat(captures.end(0)).isEqualTo(5);
    assertThat(captures.value(0)).isEqualTo("bc");
    assertThat(captures).hasToString("PathCaptures[3, 5]");
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> captures.value(1))
        .withMessage("capture 1 of 1");
    assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> captures.start(-1));
  }

  @Test
  void decodesWhatTheTargetLeftEncoded() {
    PathCaptures captures = new PathCaptures();
    captures.begin("/files/a%2Fb%252Fc");
    captures.add(7, 18);

    assertThat(captures.value(0)).isEqualTo("a%2Fb%252Fc");
    captures.escaped(true);
    assertThat(captures.value(0)).isEqualTo("a/b%2Fc");
  }
}
