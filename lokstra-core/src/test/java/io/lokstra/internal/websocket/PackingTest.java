package io.lokstra.internal.websocket;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** permessage-deflate: what is agreed on, and the messages. */
class PackingTest {
  private final Packing packing = new Packing();

  private static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits);
  }

  @Test
  void unpacksTheExamplesOfTheRfc() throws Exception {
    // RFC 7692 §7.2.3: one block, two blocks, a block that is not packed, a last block.
    assertThat(packing.unpack(hex("f248cdc9c90700"), 100)).isEqualTo("Hello".getBytes(UTF_8));
    assertThat(packing.unpack(hex("f24805000000ffffcac9c90700"), 100))
        .isEqualTo("Hello".getBytes(UTF_8));
    assertThat(packing.unpack(hex("000500faff48656c6c6f00"), 100))
        .isEqualTo("Hello".getBytes(UTF_8));
    assertThat(packing.unpack(hex("f348cdc9c9070000"), 100)).isEqualTo("Hello".getBytes(UTF_8));
    assertThat(packing.unpack(hex("00"), 100)).isEmpty();
  }

  @Test
  void unpacksWhatItPacked() throws Exception {
    Random random = new Random(3);
    for (int size = 1; size < 200_000; size = size * 3 + 1) {
      byte[] content = new byte[size];
      for (int i = 0; i < size; i++) {
        content[i] = (byte) ('a' + random.nextInt(3));
      }
      byte[] packed = packing.pack(content);
      if (packed.length < size) {
        assertThat(packing.unpack(packed, size)).isEqualTo(content);
      }
    }
  }

  @Test
  void leavesWhatWouldNotBecomeShorter() {
    byte[] noise = new byte[5_000];
    new Random(4).nextBytes(noise);
    assertThat(packing.pack(noise)).isSameAs(noise);
    byte[] one = {1};
    assertThat(packing.pack(one)).isSameAs(one);
  }

  @Test
  void stopsAtTheLimitHoweverMuchIsPacked() throws Exception {
    byte[] bomb = packing.pack(new byte[50_000_000]);
    ViolationException refused =
        catchThrowableOfType(ViolationException.class, () -> packing.unpack(bomb, 65_536));
    assertThat(refused.code()).isEqualTo(1009);
    byte[] exact = packing.pack(new byte[65_536]);
    assertThat(packing.unpack(exact, 65_536)).hasSize(65_536);
    byte[] more = packing.pack(new byte[65_537]);
    assertThat(
            catchThrowableOfType(ViolationException.class, () -> packing.unpack(more, 65_536))
                .code())
        .isEqualTo(1009);
  }

  @Test
  void refusesWhatIsNotPacked() {
    assertThat(
            catchThrowableOfType(
                    ViolationException.class, () -> packing.unpack(hex("ffffffff"), 100))
                .code())
        .isEqualTo(1007);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "permessage-deflate | yes",
        "permessage-deflate; client_max_window_bits | yes",
        "permessage-deflate; client_max_window_bits=9 | yes",
        "permessage-deflate; client_max_window_bits=\"15\" | yes",
        "permessage-deflate; server_no_context_takeover; client_no_context_takeover | yes",
        "permessage-deflate; server_max_window_bits=10 | no",
        "permessage-deflate; server_max_window_bits=10, permessage-deflate | yes",
        "permessage-deflate; server_max_window_bits=15 | window",
        "permessage-deflate; server_no_context_takeover=1 | no",
        "permessage-deflate; client_max_window_bits=7 | no",
        "permessage-deflate; client_max_window_bits=16 | no",
        "permessage-deflate; client_max_window_bits=08 | no",
        "permessage-deflate; client_no_context_takeover; client_no_context_takeover | no",
        "permessage-deflate; unknown | no",
        "x-webkit-deflate-frame | no",
        "foo; bar=baz, permessage-deflate | yes",
        "permessage-deflate; | malformed",
        "permessage deflate | malformed",
        ", permessage-deflate | malformed",
        "permessage-deflate=1 | malformed",
        "permessage-deflate; a=\"b c\" | malformed",
      })
  void takesTheFirstOfferThatCanBeKept(String offer, String taken) {
    String plain = "permessage-deflate; server_no_context_takeover; client_no_context_takeover";
    assertThat(Extensions.accept(List.of(offer.strip())).orElse("malformed"))
        .isEqualTo(
            switch (taken.strip()) {
              case "yes" -> plain;
              case "window" -> plain + "; server_max_window_bits=15";
              case "no" -> "";
              default -> "malformed";
            });
  }
}
