package io.lokstra.netty.proxyprotocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;

/** Whatever a connection begins with is a header, none, or a bad one; in one piece and in many. */
class ProxyHeaderFuzzTest {
  @FuzzTest(maxDuration = "2m")
  void readsTheSameInOnePieceAndInMany(byte[] octets) {
    if (octets.length <= 2 * ProxyHeaderParser.MAX_LENGTH) {
      assertThat(ProxyHeaderTest.inPieces(octets)).isEqualTo(ProxyHeaderTest.inOne(octets));
    }
  }
}
