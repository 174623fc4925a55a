package io.lokstra.netty.http1;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Whatever bytes come, the codec reads a request or refuses it, the same in one piece and in many;
 * and whatever it reads, Netty's own codec reads too, with the same meaning.
 *
 * <p>The fuzz test replays its seeds in a plain build; {@code JAZZER_FUZZ=1 mvn test
 * -Dtest=CodecFuzzTest#readsOrRefuses} goes on from them. The mutation test runs for {@code
 * -Dfuzz.seconds}, 3 by default.
 */
@SuppressWarnings("StringConcatToTextBlock") // every CR and LF counts here
class CodecFuzzTest {
  private static final List<String> SEEDS =
      List.of(
          "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
          "GET /a/b?c=d&e=%20 HTTP/1.1\r\nHost: shop.example:8080\r\nAccept: */*\r\n"
              + "Cookie: a=b; c=d\r\nConnection: keep-alive\r\n\r\n",
          "POST /x HTTP/1.1\r\nHost: [::1]:80\r\nContent-Length: 5\r\n\r\nhello",
          "PUT /x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
              + "5\r\nhello\r\n00a;x=y;z=\"q\\\"\"\r\n0123456789\r\n0\r\nX-T: 1\r\n\r\n",
          "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n",
          "\r\nGET http://a.b/c?d HTTP/1.1\r\nhost: a.b\r\n\r\n",
          "HEAD / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n",
          "POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\nx",
          "GET /\u00e9 HTTP/1.1\r\nHost: a\r\nX: \u00e9\t \r\nY:\r\n\r\n");

  private static final List<String> PIECES =
      List.of(
          "\r\n",
          "\n",
          "\r",
          " ",
          "\t",
          ":",
          ";",
          ",",
          "\0",
          "\u00ff",
          "Host: b\r\n",
          "0\r\n\r\n",
          "Content-Length: 3\r\n",
          "Transfer-Encoding: chunked\r\n",
          "Transfer-Encoding: gzip\r\n",
          "chunked",
          " HTTP/1.1\r\n",
          "HTTP/1.2",
          "HTTP/2.0",
          "a=\"",
          "5\r\nhello\r\n",
          "//",
          "%00",
          "Connection: close\r\n",
          "Content-Length: 0\r\n",
          "@",
          "[",
          "]",
          "\"",
          "\\",
          "fffffffffff");

  /** A request as a codec understood it. */
  private record Reading(
      String method,
      String target,
      int version,
      List<Map.Entry<String, String>> fields,
      String body) {}

  @FuzzTest
  void readsOrRefuses(byte[] octets) {
    assertThat(check(octets)).isNotNull();
  }

  @Test
  void readsOrRefusesMutatedRequests() {
    Random random = new Random(20261124);
    long seconds = Long.getLong("fuzz.seconds", 3);
    long end = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
    Map<Verdict, Integer> verdicts = new EnumMap<>(Verdict.class);
    while (System.nanoTime() - end < 0) {
      for (int i = 0; i < 100; i++) {
        verdicts.merge(check(mutate(random)), 1, Integer::sum);
      }
    }
    int agreed = verdicts.getOrDefault(Verdict.AGREED, 0);
    int ours = verdicts.getOrDefault(Verdict.NETTY_REFUSES, 0);
    assertThat(agreed)
        .as(verdicts.toString())
        .isGreaterThan(verdicts.getOrDefault(Verdict.REFUSED, 0) / 50);
    assertThat(ours).as("accepted by us alone: " + verdicts).isLessThan(agreed / 50);
  }

