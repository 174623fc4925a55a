package io.lokstra.netty.http3;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Whatever octets come on a stream, in whatever pieces: they are read the same way or refused at
 * the same octet, and what comes out of a field section keeps within its bounds and can be packed
 * and unpacked again.
 *
 * <p>The fuzz tests replay their seeds in a plain build; {@code .ci/fuzz Http3FuzzTest} goes on
 * from them. The mutation test runs in every build.
 */
class Http3FuzzTest {
  private static final int MOST_FIELDS = 16 * 1024;
  private static final int MOST_SECTION = 4 * 1024;
  private static final int MOST_IDLE = 60;

  private final FieldSectionDecoder decoder = new FieldSectionDecoder(MOST_FIELDS);
  private final FieldSectionEncoder encoder = new FieldSectionEncoder();

  @FuzzTest(maxDuration = "2m")
  void readsFramesOfRequests(byte[] octets) {
    checkFrames(octets);
  }

  @FuzzTest(maxDuration = "2m")
  void readsFieldSections(byte[] octets) {
    checkSection(octets, octets.length);
  }

  @FuzzTest(maxDuration = "2m")
  void readsUnidirectionalStreams(byte[] octets) {
    checkUnidirectional(octets);
  }

  // Frames.

  /** Writes down what a receiver is told, and holds the reader to its promises. */
  private final class Frames implements FrameReader.Receiver {
    final List<String> events = new ArrayList<>();
    private final ByteArrayOutputStream content = new ByteArrayOutputStream();
    private long announced;

    @Override
    public FrameReader.Handling begins(long type, long length) throws ViolationException {
      contentEnded();
      assertThat(type).isBetween(0L, (1L << 62) - 1);
      assertThat(length).isBetween(0L, (1L << 62) - 1);
      events.add("begins " + type + " " + length);
      announced = length;
      if (type == FrameType.DATA) {
        return FrameReader.Handling.PASS;
      }
      if (!FrameType.isKnown(type)) {
        return FrameReader.Handling.SKIP;
      }
      if (length > MOST_SECTION) {
        throw ViolationException.ofConnection(ErrorCode.EXCESSIVE_LOAD, "too long");
      }
      return FrameReader.Handling.COLLECT;
    }

    @Override
    public void passed(byte[] bytes, int from, int count) {
      content.write(bytes, from, count);
      assertThat((long) content.size()).isLessThanOrEqualTo(announced);
    }

    @Override
    public void collected(long type, byte[] bytes, int length) {
      assertThat((long) length).isEqualTo(announced);
      events.add(type + " " + HexFormat.of().formatHex(bytes, 0, length));
      if (type == FrameType.HEADERS) {
        checkSection(bytes, length);
      }
    }

    void contentEnded() {
      if (content.size() > 0) {
        events.add("content " + HexFormat.of().formatHex(content.toByteArray()));
        content.reset();
      }
    }
  }

  private List<String> frames(byte[] octets, int piece) {
    Frames receiver = new Frames();
    FrameReader reader = new FrameReader(receiver);
    try {
      for (int at = 0; at < octets.length; at += piece) {
        reader.read(octets, at, Math.min(octets.length, at + piece));
      }
      receiver.contentEnded();
      receiver.events.add("between frames: " + reader.isBetweenFrames());
    } catch (ViolationException refused) {
      receiver.contentEnded();
      receiver.events.add("refused " + refused.code());
    }
    return receiver.events;
  }

  private void checkFrames(byte[] octets) {
    List<String> whole = frames(octets, Math.max(1, octets.length));
    assertThat(frames(octets, 1)).isEqualTo(whole);
    assertThat(frames(octets, 7)).isEqualTo(whole);
  }

  // Field sections.

  private void checkSection(byte[] section, int length) {
    List<String> fields = new ArrayList<>();
    int[] size = {0};
    try {
      boolean whole =
          decoder.decode(
              section,
              0,
              length,
              (name, nameFrom, nameLength, value, from, count) -> {
                size[0] += nameLength + count + FieldSectionDecoder.FIELD_EXTRA;
                fields.add(new String(name, nameFrom, nameLength, ISO_8859_1));
                fields.add(new String(value, from, count, ISO_8859_1));
              });
      assertThat(size[0]).isLessThanOrEqualTo(MOST_FIELDS);
      if (whole) {
        checkPackedAgain(fields);
      }
    } catch (ViolationException refused) {
      assertThat(refused.isOfConnection()).isTrue();
      assertThat(refused.code()).isEqualTo(ErrorCode.QPACK_DECOMPRESSION_FAILED);
    } finally {
      decoder.release();
    }
  }

