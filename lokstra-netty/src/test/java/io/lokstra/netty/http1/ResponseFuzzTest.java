package io.lokstra.netty.http1;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.util.ReferenceCountUtil;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whatever a server behind a proxy sends, it is read as responses or refused, the same in one piece
 * and in many; what is read, Netty's own codec reads too, with the same meaning and the same end;
 * and an interim response that is passed on is one response again.
 *
 * <p>The fuzz test replays its seeds in a plain build; {@code .ci/fuzz ResponseFuzzTest} goes on
 * from them. The mutation test runs for {@code -Dfuzz.seconds}, 3 by default.
 */
@SuppressWarnings("StringConcatToTextBlock") // every CR and LF counts here
class ResponseFuzzTest {
  /** The first octet says what was asked: {@code H} for HEAD, anything else for GET. */
  private static final List<String> SEEDS =
      List.of(
          "GHTTP/1.1 200 OK\r\nContent-Length: 5\r\nServer: a/b\r\n\r\nhello",
          "GHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nX: \u00e9\t \r\nY:\r\n\r\n"
              + "5\r\nhello\r\n00a;x=y;z=\"q\\\"\"\r\n0123456789\r\n0\r\nX-T: 1\r\n\r\n",
          "GHTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n"
              + "Connection: x, keep-alive\r\nX: y\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n",
          "GHTTP/1.0 200 \u00e9\r\nConnection: close\r\n\r\nuntil the end",
          "HHTTP/1.1 200 OK\r\nContent-Length: 1234\r\n\r\n",
          "GHTTP/1.1 304 Not Modified\r\nETag: \"a\"\r\ncontent-length: 0007\r\n\r\n",
          "GHTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\nraw",
          "GHTTP/1.1 404 \r\nTransfer-Encoding:\tChunked \r\n\r\n1 ; a = b;c\t=\"\"\r\nx\r\n0\r\n\r\n");

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
          "0\r\n\r\n",
          "Content-Length: 3\r\n",
          "Content-Length: 0\r\n",
          "Transfer-Encoding: chunked\r\n",
          "Transfer-Encoding: gzip, chunked\r\n",
          "HTTP/1.1 200 OK\r\n",
          "HTTP/1.1 102 P\r\n\r\n",
          "HTTP/1.0 ",
          " 204 ",
          " 304 ",
          " 101 ",
          " 600 ",
          "Connection: close\r\n",
          "Upgrade: websocket\r\n",
          ";x=\"y\"",
          "a=\"",
          "5\r\nhello\r\n",
          "chunked",
          "X:y\r\n",
          "\"",
          "\\",
          "fffffffffff");

  /** Follows a response on its way to Netty. */
  private static final String FOLLOWING = "HTTP/1.1 299 Next\r\nContent-Length: 0\r\n\r\n";

  private static final int MOST = 17;

  /** A response as a codec understood it. */
  private record Reading(
      int status, int version, List<Map.Entry<String, String>> fields, String body) {}

  /**
   * Where a response lies.
   *
   * @param to its end, or that of all octets where it ends with them
   */
  private record Place(Reading reading, int from, int to, boolean endsWithConnection) {}

  /** What became of what was sent. */
  private enum Verdict {
    /** Every response is whole, the last a final one. */
    READ,
    /** More was to come. */
    CUT,
    /** It is refused. */
    REFUSED
  }

  private record Transcript(List<Place> responses, Verdict verdict) {}

  @FuzzTest(maxDuration = "2m")
  void readsOrRefuses(byte[] octets) {
    assertThat(check(octets)).isNotNull();
  }

  @Test
  void readsOrRefusesMutatedResponses() {
    long seed = Long.getLong("lokstra.test.seed", 20261124);
    Random random = new Random(seed);
    Duration time = Duration.ofSeconds(Long.getLong("fuzz.seconds", 3));
    long end = System.nanoTime() + time.toNanos();
    Map<Verdict, Integer> verdicts = new EnumMap<>(Verdict.class);
    do {
      for (int i = 0; i < 500; i++) {
        byte[] octets = mutate(random);
        try {
          verdicts.merge(check(octets), 1, Integer::sum);
        } catch (AssertionError | RuntimeException e) {
          throw new AssertionError("-Dlokstra.test.seed=" + seed + ": " + text(octets), e);
        }
      }
    } while (System.nanoTime() - end < 0);
    System.out.println("mutated responses, seed " + seed + ": " + verdicts);
    int all = verdicts.values().stream().mapToInt(Integer::intValue).sum();
    for (Verdict verdict : Verdict.values()) {
      assertThat(verdicts.getOrDefault(verdict, 0)).as("%s", verdicts).isGreaterThan(all / 50);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7})
  void readsTheSeeds(int index) {
    assertThat(check(SEEDS.get(index).getBytes(StandardCharsets.ISO_8859_1)))
        .isEqualTo(Verdict.READ);
  }

  private static byte[] mutate(Random random) {
    StringBuilder text = new StringBuilder(SEEDS.get(random.nextInt(SEEDS.size())));
    int changes = random.nextInt(5);
    for (int i = 0; i < changes && !text.isEmpty(); i++) {
      int at = random.nextInt(text.length());
      switch (random.nextInt(6)) {
        case 0 -> text.deleteCharAt(at);
        case 1 -> text.setCharAt(at, (char) random.nextInt(256));
        case 2, 3 -> text.insert(at, PIECES.get(random.nextInt(PIECES.size())));
        case 4 -> text.setLength(at);
        default -> {
          int to = Math.min(text.length(), at + random.nextInt(20));
          text.insert(at, text.substring(at, to));
        }
      }
    }
    return text.toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  private static Verdict check(byte[] input) {
    if (input.length == 0) {
      return Verdict.CUT;
    }
    String method = input[0] == 'H' ? "HEAD" : "GET";
    byte[] octets = new byte[input.length - 1];
    System.arraycopy(input, 1, octets, 0, octets.length);
    Transcript whole = read(new ResponseHeadParser(), octets, octets.length, method);
    ResponseHeadParser used = new ResponseHeadParser();
    for (int piece : new int[] {1, 7, 64}) {
      assertThat(read(new ResponseHeadParser(), octets, piece, method)).isEqualTo(whole);
      used.reset();
      assertThat(read(used, octets, piece, method))
          .as("by a parser that read it before")
          .isEqualTo(whole);
    }
    for (Place place : whole.responses()) {
      checkFields(place.reading());
      if (place.reading().status() != 101) {
        // Netty takes some of these for the beginning of content.
        checkWithNetty(octets, place, method);
      }
    }
    return whole.verdict();
  }

  /** As a connection to a server reads: interim responses, then a final one. */
  private static Transcript read(
      ResponseHeadParser parser, byte[] octets, int piece, String method) {
    List<Place> read = new ArrayList<>();
    int from = 0;
    int to = 0;
    while (read.size() < MOST) {
      int length = ResponseHeadParser.MORE;
      to = Math.max(from, to);
      if (to > from) {
        length = parser.parse(octets, from, to);
      }
      while (length == ResponseHeadParser.MORE && to < octets.length) {
        to = Math.min(octets.length, to + piece);
        length = parser.parse(octets, from, to);
      }
      if (length <= 0) {
        return new Transcript(
            read, length == ResponseHeadParser.MORE ? Verdict.CUT : Verdict.REFUSED);
      }
      ResponseHead head = parser.head();
      parser.reset();
      int at = from + length;
      ByteArrayOutputStream body = new ByteArrayOutputStream();
      boolean endsWithConnection = false;
      if (head.hasContent(method)) {
        BodyDecoder decoder = BodyDecoder.of(head);
        endsWithConnection = head.endsWithConnection();
        at += decoder.decode(octets, at, Math.max(at, to), body::write);
        while (!decoder.isDone() && decoder.refusal() == null && to < octets.length) {
          to = Math.min(octets.length, to + piece);
          at += decoder.decode(octets, at, to, body::write);
        }
        if (decoder.refusal() != null) {
          return new Transcript(read, Verdict.REFUSED);
        }
        if (!decoder.isDone() && !endsWithConnection) {
          return new Transcript(read, Verdict.CUT);
        }
      }
      List<Map.Entry<String, String>> fields = new ArrayList<>();
      head.forEach((name, value) -> fields.add(Map.entry(name, value)));
      read.add(
          new Place(
              new Reading(
                  head.status(),
                  head.version(),
                  fields,
                  body.toString(StandardCharsets.ISO_8859_1)),
              from,
              at,
              endsWithConnection));
      if (!head.isInterim()) {
        return new Transcript(read, Verdict.READ);
      }
      checkPassedOn(head);
      from = at;
    }
    return new Transcript(read, Verdict.REFUSED);
  }

  /** Nothing of a field can end its line, or the head, in another reader's eyes. */
  private static void checkFields(Reading reading) {
    for (Map.Entry<String, String> field : reading.fields()) {
      assertThat(field.getKey()).matches("[!#$%&'*+.^_`|~0-9A-Za-z-]+");
      assertThat(field.getValue().chars().allMatch(c -> c == '\t' || (c >= ' ' && c != 0x7f)))
          .as("the value of %s", field)
          .isTrue();
    }
  }

  /** What a client gets of an interim response is one, less the fields of the connection. */
  private static void checkPassedOn(ResponseHead head) {
    ResponseEncoder encoder = new ResponseEncoder(new HttpDate());
    encoder.interim(head);
    ResponseHeadParser parser = new ResponseHeadParser();
    assertThat(parser.parse(encoder.buffer(), 0, encoder.length())).isEqualTo(encoder.length());
    ResponseHead passed = parser.head();
    assertThat(passed.status()).isEqualTo(head.status());
    assertThat(passed.size()).isLessThanOrEqualTo(head.size());
    for (String name : List.of("connection", "keep-alive", "transfer-encoding", "upgrade")) {
      assertThat(passed.contains(name)).as(name).isFalse();
    }
  }

  /** A response followed by another one, which shows that Netty ends the first where we do. */
  private static void checkWithNetty(byte[] octets, Place place, String method) {
    String response =
        new String(octets, place.from(), place.to() - place.from(), StandardCharsets.ISO_8859_1);
    EmbeddedChannel channel = new EmbeddedChannel(decoder(method));
    List<HttpResponse> heads = new ArrayList<>(2);
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    boolean refused = false;
    try {
      channel.writeInbound(
          Unpooled.copiedBuffer(
              place.endsWithConnection() ? response : response + FOLLOWING,
              StandardCharsets.ISO_8859_1));
      channel.finish();
      for (Object message = channel.readInbound(); message != null && !refused; ) {
        refused = ((HttpObject) message).decoderResult().isFailure();
        if (message instanceof HttpResponse head) {
          heads.add(head);
        }
        if (message instanceof HttpContent content && heads.size() == 1) {
          body.writeBytes(ByteBufUtil.getBytes(content.content()));
        }
        ReferenceCountUtil.release(message);
        message = channel.readInbound();
      }
    } finally {
      channel.finishAndReleaseAll();
    }
    if (refused) {
      assertThat(NettyDifference.of(response)).as("why Netty refuses %s", response).isPresent();
      return;
    }
    assertThat(heads)
        .as("responses Netty finds in %s", response)
        .hasSize(place.endsWithConnection() ? 1 : 2);
    if (!place.endsWithConnection()) {
      assertThat(heads.getLast().status().code()).isEqualTo(299);
    }
    HttpResponse head = heads.getFirst();
    List<Map.Entry<String, String>> fields = new ArrayList<>();
    head.headers()
        .iteratorCharSequence()
        .forEachRemaining(
            field -> fields.add(Map.entry(field.getKey().toString(), field.getValue().toString())));
    assertThat(
            new Reading(
                head.status().code(),
                head.protocolVersion().minorVersion(),
                withoutCoding(fields),
                body.toString(StandardCharsets.ISO_8859_1)))
        .as(response)
        .isEqualTo(
            new Reading(
                place.reading().status(),
                place.reading().version(),
                withoutCoding(place.reading().fields()),
                place.reading().body()));
  }

  /** Netty takes away what says how content comes where none does. */
  private static List<Map.Entry<String, String>> withoutCoding(
      List<Map.Entry<String, String>> fields) {
    return fields.stream()
        .filter(field -> !field.getKey().equalsIgnoreCase("transfer-encoding"))
        .toList();
  }

  private static HttpResponseDecoder decoder(String method) {
    return new HttpResponseDecoder(4 << 10, 64 << 10, 8 << 10) {
      @Override
      protected boolean isContentAlwaysEmpty(HttpMessage message) {
        return method.equals("HEAD") || super.isContentAlwaysEmpty(message);
      }
    };
  }

  private static String text(byte[] octets) {
    return new String(octets, StandardCharsets.ISO_8859_1)
        .replace("\r", "\\r")
        .replace("\n", "\\n");
  }
}
