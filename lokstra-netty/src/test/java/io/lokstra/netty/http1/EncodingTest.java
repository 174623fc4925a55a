package io.lokstra.netty.http1;

import static org.assertj.core.api.Assertions.assertThat;

import io.lokstra.http.Header;
import io.lokstra.http.ResponseHeaders;
import io.lokstra.netty.http1.ResponseEncoder.Framing;
import io.lokstra.netty.http1.ResponseEncoder.Persistence;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What goes out. */
@SuppressWarnings("StringConcatToTextBlock") // every CR and LF counts here
class EncodingTest {
  private final HttpDate date = new HttpDate();
  private final ResponseEncoder encoder = new ResponseEncoder(date);

  @Test
  void writesAHeadWithItsOwnFraming() {
    date.moveTo(784_111_777_000L);
    ResponseHeaders headers =
        ResponseHeaders.of(
            Header.of("a", "1"),
            Header.of("Content-Length", "99"),
            Header.of("transfer-encoding", "chunked"),
            Header.of("CONNECTION", "keep-alive"),
            Header.of("keep-alive", "timeout=5"),
            Header.of("Date", "never"),
            Header.of("b", "2"));
    encoder.head(200, headers, Framing.LENGTH, 1_234_567_890_123L, Persistence.CLOSE);

    assertThat(text())
        .isEqualTo(
            "HTTP/1.1 200 OK\r\na: 1\r\nb: 2\r\ndate: Sun, 06 Nov 1994 08:49:37 GMT\r\n"
                + "content-length: 1234567890123\r\nconnection: close\r\n\r\n");
  }

  @Test
  void writesEveryKindOfFramingAndPersistence() {
    encoder.head(204, ResponseHeaders.empty(), Framing.NONE, 0, Persistence.IMPLIED);
    encoder.head(200, ResponseHeaders.empty(), Framing.CHUNKED, -1, Persistence.KEEP_ALIVE);
    encoder.head(101, ResponseHeaders.empty(), Framing.UNTIL_CLOSE, -1, Persistence.UPGRADE);
    encoder.head(299, ResponseHeaders.empty(), Framing.LENGTH, 0, Persistence.IMPLIED);
    encoder.continueWithBody();

    assertThat(text())
        .isEqualTo(
            "HTTP/1.1 204 No Content\r\n\r\n"
                + "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\nconnection: keep-alive\r\n\r\n"
                + "HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\n\r\n"
                + "HTTP/1.1 299 \r\ncontent-length: 0\r\n\r\n"
                + "HTTP/1.1 100 Continue\r\n\r\n");
  }

  @Test
  void writesChunksOfEverySize() {
    StringBuilder expected = new StringBuilder();
    for (int size : new int[] {1, 9, 10, 15, 16, 17, 255, 256, 4_095, 4_096, 100_000}) {
      encoder.chunk(new byte[size], 0, size);
      expected
          .append(Integer.toHexString(size))
          .append("\r\n")
          .append("\0".repeat(size))
          .append("\r\n");
    }
    encoder.lastChunk();

    assertThat(text()).isEqualTo(expected + "0\r\n\r\n");
    encoder.clear();
    assertThat(encoder.length()).isZero();
  }

  @Test
  void writesLengthsOfEverySize() {
    for (long length : new long[] {0, 9, 10, 99, 100, 999_999, 1_000_000, Long.MAX_VALUE}) {
      encoder.clear();
      encoder.head(200, ResponseHeaders.empty(), Framing.LENGTH, length, Persistence.IMPLIED);
      assertThat(text()).contains("content-length: " + length + "\r\n");
    }
  }

  @Test
  void knowsThePhraseOfEveryRegisteredStatus() {
    for (int status = 100; status < 600; status++) {
      assertThat(new String(Statuses.line(status), StandardCharsets.US_ASCII))
          .startsWith("HTTP/1.1 " + status + " ")
          .endsWith("\r\n");
    }
    assertThat(new String(Statuses.line(422), StandardCharsets.US_ASCII))
        .isEqualTo("HTTP/1.1 422 Unprocessable Content\r\n");
  }

  @Test
  void writesDatesAsTheJdkDoes() {
    DateTimeFormatter jdk =
        DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US)
            .withZone(ZoneOffset.UTC);
    Random random = new Random(1);
    for (int i = 0; i < 10_000; i++) {
      long second = random.nextLong(4_000_000_000L);
      assertThat(HttpDate.format(second)).isEqualTo(jdk.format(Instant.ofEpochSecond(second)));
    }
  }

  @Test
  void sharesTheNamesThatClientsSendEveryDay() {
    for (String name :
        new String[] {"host", "Host", "content-type", "Content-Type", "User-Agent"}) {
      byte[] octets = name.getBytes(StandardCharsets.US_ASCII);
      assertThat(FieldNames.text(octets, 0, octets.length))
          .isEqualTo(name)
          .isSameAs(FieldNames.text(octets, 0, octets.length));
    }
    byte[] rare = "X-Rare".getBytes(StandardCharsets.US_ASCII);
    assertThat(FieldNames.text(rare, 0, rare.length)).isEqualTo("X-Rare");
  }

  private String text() {
    return new String(encoder.buffer(), 0, encoder.length(), StandardCharsets.ISO_8859_1);
  }
}