  /** Of responses the encoder is given names that are tokens, and ASCII. */
  private void checkPackedAgain(List<String> fields) throws ViolationException {
    encoder.begin(200);
    List<String> packed = new ArrayList<>(List.of(":status", "200"));
    for (int i = 0; i < fields.size(); i += 2) {
      String name = fields.get(i);
      String value = fields.get(i + 1);
      if (isAscii(name) && isAscii(value) && name.equals(name.toLowerCase(Locale.ROOT))) {
        encoder.field(name, value);
        packed.addAll(List.of(name, value));
      }
    }
    List<String> unpacked = new ArrayList<>();
    FieldSectionDecoder other = new FieldSectionDecoder(2 * MOST_FIELDS);
    assertThat(
            other.decode(
                encoder.section(),
                0,
                encoder.length(),
                (name, nameFrom, nameLength, value, from, count) -> {
                  unpacked.add(new String(name, nameFrom, nameLength, ISO_8859_1));
                  unpacked.add(new String(value, from, count, ISO_8859_1));
                }))
        .isTrue();
    assertThat(unpacked).isEqualTo(packed);
  }

  private static boolean isAscii(String text) {
    return text.chars().allMatch(c -> c < 0x80);
  }

  // Streams that only the client sends on.

  /** A connection that writes down what it is told. */
  private static final class Connection implements UnidirectionalStream.Owner {
    private final Set<Long> kinds = new HashSet<>();
    private int idle;
    private boolean settings;

    @Override
    public boolean isFirst(long type) {
      return kinds.add(type);
    }

    @Override
    public void idle(int cost) throws ViolationException {
      assertThat(cost).isPositive();
      idle += cost;
      if (idle > MOST_IDLE) {
        throw ViolationException.ofConnection(ErrorCode.EXCESSIVE_LOAD, "idle");
      }
    }

    @Override
    public void settingsCame() {
      assertThat(settings).isFalse();
      settings = true;
    }
  }

  private static String unidirectional(byte[] octets, int piece) {
    Connection connection = new Connection();
    UnidirectionalStream stream = new UnidirectionalStream(connection);
    String end = "";
    try {
      for (int at = 0; at < octets.length; at += piece) {
        stream.read(octets, at, Math.min(octets.length, at + piece));
      }
    } catch (ViolationException refused) {
      assertThat(refused.isOfConnection()).isTrue();
      end = refused.code() + " " + refused.getMessage();
    }
    assertThat(stream.isCritical() && stream.isUnknown()).isFalse();
    return connection.kinds + " " + connection.idle + " " + connection.settings + " " + end;
  }

  private static void checkUnidirectional(byte[] octets) {
    String whole = unidirectional(octets, Math.max(1, octets.length));
    assertThat(unidirectional(octets, 1)).isEqualTo(whole);
    assertThat(unidirectional(octets, 7)).isEqualTo(whole);
  }

  // In every build.

  private byte[] section(int seed) {
    encoder.begin(200);
    encoder.field("content-type", "text/html");
    encoder.field("x-" + seed, "v".repeat(seed % 200));
    encoder.field("set-cookie", "a=" + seed);
    return Arrays.copyOf(encoder.section(), encoder.length());
  }

  private static byte[] bytes(FrameWriter out) {
    return Arrays.copyOf(out.bytes(), out.length());
  }

  @Test
  void readsWhatIsChangedAtRandom() {
    Random random = new Random(30);
    for (int i = 0; i < 3_000; i++) {
      byte[] section = section(i);
      FrameWriter request =
          new FrameWriter()
              .frame(FrameType.HEADERS, section.length)
              .octets(section, 0, section.length)
              .frame(0x21, 3)
              .octets(section, 0, 3)
              .frame(FrameType.DATA, 5)
              .octets(section, 0, 5);
      FrameWriter control =
          new FrameWriter().number(0).frame(FrameType.SETTINGS, 4).number(6).number(1).number(1);
      control.number(7).frame(FrameType.GOAWAY, 1).number(i % 64);
      checkFrames(changed(bytes(request), random));
      checkSection(changed(section, random), section.length);
      checkUnidirectional(changed(bytes(control), random));
      checkUnidirectional(changed(new byte[] {3, 0x41, 0x7f, (byte) 0x80, 1}, random));
    }
  }

  private static byte[] changed(byte[] good, Random random) {
    byte[] octets = good.clone();
    for (int changes = random.nextInt(4); changes > 0; changes--) {
      octets[random.nextInt(octets.length)] = (byte) random.nextInt();
    }
    return octets;
  }
}
