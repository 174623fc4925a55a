package io.lokstra.internal.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class IpNetworkTest {

  private static boolean contains(String network, String address) {
    return IpNetwork.parse(network).contains(IpAddress.parse(address));
  }

  @Test
  void holdsTheAddressesOfItsRange() {
    assertThat(contains("10.0.0.0/8", "10.255.255.255")).isTrue();
    assertThat(contains("10.0.0.0/8", "11.0.0.0")).isFalse();
    assertThat(contains("192.0.2.1", "192.0.2.1")).isTrue();
    assertThat(contains("192.0.2.1", "192.0.2.2")).isFalse();
    assertThat(contains("0.0.0.0/0", "203.0.113.9")).isTrue();
    assertThat(contains("0.0.0.0/0", "2001:db8::1")).as("another version").isFalse();
    assertThat(contains("::/0", "2001:db8::1")).isTrue();
    assertThat(contains("fd00::/8", "fdff::1")).isTrue();
    assertThat(contains("fd00::/8", "fe00::1")).isFalse();
    assertThat(contains("2001:db8::/33", "2001:db8:7fff::")).isTrue();
    assertThat(contains("2001:db8::/33", "2001:db8:8000::")).isFalse();
  }

  @Test
  void takesMappedAddressesForWhatTheyAre() {
    assertThat(contains("10.0.0.0/8", "::ffff:10.1.2.3")).isTrue();
    assertThat(contains("::ffff:10.0.0.0/104", "10.1.2.3")).isTrue();
    assertThat(contains("::ffff:0a00:0/104", "11.1.2.3")).isFalse();
  }

  @Test
  void knowsPeersWithoutAnAddressByTheirName() {
    assertThat(IpNetwork.parse("unix").contains(Optional.empty())).isTrue();
    assertThat(IpNetwork.parse("unix").contains(IpAddress.parse("::1"))).isFalse();
    assertThat(IpNetwork.parse("::/0").contains(Optional.empty())).isFalse();
  }

  @Test
  void namesTheEntryThatIsNone() {
    for (String wrong :
        List.of(
            "",
            "10.0.0.0/",
            "10.0.0.0/33",
            "10.0.0.0/-1",
            "10.0.0.0/08",
            "10.0.0.0/1x",
            "10/8",
            "::/129",
            "::/0000",
            "10.0.0.0/8/8",
            "localhost",
            "010.0.0.0/8",
            "/8",
            "UNIX",
            "*")) {
      assertThatThrownBy(() -> IpNetwork.checked("deny", List.of("::1", wrong)))
          .as(wrong)
          .hasMessageStartingWith("deny[1]: not a network: '" + wrong + "'");
    }
    assertThatThrownBy(() -> IpNetwork.parse("10.1.0.0/8"))
        .hasMessageContaining("'10.1.0.0/8' has bits beyond its first 8")
        .hasMessageContaining("or /32 for this address alone");
    assertThatThrownBy(() -> IpNetwork.parse("fd00::1/64")).hasMessageContaining("or /128");
  }

  @Test
  void agreesWithArithmetic() throws UnknownHostException {
    Random random = new Random(20_261_124);
    for (int i = 0; i < 20_000; i++) {
      int size = random.nextBoolean() ? 4 : 16;
      int length = random.nextInt(size * 8 + 1);
      byte[] one = new byte[size];
      random.nextBytes(one);
      BigInteger mask =
          BigInteger.ONE.shiftLeft(size * 8).subtract(BigInteger.ONE.shiftLeft(size * 8 - length));
      BigInteger base = new BigInteger(1, one).and(mask);
      byte[] other = one.clone();
      other[random.nextInt(size)] ^= (byte) (1 << random.nextInt(8));
      boolean expected = new BigInteger(1, other).and(mask).equals(base);
      String network = text(base, size) + "/" + length;
      String address = InetAddress.getByAddress(other).getHostAddress();
      assertThat(contains(network, address)).as(network + " " + address).isEqualTo(expected);
    }
  }

  private static String text(BigInteger address, int size) throws UnknownHostException {
    byte[] bytes = new byte[size];
    byte[] number = address.toByteArray();
    int length = Math.min(size, number.length);
    System.arraycopy(number, number.length - length, bytes, size - length, length);
    String text = InetAddress.getByAddress(bytes).getHostAddress();
    return size == 16 && text.indexOf(':') < 0 ? "::ffff:" + text : text;
  }
}
