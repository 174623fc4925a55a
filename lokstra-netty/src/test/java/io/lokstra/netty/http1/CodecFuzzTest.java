package io.lokstra.netty.http1;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpServerCodec;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whatever bytes come, the codec reads a request or refuses it, the same in one piece and in many;
 * and whatever it reads, Netty's own codec reads too, with the same meaning and the same end, but
 * for what {@link NettyDifference} names.
 *
 * <p>The fuzz test replays its seeds in a plain build; {@code .ci/fuzz CodecFuzzTest} goes on from
 * them. The mutation test runs for {@code -Dfuzz.seconds}, 3 by default.
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
          "GET /\u00e9 HTTP/1.1\r\nHost: a\r\nX: \u00e9\t \r\nY:\r\n\r\n",
          "M-SEARCH /x HTTP/1.1\r\nTransfer-Encoding:\tChunked \r\nHOST: a\r\n\r\n"
              + "1 ; a = b;c\t=\"\"\r\nx\r\n2;d=\"\\;\"\r\nyz\r\n000 ;e\r\nX-T:\r\nX-U: v w\t\r\n\r\n",
          "POST / HTTP/1.1\r\nHost:\r\nConnection: upgrade, close\r\nUpgrade: websocket\r\n"
              + "content-length: 0003\r\nTE: trailers, gzip;q=0.5\r\n\r\nabc");

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
          " HTTP/1.2\r\n",
          " HTTP/1.0\r\n",
          ";x=\"y\"",
          "\u00e9",
          "%",
          "#",
          "=",
          "*",
          "'",
          "0",
          "X:y\r\n",
          "Content-Length: 1\r\n",
          "Content-Length: 0\r\n",
          "@",
          "[",
          "]",
          "\"",
          "\\",
          "fffffffffff");

  /** Follows a request on its way to Netty. */
  private static final String FOLLOWING = "GET /next HTTP/1.1\r\nHost: a\r\n\r\n";

  /** A request as a codec understood it, and its length in octets. */
  private record Reading(
      String method,
      String target,
      int version,
      List<Map.Entry<String, String>> fields,
      String body,
      int length) {}

  @FuzzTest(maxDuration = "2m")
  void readsOrRefuses(byte[] octets) {
    assertThat(check(octets)).isNotNull();
  }

  @Test
  void readsOrRefusesMutatedRequests() {
    long seed = Long.getLong("lokstra.test.seed", 20261124);
    Random random = new Random(seed);
    Duration time = Duration.ofSeconds(Long.getLong("fuzz.seconds", 3));
    long end = System.nanoTime() + time.toNanos();
    Map<Verdict, Integer> verdicts = new EnumMap<>(Verdict.class);
    while (System.nanoTime() - end < 0) {
      for (int i = 0; i < 100; i++) {
        byte[] octets = mutate(random);
        try {
          verdicts.merge(check(octets), 1, Integer::sum);
        } catch (AssertionError | RuntimeException e) {
          throw new AssertionError("-Dlokstra.test.seed=" + seed + ": " + literal(octets), e);
        }
      }
    }
    System.out.println("mutated requests, seed " + seed + ": " + verdicts);
    int all = verdicts.values().stream().mapToInt(Integer::intValue).sum();
    assertThat(verdicts.getOrDefault(Verdict.AGREED, 0))
        .as("read by both: " + verdicts)
        .isGreaterThan(all / 50);
  }

  /** When Netty learns to read one of these, the difference goes. */
  @ParameterizedTest
  @EnumSource
  void refusesOnlyInNettyWhatIsKnown(NettyDifference difference) {
    String request =
        switch (difference) {
          case LATER_MINOR_VERSION_CHUNKED ->
              "PUT / HTTP/1.2\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n";
          case OBS_TEXT_IN_CHUNK_EXTENSION ->
              "PUT / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                  + "1;x=\"\u00e9\"\r\na\r\n0\r\n\r\n";
          case SPACE_AFTER_TOKEN_IN_CHUNK_EXTENSION ->
              "PUT / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                  + "1;x=y ;z\r\na\r\n0\r\n\r\n";
        };
    assertThat(NettyDifference.of(request)).contains(difference);
    assertThat(check(request.getBytes(StandardCharsets.ISO_8859_1)))
        .isEqualTo(Verdict.KNOWN_DIFFERENCE);
  }

  /** One step beside each known difference there is none. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET / HTTP/1.2\r\nHost: a\r\n\r\n",
        "PUT / HTTP/1.2\r\nHost: a\r\nContent-Length: 1\r\n\r\na",
        "PUT / HTTP/1.2\r\nHost: a\r\nX: Transfer-Encoding: chunked\r\n\r\n",
        "PUT / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1;x=\"y\"\r\n\u00e9\r\n0\r\n\r\n",
        "PUT / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nX: \"\u00e9\"\r\n\r\n",
        "PUT / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0 ;x ;y= \"=z ;\" ;a=b; c\r\n\r\n",
        "PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 7\r\n\r\n1;x=\"\u00e9\""
      })
  void readsAsNettyDoesBesideTheKnownDifferences(String request) {
    assertThat(NettyDifference.of(request)).isEmpty();
    assertThat(check(request.getBytes(StandardCharsets.ISO_8859_1))).isEqualTo(Verdict.AGREED);
  }

  private static byte[] mutate(Random random) {
    StringBuilder text = new StringBuilder(SEEDS.get(random.nextInt(SEEDS.size())));
    int changes = random.nextInt(6);
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
    /** We read it, and Netty refuses it for a reason that we know. */
    KNOWN_DIFFERENCE
  }

  private static Verdict check(byte[] octets) {
    Optional<Reading> whole = read(parser(), octets, octets.length);
    assertThat(read(parser(), octets, 1)).isEqualTo(whole);
    assertThat(read(parser(), octets, 7)).isEqualTo(whole);
    HeadParser used = parser();
    for (int piece : new int[] {octets.length, 1, 7, octets.length}) {
      used.reset();
      assertThat(read(used, octets, piece)).as("by a parser that read it before").isEqualTo(whole);
    }
    if (whole.isEmpty()) {
      return Verdict.REFUSED;
    }
    Reading ours = whole.get();
    String request = text(octets, 0, ours.length());
    Optional<Reading> netty = readWithNetty(request);
    if (netty.isPresent()) {
      assertThat(netty.get()).as(literal(octets)).isEqualTo(ours);
      return Verdict.AGREED;
    }
    assertThat(NettyDifference.of(request))
        .as("a reason why Netty refuses %s", literal(octets))
        .isPresent();
    return Verdict.KNOWN_DIFFERENCE;
  }

  private static HeadParser parser() {
    return new HeadParser(8 << 10, 16 << 10, 100);
  }

  private static Optional<Reading> read(HeadParser parser, byte[] octets, int piece) {
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
    int at = length;
    if (head.hasBody()) {
      BodyDecoder decoder = BodyDecoder.of(head, 16 << 10, 100);
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
            body.toString(StandardCharsets.ISO_8859_1),
            at));
  }

  /**
   * The reading of Netty's codec; empty where it refuses. The request is followed by another one,
   * which shows that Netty ends the first where we do.
   */
  private static Optional<Reading> readWithNetty(String request) {
    EmbeddedChannel channel = new EmbeddedChannel(new HttpServerCodec());
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    List<HttpRequest> heads = new ArrayList<>(2);
    try {
      channel.writeInbound(Unpooled.copiedBuffer(request + FOLLOWING, StandardCharsets.ISO_8859_1));
      for (Object message = channel.readInbound();
          message != null && heads.size() < 2;
          message = channel.readInbound()) {
        try {
          if (((HttpObject) message).decoderResult().isFailure()) {
            return Optional.empty();
          }
          if (message instanceof HttpRequest head) {
            heads.add(head);
          }
          if (message instanceof HttpContent content) {
            body.writeBytes(ByteBufUtil.getBytes(content.content()));
          }
        } finally {
          ReferenceCountUtil.release(message);
        }
      }
    } finally {
      channel.finishAndReleaseAll();
    }
    assertThat(heads).as("requests Netty finds in %s", request).hasSize(2);
    assertThat(heads.getLast().uri()).as("what Netty finds after %s", request).isEqualTo("/next");
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
            body.toString(StandardCharsets.ISO_8859_1),
            request.length()));
  }

  private static String text(byte[] octets, int from, int to) {
    return new String(octets, from, to - from, StandardCharsets.ISO_8859_1);
  }

  /** The octets as a Java string literal. */
  private static String literal(byte[] octets) {
    StringBuilder literal = new StringBuilder("\"");
    for (byte octet : octets) {
      switch (octet) {
        case '\r' -> literal.append("\\r");
        case '\n' -> literal.append("\\n");
        case '"', '\\' -> literal.append('\\').append((char) octet);
        default -> {
          if (octet >= ' ' && octet < 0x7f) {
            literal.append((char) octet);
          } else {
            literal.append(String.format("\\u%04x", octet & 0xff));
          }
        }
      }
    }
    return literal.append('"').toString();
  }
}
