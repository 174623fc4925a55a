package io.lokstra.internal.websocket;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is a frame and what is none, by RFC 6455 §5. */
class FrameParserTest {
  private static final int MOST = 70_000;

  /** Writes down what it is given. */
  private static final class Recorder implements FrameParser.Sink {
    final List<String> events = new ArrayList<>();
    boolean full;

    @Override
    public boolean message(int opcode, boolean packed, byte[] content) {
      events.add(
          (opcode == Frame.TEXT ? "text " : "binary ")
              + (packed ? "packed " : "")
              + (content.length > 100 ? content.length : new String(content, UTF_8)));
      return !full;
    }

    @Override
    public void ping(byte[] content) {
      events.add("ping " + new String(content, UTF_8));
    }

    @Override
    public void pong(byte[] content) {
      events.add("pong " + new String(content, UTF_8));
    }

    @Override
    public void peerClosed(int code, String reason) {
      events.add("close " + code + " " + reason);
    }
  }

  private final Recorder recorder = new Recorder();

  private FrameParser parser(boolean packs) {
    return new FrameParser(true, packs, MOST, recorder);
  }

  private static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits.replace(" ", ""));
  }

  /** A masked frame, its length in the shortest form. */
  static byte[] frame(int first, byte[] payload) {
    ByteArrayOutputStream frame = new ByteArrayOutputStream();
    byte[] length = new byte[10];
    int end = Frame.length(payload.length, 0x80, length, 0);
    frame.write(first);
    frame.write(length, 0, end);
    frame.writeBytes(hex("a1b2c3d4"));
    byte[] masked = new byte[payload.length];
    Masking.copy(payload, 0, masked, 0, payload.length, 0xa1b2c3d4, 0);
    frame.writeBytes(masked);
    return frame.toByteArray();
  }

  private static byte[] frame(int first, String payload) {
    return frame(first, payload.getBytes(UTF_8));
  }

  private List<String> read(byte[]... frames) throws ViolationException {
    FrameParser parser = parser(true);
    for (byte[] frame : frames) {
      assertThat(parser.parse(frame, 0, frame.length)).isEqualTo(frame.length);
    }
    return recorder.events;
  }

  private ViolationException refused(boolean packs, byte[] octets) {
    FrameParser parser = parser(packs);
    return catchThrowableOfType(
        ViolationException.class, () -> parser.parse(octets, 0, octets.length));
  }

  @Test
  void readsTheExamplesOfTheRfc() throws Exception {
    // RFC 6455 §5.7, the masked ones.
    assertThat(
            read(hex("81 85 37 fa 21 3d 7f 9f 4d 51 58"), hex("8a 85 37 fa 21 3d 7f 9f 4d 51 58")))
        .containsExactly("text Hello", "pong Hello");
  }

  @Test
  void readsWhatComesInPiecesOfEverySize() throws Exception {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(frame(0x01, "Hel"));
    all.writeBytes(frame(0x89, "are you there?"));
    all.writeBytes(frame(0x00, "lo ä"));
    all.writeBytes(frame(0x80, "€😀"));
    all.writeBytes(frame(0x82, new byte[300]));
    all.writeBytes(frame(0xC1, "packed"));
    all.writeBytes(frame(0x82, new byte[MOST]));
    all.writeBytes(frame(0x81, ""));
    all.writeBytes(frame(0x8A, ""));
    all.writeBytes(
        frame(0x88, "\u0003\u00e8".getBytes(java.nio.charset.StandardCharsets.ISO_8859_1)));
    byte[] octets = all.toByteArray();
    for (int size : new int[] {1, 2, 3, 7, 100, 4_096, octets.length}) {
      recorder.events.clear();
      FrameParser parser = parser(true);
      for (int at = 0; at < octets.length; at += size) {
        parser.parse(octets, at, Math.min(octets.length, at + size));
      }
      assertThat(recorder.events)
          .containsExactly(
              "ping are you there?",
              "text Hello ä€😀",
              "binary 300",
              "text packed packed",
              "binary 70000",
              "text ",
              "pong ",
              "close 1000 ");
    }
  }

  @Test
  void stopsWhereThereIsNoRoomAndGoesOnFromThere() throws Exception {
    byte[] first = frame(0x81, "one");
    byte[] both = new byte[first.length * 2];
    System.arraycopy(first, 0, both, 0, first.length);
    System.arraycopy(frame(0x81, "two"), 0, both, first.length, first.length);
    FrameParser parser = parser(false);
    recorder.full = true;
    assertThat(parser.parse(both, 0, both.length)).isEqualTo(first.length);
    assertThat(recorder.events).containsExactly("text one");
    assertThat(parser.parse(both, first.length, both.length)).isEqualTo(both.length);
    assertThat(recorder.events).containsExactly("text one", "text two");
  }

  @ParameterizedTest
  @CsvSource({
    "91 80 00000000, a reserved bit",
    "a1 80 00000000, a reserved bit",
    "c9 80 00000000, the bit of a packed message",
    "c0 80 00000000, the bit of a packed message",
    "83 80 00000000, an opcode that is not defined",
    "87 80 00000000, an opcode that is not defined",
    "8b 80 00000000, an opcode that is not defined",
    "8f 80 00000000, an opcode that is not defined",
    "80 80 00000000, a continuation of no message",
    "00 80 00000000, a continuation of no message",
    "01 80 00000000 81 80 00000000, a message within a message",
    "01 80 00000000 02 80 00000000, a message within a message",
    "09 80 00000000, a control frame in pieces",
    "08 80 00000000, a control frame in pieces",
    "81 00, not masked",
    "88 00, not masked",
    "89 fe 007e 00000000, more than 125",
    "88 ff 000000000000007e 00000000, more than 125",
    "82 fe 007d 00000000, shortest form",
    "82 ff 000000000000ffff 00000000, shortest form",
    "82 ff 8000000000000000 00000000, shortest form",
    "88 81 00000000 03, a close code of one octet",
    "88 82 00000000 0000, not to be sent",
    "88 82 00000000 03e7, not to be sent",
    "88 82 00000000 03ec, not to be sent",
    "88 82 00000000 03ed, not to be sent",
    "88 82 00000000 03ee, not to be sent",
    "88 82 00000000 03f4, not to be sent",
    "88 82 00000000 03f6, not to be sent",
    "88 82 00000000 03f7, not to be sent",
    "88 82 00000000 07d0, not to be sent",
    "88 82 00000000 0bb7, not to be sent",
    "88 82 00000000 1388, not to be sent",
    "88 82 00000000 ffff, not to be sent",
  })
  void refusesWhatBreaksTheProtocol(String octets, String reason) {
    ViolationException refused = refused(true, hex(octets));
    assertThat(refused.code()).isEqualTo(1002);
    assertThat(refused.reason()).contains(reason);
    assertThat(refused.reason().length()).isLessThanOrEqualTo(123);
  }

  @Test
  void refusesPackedMessagesThatWereNotAgreedOn() {
    assertThat(refused(false, frame(0xC1, "x")).code()).isEqualTo(1002);
  }

  @Test
  void refusesMaskedFramesOfAServer() {
    FrameParser parser = new FrameParser(false, false, MOST, recorder);
    byte[] octets = frame(0x81, "x");
    assertThat(
            catchThrowableOfType(
                    ViolationException.class, () -> parser.parse(octets, 0, octets.length))
                .reason())
        .contains("is masked");
  }

  @ParameterizedTest
  @ValueSource(ints = {1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 4999})
  void readsClosesWithEveryCodeThatMayBeSent(int code) throws Exception {
    byte[] payload = {(byte) (code >>> 8), (byte) code, 'b', 'y', 'e'};
    assertThat(read(frame(0x88, payload))).containsExactly("close " + code + " bye");
  }

  @Test
  void readsACloseWithoutACodeAndNothingAfterIt() throws Exception {
    assertThat(read(frame(0x88, ""), frame(0x81, "late"), hex("ff")))
        .containsExactly("close 1005 ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ff", "c0af", "eda080", "f4908080", "e4bd", "80", "f8888080"})
  void refusesTextAndReasonsThatAreNotUtf8(String text) {
    assertThat(refused(true, frame(0x81, hex(text))).code()).isEqualTo(1007);
    assertThat(refused(true, frame(0x88, hex("03e8" + text))).code()).isEqualTo(1007);
  }

  @Test
  void refusesTextAtItsFirstWrongOctet() {
    // The frame announces much more, and is not waited for.
    byte[] octets = frame(0x81, hex("61".repeat(100) + "ff" + "61".repeat(1_000)));
    assertThat(refused(true, java.util.Arrays.copyOf(octets, 8 + 101)).code()).isEqualTo(1007);
    assertThat(recorder.events).isEmpty();
  }

  @Test
  void refusesMessagesThatAreTooLargeByTheirHeader() {
    byte[] one = frame(0x82, new byte[MOST + 1]);
    assertThat(refused(true, java.util.Arrays.copyOf(one, 14)).code()).isEqualTo(1009);
    byte[] two = frame(0x02, new byte[MOST]);
    byte[] more = frame(0x80, new byte[1]);
    byte[] both = java.util.Arrays.copyOf(two, two.length + more.length);
    System.arraycopy(more, 0, both, two.length, more.length);
    assertThat(refused(true, both).code()).isEqualTo(1009);
    assertThat(refused(true, hex("82 ff 7fffffffffffffff")).code()).isEqualTo(1009);
  }

  @Test
  void checksUtf8AsTheJdkDoes() {
    Random random = new Random(7);
    for (int i = 0; i < 20_000; i++) {
      byte[] octets = new byte[random.nextInt(24)];
      for (int j = 0; j < octets.length; j++) {
        octets[j] =
            (byte) (random.nextInt(4) > 0 ? 0x80 | random.nextInt(128) : random.nextInt(128));
      }
      if (i % 2 == 0) {
        octets = new String(octets, UTF_8).getBytes(UTF_8);
      }
      boolean valid = java.util.Arrays.equals(octets, new String(octets, UTF_8).getBytes(UTF_8));
      Utf8Check check = new Utf8Check();
      int cut = octets.length == 0 ? 0 : random.nextInt(octets.length);
      boolean accepted =
          check.accepts(octets, 0, cut) && check.accepts(octets, cut, octets.length) && check.end();
      assertThat(accepted).as(HexFormat.of().formatHex(octets)).isEqualTo(valid);
    }
  }

  @Test
  void writesLengthsInTheirShortestForm() {
    byte[] header = new byte[Frame.MAX_HEADER];
    for (int length : new int[] {0, 125, 126, 0xFFFF, 0x10000}) {
      int size = Frame.of(Frame.BINARY, new byte[length]).header(header);
      assertThat(size).isEqualTo(length < 126 ? 2 : length < 0x10000 ? 4 : 10);
      Recorder client = new Recorder();
      FrameParser parser = new FrameParser(false, false, MOST, client);
      try {
        parser.parse(header, 0, size);
        parser.parse(new byte[length], 0, length);
      } catch (ViolationException e) {
        throw new AssertionError(e);
      }
      assertThat(client.events).hasSize(1);
    }
  }

  @Test
  @Timeout(60)
  void doesNotCopyAMessageInSmallPiecesForEachOfThem() throws Exception {
    int pieces = 1 << 20;
    FrameParser parser = new FrameParser(true, false, pieces, recorder);
    byte[] octet = {1};
    byte[] first = frame(Frame.BINARY, octet);
    byte[] next = frame(Frame.CONTINUATION, octet);
    parser.parse(first, 0, first.length);
    for (int i = 2; i < pieces; i++) {
      parser.parse(next, 0, next.length);
    }
    byte[] last = frame(Frame.FIN | Frame.CONTINUATION, octet);
    parser.parse(last, 0, last.length);
    assertThat(recorder.events).containsExactly("binary " + pieces);
  }
}
