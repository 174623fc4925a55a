package io.lokstra.internal.websocket;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Whatever octets come as frames, in whatever pieces: they are read the same way or refused at the
 * same octet, and nothing that comes out breaks a promise.
 *
 * <p>The fuzz tests replay their seeds in a plain build; {@code .ci/fuzz FrameFuzzTest} goes on
 * from them. The mutation test runs in every build.
 */
class FrameFuzzTest {
  private static final int MOST = 1_000;

  private final Packing packing = new Packing();

  @FuzzTest(maxDuration = "2m")
  void readsFrames(byte[] octets) {
    check(octets);
  }

  @FuzzTest(maxDuration = "2m")
  void unpacks(byte[] octets) {
    checkUnpacked(octets);
  }

  /** Every promise of the sink, written down. */
  private final class Checks implements FrameParser.Sink {
    final List<String> events = new ArrayList<>();
    boolean closed;

    @Override
    public boolean message(int opcode, boolean packed, byte[] content) {
      assertThat(closed).isFalse();
      assertThat(content.length).isLessThanOrEqualTo(MOST);
      if (packed) {
        checkUnpacked(content);
      } else if (opcode == Frame.TEXT) {
        assertThat(new String(content, UTF_8).getBytes(UTF_8)).isEqualTo(content);
      }
      events.add(opcode + (packed ? " packed " : " ") + HexFormat.of().formatHex(content));
      return events.size() % 3 != 0;
    }

    @Override
    public void ping(byte[] content) {
      control("ping", content);
    }

    @Override
    public void pong(byte[] content) {
      control("pong", content);
    }

    private void control(String kind, byte[] content) {
      assertThat(closed).isFalse();
      assertThat(content.length).isLessThanOrEqualTo(Frame.MAX_CONTROL);
      events.add(kind + " " + HexFormat.of().formatHex(content));
    }

    @Override
    public void peerClosed(int code, String reason) {
      assertThat(closed).isFalse();
      closed = true;
      assertThat(code == CloseCodes.NO_CODE || CloseCodes.isOfClient(code)).isTrue();
      events.add("close " + code + " " + reason);
    }
  }

  private List<String> read(byte[] octets, int piece) {
    Checks checks = new Checks();
    FrameParser parser = new FrameParser(true, true, MOST, checks);
    int at = 0;
    try {
      while (at < octets.length) {
        int stopped = parser.parse(octets, at, Math.min(octets.length, at + piece));
        assertThat(stopped).isGreaterThan(at);
        at = stopped;
      }
    } catch (ViolationException refused) {
      assertThat(refused.code()).isIn(1002, 1007, 1009);
      assertThat(refused.reason().getBytes(UTF_8).length).isBetween(1, 123);
      checks.events.add("refused " + refused.code() + " " + refused.reason());
    }
    return checks.events;
  }

  private void check(byte[] octets) {
    List<String> whole = read(octets, Integer.MAX_VALUE / 2);
    assertThat(read(octets, 1)).isEqualTo(whole);
    assertThat(read(octets, 7)).isEqualTo(whole);
  }

  private void checkUnpacked(byte[] octets) {
    try {
      byte[] content = packing.unpack(octets, MOST);
      assertThat(content.length).isLessThanOrEqualTo(MOST);
      byte[] again = packing.pack(content);
      if (again.length < content.length) {
        assertThat(packing.unpack(again, MOST)).isEqualTo(content);
      }
    } catch (ViolationException refused) {
      assertThat(refused.code()).isIn(1007, 1009);
    }
  }

  @Test
  void readsFramesThatAreChangedAtRandom() {
    Random random = new Random(20);
    byte[][] good = {
      FrameParserTest.frame(0x81, "hällo €".getBytes(UTF_8)),
      FrameParserTest.frame(0x01, "begun".getBytes(UTF_8)),
      FrameParserTest.frame(0x80, "ended".getBytes(UTF_8)),
      FrameParserTest.frame(0x82, new byte[200]),
      FrameParserTest.frame(0xC1, packing.pack("packed ".repeat(20).getBytes(UTF_8))),
      FrameParserTest.frame(0x89, new byte[125]),
      FrameParserTest.frame(0x88, new byte[] {3, (byte) 0xE8, 'x'}),
    };
    for (int i = 0; i < 3_000; i++) {
      byte[] octets = {};
      for (int frames = 1 + random.nextInt(5); frames > 0; frames--) {
        byte[] next = good[random.nextInt(good.length)];
        int before = octets.length;
        octets = Arrays.copyOf(octets, before + next.length);
        System.arraycopy(next, 0, octets, before, next.length);
      }
      for (int changes = random.nextInt(3); changes > 0; changes--) {
        octets[random.nextInt(octets.length)] = (byte) random.nextInt();
      }
      check(octets);
    }
  }
}
