package io.lokstra.netty.http3;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** QPACK by its static table (RFC 9204). */
class FieldSectionTest {
  private final FieldSectionEncoder encoder = new FieldSectionEncoder();
  private final FieldSectionDecoder decoder = new FieldSectionDecoder(1 << 20);

  private List<String> decoded() throws ViolationException {
    List<String> fields = new ArrayList<>();
    assertThat(
            decoder.decode(
                encoder.section(),
                0,
                encoder.length(),
                (name, nameFrom, nameLength, value, from, count) ->
                    fields.add(
                        new String(name, nameFrom, nameLength, StandardCharsets.ISO_8859_1)
                            + ": "
                            + new String(value, from, count, StandardCharsets.ISO_8859_1))))
        .isTrue();
    return fields;
  }

  @Test
  void takesOneOctetForWhatTheTableHolds() throws Exception {
    for (int status : new int[] {200, 404, 103, 100, 500, 418}) {
      encoder.begin(status);
      assertThat(decoded()).containsExactly(":status: " + status);
    }
    encoder.begin(200);
    encoder.field("content-type", "application/json");
    encoder.field("vary", "accept-encoding");
    assertThat(encoder.length()).isEqualTo(5);
  }

  @Test
  void keepsNamesAndValues() throws Exception {
    String large = "v".repeat(20_000);
    encoder.begin(201);
    encoder.field("Content-Type", "text/html");
    encoder.field("X-Own", "1");
    encoder.field("set-cookie", "a=b");
    encoder.field("x-" + "n".repeat(300), large);
    encoder.field("x-empty", "");
    assertThat(decoded())
        .containsExactly(
            ":status: 201",
            "content-type: text/html",
            "x-own: 1",
            "set-cookie: a=b",
            "x-" + "n".repeat(300) + ": " + large,
            "x-empty: ");
  }

  @Test
  void tellsProxiesToKeepCookiesOutOfTheirTables() {
    encoder.begin(200);
    encoder.field("set-cookie", "a=b");
    assertThat(encoder.section()[3] & 0xe0).isEqualTo(0x60);
  }

  @Test
  void readsEveryEntryOfTheTable() throws Exception {
    for (int i = 0; i < StaticTable.size(); i++) {
      byte[] section =
          i < 63 ? new byte[] {0, 0, (byte) (0xc0 | i)} : new byte[] {0, 0, -1, (byte) (i - 63)};
      int entry = i;
      assertThat(
              decoder.decode(
                  section,
                  0,
                  section.length,
                  (name, nameFrom, nameLength, value, from, count) -> {
                    assertThat(name).isEqualTo(StaticTable.name(entry));
                    assertThat(value).isEqualTo(StaticTable.value(entry));
                  }))
          .isTrue();
    }
    assertThat(StaticTable.size()).isEqualTo(99);
  }

  @Test
  void stopsAtWhatIsTooLarge() throws Exception {
    FieldSectionDecoder small = new FieldSectionDecoder(2 * FieldSectionDecoder.FIELD_EXTRA + 20);
    byte[] section = {0, 0, (byte) 0xd9, (byte) 0xd9, (byte) 0xd9};
    List<String> seen = new ArrayList<>();
    assertThat(small.decode(section, 0, 5, (n, nf, nl, v, f, c) -> seen.add("field"))).isFalse();
    assertThat(seen).hasSize(2);
    assertThat(small.decode(section, 0, 4, (n, nf, nl, v, f, c) -> {})).isTrue();
  }

  /** Whatever comes, it is a violation or fields: nothing else is thrown. */
  @Test
  void bearsAnyOctets() {
    Random random = new Random(3);
    int read = 0;
    for (int i = 0; i < 200_000; i++) {
      byte[] section = new byte[random.nextInt(40)];
      random.nextBytes(section);
      if (section.length > 2 && i % 2 == 0) {
        section[0] = 0;
        section[1] = 0;
        section[2] |= (byte) 0x40;
      }
      try {
        decoder.decode(section, 0, section.length, (n, nf, nl, v, f, c) -> {});
        read++;
      } catch (ViolationException violation) {
        assertThat(violation.code()).isEqualTo(ErrorCode.QPACK_DECOMPRESSION_FAILED);
      }
      decoder.release();
    }
    assertThat(read).isPositive();
  }
}
