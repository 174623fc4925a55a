package io.lokstra.netty.proxyprotocol;

import static io.lokstra.netty.proxyprotocol.Headers.binary;
import static io.lokstra.netty.proxyprotocol.Headers.field;
import static io.lokstra.netty.proxyprotocol.Headers.line;
import static io.lokstra.netty.proxyprotocol.Headers.octets;
import static io.lokstra.netty.proxyprotocol.Headers.ofClient;
import static io.lokstra.netty.proxyprotocol.Headers.summed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lokstra.netty.proxyprotocol.ProxyHeader.Endpoints;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What is a PROXY protocol header and what is none, by HAProxy's proxy-protocol.txt. */
class ProxyHeaderTest {

  private static Optional<ProxyHeader> parse(byte[] bytes)
      throws NoProxyHeaderException, BadProxyHeaderException {
    return ProxyHeaderParser.parse(bytes, bytes.length);
  }

  /** The header, the same however many octets have come when it is looked at. */
  private static ProxyHeader whole(byte[] header) throws Exception {
    for (int length = 1; length < header.length; length++) {
      assertThat(ProxyHeaderParser.parse(header, length)).as("%d octets", length).isEmpty();
    }
    ProxyHeader read = parse(header).orElseThrow();
    assertThat(read.length()).isEqualTo(header.length);
    byte[] followed = Arrays.copyOf(header, header.length + 9);
    assertThat(parse(followed)).contains(read);
    return read;
  }

  private static Endpoints endpoints(byte[] header) throws Exception {
    Endpoints named = whole(header).endpoints();
    assertThat(named).isNotNull();
    return Objects.requireNonNull(named);
  }

  private static InetSocketAddress address(String literal, int port) {
    return new InetSocketAddress(InetAddress.ofLiteral(literal), port);
  }

  private static void refuses(byte[] bytes, String reason) {
    assertThatThrownBy(() -> parse(bytes))
        .isInstanceOf(BadProxyHeaderException.class)
        .hasMessageContaining(reason);
  }

  @Test
  void readsLines() throws Exception {
    assertThat(endpoints(line("PROXY TCP4 192.0.2.1 198.51.100.7 56324 443")))
        .isEqualTo(new Endpoints(address("192.0.2.1", 56324), address("198.51.100.7", 443)));
    assertThat(endpoints(line("PROXY TCP6 2001:db8::1 ::1 0 65535")))
        .isEqualTo(new Endpoints(address("2001:db8::1", 0), address("::1", 65535)));
    assertThat(
            endpoints(
                    line(
                        "PROXY TCP6 ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"
                            + " ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff 65535 65535"))
                .client())
        .isEqualTo(address("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", 65535));
  }

  @Test
  void readsLinesThatNameNobody() throws Exception {
    assertThat(whole(line("PROXY UNKNOWN")).endpoints()).isNull();
    assertThat(whole(line("PROXY UNKNOWN ff:: :: 1 \0 whatever")).endpoints()).isNull();
    assertThat(whole(line("PROXY UNKNOWN" + " ".repeat(92))).length()).isEqualTo(107);
  }

