package io.lokstra.internal.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Whatever is sent or configured: what the middleware reads of it is right, or refused. The
 * properties are those of the tests beside this one.
 */
class WebFuzzTest {

  @FuzzTest(maxDuration = "2m")
  void readsOrigins(FuzzedDataProvider data) {
    WebOriginTest.check(data.consumeRemainingAsString());
  }

  @FuzzTest(maxDuration = "2m")
  void readsAddresses(FuzzedDataProvider data) {
    String text = data.consumeRemainingAsAsciiString();
    if (IpAddress.parse(text).isPresent()) {
      IpAddressTest.check(text);
    }
  }

  @FuzzTest(maxDuration = "2m")
  void readsNetworks(FuzzedDataProvider data) {
    String text = data.consumeRemainingAsAsciiString();
    try {
      IpNetwork network = IpNetwork.parse(text);
      Optional<IpAddress> first =
          network.bits() < 0 ? Optional.empty() : Optional.of(network.base());
      assertThat(network.contains(first)).as(text).isTrue();
    } catch (IllegalArgumentException e) {
      assertThat(e).hasMessageContaining("'");
    }
  }

  @FuzzTest(maxDuration = "2m")
  void readsAcceptEncoding(FuzzedDataProvider data) {
    List<String> lines = new ArrayList<>();
    while (data.remainingBytes() > 0 && lines.size() < 5) {
      lines.add(data.consumeAsciiString(200));
    }
    AcceptEncodingTest.check(lines.toArray(new String[0]));
  }

  @FuzzTest(maxDuration = "2m")
  void readsGzip(FuzzedDataProvider data) throws IOException {
    GunzipInputTest.agrees(data.consumeRemainingAsBytes());
  }
}
