package io.lokstra.netty.http1;

import static org.assertj.core.api.Assertions.assertThat;

import io.lokstra.engine.Refusal;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies by length and in chunks (RFC 9112 §6, §7). */
@SuppressWarnings("StringConcatToTextBlock") // every CR and LF counts here
class BodyDecoderTest {
  private static final int MAX_TRAILERS = 200;

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 1_000})
  void readsChunksInPiecesOfAnySize(int piece) {
    String body =
        "3\r\nabc\r\n00A;x\r\n0123456789\r\n1 ; a = b ;c=\"d\\\"\t\u00e9\"\r\n!\r\n000;last=1\r\n"
            + "X-Trailer: 1\r\nOther:\r\n\r\n";
    BodyDecoder decoder = chunked();

    assertThat(decode(decoder, body + "GET", piece)).isEqualTo("abc0123456789!|" + body.length());
    assertThat(decoder.isDone()).isTrue();
    assertThat(decoder.remaining()).isZero();
    assertThat(decoder.refusal()).isNull();
  }

  @Test
  void refusesMalformedChunks() {
    Map<String, String> bodies = new TreeMap<>();
    bodies.put("\r\n", "bad_chunk");
    bodies.put("x\r\n", "bad_chunk");
    bodies.put("0x1\r\n", "bad_chunk");
    bodies.put("-1\r\n", "bad_chunk");
    bodies.put("+1\r\n", "bad_chunk");
    bodies.put(" 1\r\n", "bad_chunk");
    bodies.put("1\n", "bare_lf");
    bodies.put("1\r\r\n", "bare_cr");
    bodies.put("1 \r\n", "bad_chunk_extension");
    bodies.put("1\0\r\n", "bad_chunk");
    bodies.put("1,2\r\n", "bad_chunk");
    bodies.put("1111111111111111\r\n", "bad_chunk");
    bodies.put("1;\r\n", "bad_chunk_extension");
    bodies.put("1;=\r\n", "bad_chunk_extension");
    bodies.put("1;a=\r\n", "bad_chunk_extension");
    bodies.put("1;a \r\n", "bad_chunk_extension");
    bodies.put("1;a=\"b\r\n", "bad_chunk_extension");
    bodies.put("1;a=\"b\\\r\n", "bad_chunk_extension");
    bodies.put("1;a=\"b\"c\r\n", "bad_chunk_extension");
    bodies.put("1;a=b c\r\n", "bad_chunk_extension");
    bodies.put("1;a\n", "bad_chunk_extension");
    bodies.put("1;" + "a".repeat(300), "bad_chunk_extension");
    bodies.put("1\r\nab", "bad_chunk");
    bodies.put("1\r\na\n", "bad_chunk");
    bodies.put("1\r\na\rb", "bad_chunk");
    bodies.put("0\r\n a: b\r\n", "folded_line");
    bodies.put("0\r\na : b\r\n", "space_before_colon");
    bodies.put("0\r\na: b\n", "bare_lf");
    bodies.put("0\r\n\n", "bare_lf");
    bodies.put("0\r\nContent-Length: 1\r\n\r\n", "bad_trailer");
    bodies.put("0\r\nTRANSFER-ENCODING: chunked\r\n\r\n", "bad_trailer");
    bodies.put("0\r\nHost: b\r\n\r\n", "bad_trailer");
    bodies.put("0\r\nAuthorization: b\r\n\r\n", "bad_trailer");
    bodies.put("0\r\na: " + "b".repeat(300), "header_too_large");
    bodies.put("0\r\na:\r\na:\r\na:\r\na:\r\n", "too_many_headers");
    bodies.forEach((body, code) -> {
      for (int piece : new int[] {1, 1_000}) {
        BodyDecoder decoder = chunked();
        decode(decoder, body, piece);
        Refusal refusal = decoder.refusal();
        assertThat(refusal == null ? "none" : refusal.code()).as(body).isEqualTo(code);
        assertThat(decoder.isDone()).isFalse();
      }
    });
  }

  @Test
  void boundsTheExtensionsOfAllChunksTogether() {
    BodyDecoder decoder = chunked();
    decode(decoder, ("1;" + "a".repeat(200) + "\r\nx\r\n").repeat(30), 1_000);

    assertThat(decoder.refusal()).isEqualTo(Refusals.CHUNK_EXTENSION);
  }

  @Test
  void readsABodyOfAKnownLength() {
    for (int piece : new int[] {1, 3, 100}) {
      BodyDecoder decoder = new LengthDecoder(5);
      assertThat(decode(decoder, "helloGET", piece)).isEqualTo("hello|5");
      assertThat(decoder.isDone()).isTrue();
    }
    LengthDecoder decoder = new LengthDecoder(5);
    assertThat(decode(decoder, "he", 100)).isEqualTo("he|2");
    assertThat(decoder.isDone()).isFalse();
    assertThat(decoder.remaining()).isEqualTo(3);
    assertThat(decoder.refusal()).isNull();
  }

  private static BodyDecoder chunked() {
    return new ChunkedDecoder(MAX_TRAILERS, 3);
  }

  private static String decode(BodyDecoder decoder, String body, int piece) {
    byte[] octets = body.getBytes(StandardCharsets.ISO_8859_1);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int used = 0;
    while (used < octets.length && !decoder.isDone() && decoder.refusal() == null) {
      int to = Math.min(octets.length, used + piece);
      used += decoder.decode(octets, used, to, out::write);
    }
    return out.toString(StandardCharsets.ISO_8859_1) + "|" + used;
  }
}
