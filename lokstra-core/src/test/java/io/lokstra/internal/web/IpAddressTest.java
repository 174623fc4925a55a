package io.lokstra.internal.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class IpAddressTest {

  @Test
  void readsEachWayToWriteAnAddress() {
    assertThat(IpAddress.parse("192.0.2.1")).contains(new IpAddress(0, 0xffffc0000201L));
    assertThat(IpAddress.parse("::ffff:192.0.2.1")).isEqualTo(IpAddress.parse("192.0.2.1"));
    assertThat(IpAddress.parse("::FFFF:c000:201")).isEqualTo(IpAddress.parse("192.0.2.1"));
    assertThat(IpAddress.parse("::")).contains(new IpAddress(0, 0));
    assertThat(IpAddress.parse("::1")).contains(new IpAddress(0, 1));
    assertThat(IpAddress.parse("1::")).contains(new IpAddress(1L << 48, 0));
    assertThat(IpAddress.parse("2001:db8::8:800:200c:417a"))
        .contains(new IpAddress(0x20010db8_00000000L, 0x00080800_200c417aL));
    assertThat(IpAddress.parse("1:2:3:4:5:6:7:8"))
        .contains(new IpAddress(0x0001000200030004L, 0x0005000600070008L));
    assertThat(IpAddress.parse("1:2:3:4:5:6:192.0.2.1"))
        .contains(new IpAddress(0x0001000200030004L, 0x00050006c0000201L));
    assertThat(IpAddress.parse("192.0.2.1").orElseThrow().isVersion4()).isTrue();
    assertThat(IpAddress.parse("::1").orElseThrow().isVersion4()).isFalse();
  }

  @Test
  void refusesWhatOthersReadInSeveralWays() {
    for (String text :
        List.of(
            "",
            "1",
            "1.2",
            "1.2.3",
            "1.2.3.4.5",
            "01.2.3.4",
            "1.2.3.04",
            "256.1.1.1",
            "1.2.3.",
            ".1.2.3",
            "1..2.3",
            "0x7f.1.1.1",
            "1.2.3.4 ",
            " 1.2.3.4",
            "localhost",
            ":",
            ":1",
            "1:",
            ":::",
            "1::2::3",
            "1:2:3:4:5:6:7",
            "1:2:3:4:5:6:7:8:9",
            "1:2:3:4:5:6:7::8:9",
            "::12345",
            "::g",
            "fe80::1%eth0",
            "[::1]",
            "::1.2.3",
            "::01.2.3.4",
            "1.2.3.4::",
            "1:2:3:4:5:6:7:1.2.3.4",
            "1:2:3:4:5:6:7:8::",
            "::１")) {
      assertThat(IpAddress.parse(text)).as(text).isEmpty();
    }
  }

  @Test
  void clearsWhatIsBeyondAPrefix() {
    IpAddress address = new IpAddress(-1, -1);
    assertThat(address.prefix(0)).isEqualTo(new IpAddress(0, 0));
    assertThat(address.prefix(1)).isEqualTo(new IpAddress(Long.MIN_VALUE, 0));
    assertThat(address.prefix(64)).isEqualTo(new IpAddress(-1, 0));
    assertThat(address.prefix(65)).isEqualTo(new IpAddress(-1, Long.MIN_VALUE));
    assertThat(address.prefix(128)).isEqualTo(address);
  }

  @Test
  void readsBackWhateverTheJdkWrites() throws UnknownHostException {
    Random random = new Random(20_261_124);
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = new byte[random.nextBoolean() ? 4 : 16];
      random.nextBytes(bytes);
      for (int j = 0; j < bytes.length; j++) {
        bytes[j] = random.nextInt(3) == 0 ? bytes[j] : 0;
      }
      check(InetAddress.getByAddress(bytes).getHostAddress());
    }
  }

  @Test
  void leavesAZoneOut() {
    assertThat(IpAddress.parse("fe80::1%eth0")).isEmpty();
    assertThat(IpAddress.parseWithoutZone("fe80::1%eth0")).isEqualTo(IpAddress.parse("fe80::1"));
    assertThat(IpAddress.parseWithoutZone("10.0.0.1")).isEqualTo(IpAddress.parse("10.0.0.1"));
    assertThat(IpAddress.parseWithoutZone("%eth0")).isEmpty();
  }

  static void check(String text) {
    byte[] expected = InetAddress.ofLiteral(text).getAddress();
    Optional<IpAddress> read = IpAddress.parse(text);
    assertThat(read).as(text).isPresent();
    ByteBuffer buffer = ByteBuffer.allocate(16);
    buffer.putLong(read.get().high()).putLong(read.get().low());
    byte[] actual = buffer.array();
    if (expected.length == 4) {
      assertThat(read.get().isVersion4()).isTrue();
      assertThat(java.util.Arrays.copyOfRange(actual, 12, 16)).as(text).isEqualTo(expected);
    } else {
      assertThat(InetAddress.ofLiteral(text)).isInstanceOf(Inet6Address.class);
      assertThat(actual).as(text).isEqualTo(expected);
    }
  }
}