  private static byte[] mutate(Random random) {
    StringBuilder text = new StringBuilder(SEEDS.get(random.nextInt(SEEDS.size())));
    int changes = random.nextInt(4);
    for (int i = 0; i < changes && !text.isEmpty(); i++) {
      int at = random.nextInt(text.length());
      switch (random.nextInt(5)) {
        case 0 -> text.deleteCharAt(at);
        case 1 -> text.setCharAt(at, (char) random.nextInt(256));
        case 2 -> text.insert(at, PIECES.get(random.nextInt(PIECES.size())));
        case 3 -> text.setCharAt(at, (char) (text.charAt(at) ^ (1 << random.nextInt(7))));
        default -> {
          int to = Math.min(text.length(), at + random.nextInt(20));
          text.insert(at, text.substring(at, to));
        }
      }
    }
    return text.toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  /** What became of a request. */
  private enum Verdict {
    /** We refuse it. */
    REFUSED,
    /** Both read it, and the same. */
    AGREED,
    /**
     * We read it, and Netty refuses or fails: a minor version above 1, which RFC 9110 §2.5 has read
     * as 1; an octet above 0x7f in the quoted value of a chunk extension, which §5.6.4 allows.
     */
    NETTY_REFUSES
  }

  private static Verdict check(byte[] octets) {
    Optional<Reading> whole = read(octets, octets.length);
    assertThat(read(octets, 1)).isEqualTo(whole);
    assertThat(read(octets, 7)).isEqualTo(whole);
    if (whole.isEmpty()) {
      return Verdict.REFUSED;
    }
    Optional<Reading> netty = readWithNetty(octets);
    netty.ifPresent(
        reading -> assertThat(reading).as(text(octets, 0, octets.length)).isEqualTo(whole.get()));
    return netty.isPresent() ? Verdict.AGREED : Verdict.NETTY_REFUSES;
  }

  private static Optional<Reading> read(byte[] octets, int piece) {
    HeadParser parser = new HeadParser(8 << 10, 16 << 10, 100);
    int length = HeadParser.MORE;
    int to = 0;
    while (length == HeadParser.MORE && to < octets.length) {
      to = Math.min(octets.length, to + piece);
      length = parser.parse(octets, 0, to);
    }
    if (length <= 0) {
      return Optional.empty();
    }
    RequestHead head = parser.head();
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    if (head.hasBody()) {
      BodyDecoder decoder = BodyDecoder.of(head, 16 << 10, 100);
      int at = length;
      int end = to;
      while (!decoder.isDone()) {
        at += decoder.decode(octets, at, end, body::write);
        if (decoder.refusal() != null || (!decoder.isDone() && end == octets.length)) {
          return Optional.empty();
        }
        end = Math.min(octets.length, end + piece);
      }
    }
    List<Map.Entry<String, String>> fields = new ArrayList<>();
    head.forEach((name, value) -> fields.add(Map.entry(name, value)));
    return Optional.of(
        new Reading(
            head.method(),
            head.rawTarget(),
            head.version(),
            fields,
            body.toString(StandardCharsets.ISO_8859_1)));
  }

  /** The reading of Netty's codec; empty where it refuses. */
  private static Optional<Reading> readWithNetty(byte[] octets) {
    EmbeddedChannel channel = new EmbeddedChannel(new HttpServerCodec());
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    List<HttpRequest> heads = new ArrayList<>(1);
    try {
      channel.writeInbound(Unpooled.wrappedBuffer(octets));
      boolean ended = false;
      for (Object message = channel.readInbound();
          message != null && !ended;
          message = channel.readInbound()) {
        if (message instanceof HttpRequest request) {
          if (request.decoderResult().isFailure()) {
            ReferenceCountUtil.release(message);
            return Optional.empty();
          }
          heads.add(request);
        }
        if (message instanceof HttpContent content) {
          if (content.decoderResult().isFailure()) {
            ReferenceCountUtil.release(message);
            return Optional.empty();
          }
          ByteBuf piece = content.content();
          byte[] copy = new byte[piece.readableBytes()];
          piece.readBytes(copy);
          body.writeBytes(copy);
          ended = content instanceof LastHttpContent;
        }
        ReferenceCountUtil.release(message);
      }
      assertThat(heads).as("Netty reads no request").hasSize(1);
      assertThat(ended).as("Netty waits for more").isTrue();
    } finally {
      channel.finishAndReleaseAll();
    }
    HttpRequest head = heads.getFirst();
    List<Map.Entry<String, String>> fields = new ArrayList<>();
    head.headers()
        .iteratorCharSequence()
        .forEachRemaining(
            field -> fields.add(Map.entry(field.getKey().toString(), field.getValue().toString())));
    return Optional.of(
        new Reading(
            head.method().name(),
            head.uri(),
            head.protocolVersion().minorVersion() == 0 ? 0 : 1,
            fields,
            body.toString(StandardCharsets.ISO_8859_1)));
  }

  private static String text(byte[] octets, int from, int to) {
    return new String(octets, from, to - from, StandardCharsets.ISO_8859_1);
  }
}
