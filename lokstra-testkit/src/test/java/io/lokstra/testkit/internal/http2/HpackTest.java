package io.lokstra.testkit.internal.http2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.net.ProtocolException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The examples of RFC 7541, appendix C, and what breaks its rules. */
class HpackTest {
  private final Hpack hpack = new Hpack();

  private String decode(String hex) throws Exception {
    StringBuilder text = new StringBuilder();
    hpack
        .decode(HexFormat.of().parseHex(hex.replace(" ", "")))
        .forEach(field -> text.append(field.getKey() + "=" + field.getValue() + "|"));
    return text.toString();
  }

  @Test
  void readsLiteralsAndTheTables() throws Exception {
    assertThat(decode("8286 8441 0f77 7777 2e65 7861 6d70 6c65 2e63 6f6d"))
        .isEqualTo(":method=GET|:scheme=http|:path=/|:authority=www.example.com|");
    assertThat(decode("8286 84be 5808 6e6f 2d63 6163 6865"))
        .isEqualTo(
            ":method=GET|:scheme=http|:path=/|:authority=www.example.com|cache-control=no-cache|");
    assertThat(decode("8287 85bf 400a 6375 7374 6f6d 2d6b 6579 0c63 7573 746f 6d2d 7661 6c75 65"))
        .isEqualTo(
            ":method=GET|:scheme=https|:path=/index.html|:authority=www.example.com"
                + "|custom-key=custom-value|");
  }

  @Test
  void readsHuffmanCodesAndForgetsWhatIsOldest() throws Exception {
    // C.6, where the table has 256 octets.
    String first =
        "3fe1 01"
            + "4882 6402 5885 aec3 771a 4b61 96d0 7abe 9410 54d4 44a8 2005 9504 0b81 66e0 82a6"
            + "2d1b ff6e 919d 29ad 1718 63c7 8f0b 97c8 e9ae 82ae 43d3";
    assertThat(decode(first))
        .isEqualTo(
            ":status=302|cache-control=private|date=Mon, 21 Oct 2013 20:13:21 GMT"
                + "|location=https://www.example.com|");
    assertThat(decode("4883 640e ffc1 c0bf"))
        .isEqualTo(
            ":status=307|cache-control=private|date=Mon, 21 Oct 2013 20:13:21 GMT"
                + "|location=https://www.example.com|");
    assertThat(
            decode(
                "88c1 6196 d07a be94 1054 d444 a820 0595 040b 8166 e084 a62d 1bff c05a 839b d9ab"
                    + "77ad 94e7 821d d7f2 e6c7 b335 dfdf cd5b 3960 d5af 2708 7f36 72c1 ab27 0fb5"
                    + "291f 9587 3160 65c0 03ed 4ee5 b106 3d50 07"))
        .contains("content-encoding=gzip")
        .contains("set-cookie=foo=ASDJKHQKBZXOQWEOPIUAXQWEOIU; max-age=3600; version=1|");
    assertThatThrownBy(() -> decode("c1")).isInstanceOf(ProtocolException.class);
  }

  @Test
  void writesWhatItReads() throws Exception {
    List<Map.Entry<String, String>> fields =
        List.of(Map.entry(":status", "200"), Map.entry("x-long", "v".repeat(5_000)));

    assertThat(hpack.decode(Hpack.encode(fields))).isEqualTo(fields);
  }

  @Test
  void writesNumbersAsTheStandardDoes() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Hpack.number(out, 0, 31, 10);
    Hpack.number(out, 0, 31, 1_337);
    Hpack.number(out, 0, 255, 42);

    assertThat(out.toByteArray()).containsExactly(10, 31, 154, 10, 42);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "80", // index 0
        "ff80", // a number cut off
        "ffffffffffff0f", // a number too large
        "0005", // a string cut off
        "000161", // no value
        "3fe21f", // a table of 4,097 octets
        "8220", // a table size behind a field
        "0081ff0161", // eight bits of padding are Huffman's end
        "00821f000161", // padding of zeros
      })
  void refusesWhatBreaksTheRules(String hex) {
    assertThatThrownBy(() -> decode(hex)).isInstanceOf(ProtocolException.class);
  }
}
