package io.lokstra.netty.http1;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Heads out of the fields of HTTP/2. */
class Http2HeadBuilderTest {
  private static final int MAX_HEADER_SIZE = 16_384;

  private final Http2HeadBuilder builder = new Http2HeadBuilder(8_192, MAX_HEADER_SIZE, 100);

  private void add(String name, String value) {
    byte[] octets = (name + value).getBytes(ISO_8859_1);
    builder.add(octets, 0, name.length(), octets, name.length(), value.length());
  }

  private RequestHead head() {
    RequestHead head = builder.build(true);
    assertThat(builder.malformed()).isNull();
    assertThat(builder.refusal()).isNull();
    return Objects.requireNonNull(head);
  }

  private void addPseudo() {
    add(":method", "GET");
    add(":scheme", "http");
    add(":path", "/");
    add(":authority", "test");
  }

  @Test
  void joinsCrumbsOfACookieWhereTheFirstStood() {
    addPseudo();
    add("cookie", "a=1");
    add("x", "y");
    add("cookie", "");
    add("cookie", "b=2");
    RequestHead head = head();

    assertThat(head.size()).isEqualTo(3);
    assertThat(head.name(1)).isEqualTo("cookie");
    assertThat(head.value(1)).isEqualTo("a=1; ; b=2");
    assertThat(head.value(2)).isEqualTo("y");
  }

  /** Who reads the head sees a Host field, as in HTTP/1.1. */
  @Test
  void countsTheAuthorityAsAField() {
    addPseudo();
    for (int i = 0; i < 99; i++) {
      add("x", "y");
    }
    assertThat(head().size()).isEqualTo(100);
    add("x", "y");
    assertThat(builder.build(true)).isNull();
    assertThat(builder.refusal()).isEqualTo(Refusals.HEADER_COUNT);
  }

  @Test
  void keepsOneCookieAsItIs() {
    addPseudo();
    add("cookie", "a=1");
    assertThat(head().value(1)).isEqualTo("a=1");
  }

  @Test
  void takesNoMoreMemoryForScatteredCrumbsThanTheyHold() {
    addPseudo();
    for (int i = 0; i < 3; i++) {
      add("cookie", "a".repeat(4_000));
    }
    for (int i = 0; i < 48; i++) {
      add("accept-charset", "");
      add("cookie", "");
    }
    RequestHead head = head();

    assertThat(head.value(1)).hasSize(12_000 + 2 * 50);
    assertThat(head.octets()).hasSizeLessThan(MAX_HEADER_SIZE);
  }
}