  @Test
  void refusesLinesThatCouldBeReadInTwoWays() {
    refuses(line("PROXY  TCP4 192.0.2.1 192.0.2.2 1 2"), "family");
    refuses(line("PROXY TCP4  192.0.2.1 192.0.2.2 1 2"), "two addresses and two ports");
    refuses(line("PROXY TCP4 192.0.2.1 192.0.2.2 1 2 "), "two addresses and two ports");
    refuses(line("PROXY TCP4 192.0.2.1 192.0.2.2 1"), "two addresses and two ports");
    refuses(line("PROXY TCP4\t192.0.2.1 192.0.2.2 1 2"), "family");
    refuses(line("PROXY tcp4 192.0.2.1 192.0.2.2 1 2"), "family");
    refuses(line("PROXY UDP4 192.0.2.1 192.0.2.2 1 2"), "family");
    refuses(line("PROXY UNKNOWNS"), "family");
    refuses(line("PROXY "), "family");
    refuses(line("PROXY TCP4 192.0.2.01 192.0.2.2 1 2"), "address");
    refuses(line("PROXY TCP4 192.0.2 192.0.2.2 1 2"), "address");
    refuses(line("PROXY TCP4 0x7f000001 192.0.2.2 1 2"), "address");
    refuses(line("PROXY TCP4 shop.example 192.0.2.2 1 2"), "address");
    refuses(line("PROXY TCP4 ::1 ::1 1 2"), "address");
    refuses(line("PROXY TCP6 192.0.2.1 192.0.2.2 1 2"), "address");
    refuses(line("PROXY TCP6 fe80::1%eth0 ::1 1 2"), "address");
    refuses(line("PROXY TCP6 [::1] ::1 1 2"), "address");
    refuses(line("PROXY TCP4 192.0.2.1 192.0.2.2 01 2"), "port");
    refuses(line("PROXY TCP4 192.0.2.1 192.0.2.2 65536 2"), "port");
    refuses(line("PROXY TCP4 192.0.2.1 192.0.2.2 -1 2"), "port");
    refuses(line("PROXY TCP4 192.0.2.1 192.0.2.2 +1 2"), "port");
    refuses(line("PROXY TCP4 192.0.2.1 192.0.2.2 1 x"), "port");
    refuses(line("PROXY TCP4 192.0.2.1 192.0.2.2  2"), "port");
    refuses(octets("PROXY TCP4 192.0.2.1 192.0.2.2 1 2\n"), "CRLF");
    refuses(octets("PROXY TCP4 192.0.2.1 192.0.2.2 1 2\rX"), "CR must be followed by LF");
    refuses(line("PROXY UNKNOWN" + " ".repeat(93)), "longer than 107");
    refuses(octets("PROXY UNKNOWN" + "x".repeat(94)), "longer than 107");
  }

  @Test
  void readsBinaryHeaders() throws Exception {
    assertThat(endpoints(ofClient(192, 0, 2, 1, 56324)))
        .isEqualTo(new Endpoints(address("192.0.2.1", 56324), address("198.51.100.7", 443)));

    byte[] six = new byte[36];
    six[0] = 0x20;
    six[15] = 1;
    six[31] = 2;
    six[33] = 80;
    assertThat(endpoints(binary(1, 0x21, six)))
        .isEqualTo(new Endpoints(address("2000::1", 80), address("::2", 0)));

    byte[] unix = new byte[216];
    System.arraycopy(octets("/run/a.sock"), 0, unix, 0, 11);
    Arrays.fill(unix, 108, 216, (byte) 'b');
    assertThat(endpoints(binary(1, 0x31, unix)))
        .isEqualTo(
            new Endpoints(
                UnixDomainSocketAddress.of("/run/a.sock"),
                UnixDomainSocketAddress.of("b".repeat(108))));
  }

  @Test
  void readsBinaryHeadersThatNameNobody() throws Exception {
    assertThat(whole(binary(1, 0x00)).endpoints()).isNull();
    assertThat(whole(binary(1, 0x00, field(2, octets("shop.example")))).endpoints()).isNull();
    assertThat(whole(binary(0, 0x00)).endpoints()).isNull();
    assertThat(whole(binary(0, 0x11, new byte[12])).endpoints()).isNull();
    // What a header of the proxy's own connection holds is ignored, whatever it is.
    assertThat(whole(binary(0, 0xff, octets("anything"))).endpoints()).isNull();
  }

  @Test
  void skipsFields() throws Exception {
    byte[] long1 = field(0xee, new byte[3_000]);
    assertThat(
            endpoints(
                    ofClient(192, 0, 2, 1, 1, field(4, new byte[0]), long1, field(5, octets("id"))))
                .client())
        .isEqualTo(address("192.0.2.1", 1));
    whole(ofClient(192, 0, 2, 1, 1, field(0xee, new byte[4_096 - 12 - 3])));
  }

  @Test
  void checksSums() throws Exception {
    byte[] sealed =
        summed(ofClient(192, 0, 2, 1, 1, field(1, octets("h2")), field(3, new byte[4])));
    whole(sealed);
    byte[] changed = sealed.clone();
    changed[16] = (byte) 193;
    refuses(changed, "checksum");
    refuses(ofClient(192, 0, 2, 1, 1, field(3, new byte[2])), "checksum");
    refuses(ofClient(192, 0, 2, 1, 1, field(3, new byte[4])), "checksum");
  }

  @Test
  void refusesBinaryHeadersThatBreakARule() {
    refuses(with(ofClient(1, 2, 3, 4, 5), 12, 0x11), "version");
    refuses(with(ofClient(1, 2, 3, 4, 5), 12, 0x31), "version");
    refuses(with(ofClient(1, 2, 3, 4, 5), 12, 0x22), "command");
    refuses(binary(1, 0x12, new byte[12]), "family and transport");
    refuses(binary(1, 0x10, new byte[12]), "family and transport");
    refuses(binary(1, 0x41, new byte[216]), "family and transport");
    refuses(binary(1, 0x11, new byte[11]), "too short");
    refuses(binary(1, 0x21, new byte[35]), "too short");
    refuses(binary(1, 0x31, new byte[215]), "too short");
    refuses(ofClient(1, 2, 3, 4, 5, new byte[2]), "TLV");
    refuses(ofClient(1, 2, 3, 4, 5, new byte[] {1, 0, 1}), "TLV");
    refuses(ofClient(1, 2, 3, 4, 5, field(1, new byte[3]), new byte[] {1}), "TLV");
    refuses(ofClient(1, 2, 3, 4, 5, field(0xee, new byte[4_096 - 12 - 2])), "longer than 4112");
  }

  /** Refused as soon as its length is known: nobody waits for 64 KiB of it. */
  @Test
  void refusesALongHeaderBeforeItHasCome() {
    byte[] start = Arrays.copyOf(ofClient(1, 2, 3, 4, 5, field(1, new byte[60_000])), 16);
    refuses(start, "longer than 4112");
  }

  @Test
  void knowsWhatIsNoHeader() {
    for (String other :
        new String[] {
          "GET / HTTP/1.1\r\n", "PRI * HTTP/2.0", "PUT /", "\u0016\u0003", "\r\n\r\nG"
        }) {
      assertThatThrownBy(() -> parse(octets(other))).isInstanceOf(NoProxyHeaderException.class);
    }
  }

  /** Whatever comes, it is read or refused, and the same in one piece and octet by octet. */
  @Test
  void readsMutatedHeadersTheSameInOnePieceAndInMany() throws Exception {
    byte[][] seeds = {
      line("PROXY TCP4 192.0.2.1 198.51.100.7 56324 443"),
      line("PROXY TCP6 2001:db8::1 ::1 1 65535"),
      line("PROXY UNKNOWN"),
      ofClient(192, 0, 2, 1, 56324, field(1, octets("h2"))),
      binary(0, 0x00),
      binary(1, 0x31, new byte[216]),
      summed(ofClient(192, 0, 2, 1, 1, field(3, new byte[4])))
    };
    Random random = new Random(Long.getLong("lokstra.test.seed", 7));
    for (int round = 0; round < 60_000; round++) {
      byte[] bytes = seeds[random.nextInt(seeds.length)].clone();
      for (int changes = random.nextInt(4); changes > 0; changes--) {
        bytes[random.nextInt(bytes.length)] =
            (byte)
                (random.nextBoolean()
                    ? random.nextInt(256)
                    : " \r\n0.:PROXY".charAt(random.nextInt(11)));
      }
      bytes = Arrays.copyOf(bytes, bytes.length - (random.nextInt(8) == 0 ? 1 : 0));
      assertThat(inPieces(bytes)).isEqualTo(inOne(bytes));
    }
  }

  static String inOne(byte[] bytes) {
    return outcome(bytes, bytes.length);
  }

  /** The first outcome that is final as octets come one by one. */
  static String inPieces(byte[] bytes) {
    for (int length = 1; length <= bytes.length; length++) {
      String outcome = outcome(bytes, length);
      if (!outcome.equals("more")) {
        return outcome;
      }
    }
    return "more";
  }

  private static String outcome(byte[] bytes, int length) {
    try {
      return ProxyHeaderParser.parse(bytes, length).map(ProxyHeader::toString).orElse("more");
    } catch (NoProxyHeaderException none) {
      return "none";
    } catch (BadProxyHeaderException bad) {
      return "bad";
    }
  }

  private static byte[] with(byte[] header, int at, int octet) {
    header[at] = (byte) octet;
    return header;
  }
}
