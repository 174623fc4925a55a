package io.lokstra.internal.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WebOriginTest {

  @Test
  void takesWhatBrowsersWrite() {
    for (String origin :
        List.of(
            "https://shop.example",
            "http://localhost:3000",
            "https://xn--mnchen-3ya.example",
            "http://192.0.2.1:8080",
            "http://[2001:db8::1]:8080",
            "https://a_b.example:1",
            "capacitor://localhost",
            "chrome-extension://aapbdbdomjkkjkaonfhkkikfgjllcleb")) {
      assertThat(WebOrigin.problem(origin)).as(origin).isEmpty();
    }
  }

  @Test
  void saysWhatIsWrongWithEverythingElse() {
    String[][] wrong = {
      {"null", "call themselves null"},
      {"https://*.shop.example", "origins are exact"},
      {"*", "origins are exact"},
      {"shop.example", "expected scheme://host"},
      {"", "expected scheme://host"},
      {"://shop.example", "expected scheme://host"},
      {"1http://shop.example", "expected scheme://host"},
      {"ht tp://shop.example", "expected scheme://host"},
      {"https://Shop.Example", "in lower case: https://shop.example"},
      {"HTTPS://shop.example", "in lower case: https://shop.example"},
      {"https://shop.example/", "an origin has no path"},
      {"https://shop.example/path", "an origin has no path"},
      {"https://shop.example?x", "an origin has no path"},
      {"https://shop.example#x", "an origin has no path"},
      {"https://ada@shop.example", "an origin has no user"},
      {"https://", "its host is malformed"},
      {"https://:80", "its host is malformed"},
      {"https://münchen.example", "its host is malformed"},
      {"https://[::1", "its host is malformed"},
      {"https://[::g]", "its host is malformed"},
      {"https://[192.0.2.1]", "its host is malformed"},
      {"https://shop.example:", "its port is none"},
      {"https://shop.example:0", "its port is none"},
      {"https://shop.example:080", "its port is none"},
      {"https://shop.example:65536", "its port is none"},
      {"https://shop.example:http", "its port is none"},
      {"https://[::1]8080", "its port is none"},
      {"https://shop.example:443", "browsers leave out port 443 of https: https://shop.example"},
      {"http://shop.example:80", "browsers leave out port 80 of http: http://shop.example"},
    };
    for (String[] each : wrong) {
      assertThat(WebOrigin.problem(each[0])).as(each[0]).contains(each[1]);
    }
  }

  @Test
  void takesNothingButSchemeHostAndPortOfPiecesOfOrigins() {
    String[] pieces = {
      "http", "https", "://", ":", "/", "shop", ".", "example", "[::1]", "80", "443", "8080", "@",
      "#", "?", "*", "null", "-", " ", "%", "\\", "A"
    };
    Random random = new Random(20_261_124);
    for (int i = 0; i < 20_000; i++) {
      StringBuilder text = new StringBuilder(random.nextInt(4) == 0 ? "" : "https://");
      for (int n = random.nextInt(6); n >= 0; n--) {
        text.append(pieces[random.nextInt(pieces.length)]);
      }
      check(text.toString());
    }
  }

  static void check(String text) {
    if (!WebOrigin.problem(text).isEmpty()) {
      return;
    }
    int scheme = text.indexOf("://");
    String authority = text.substring(scheme + 3);
    assertThat(authority).doesNotContain("/", "@", "?", "#", "\\", " ", "*").isNotEmpty();
    assertThat(text).isEqualTo(text.toLowerCase(java.util.Locale.ROOT));
    URI uri = URI.create(text);
    assertThat(uri.getScheme() + "://" + uri.getRawAuthority()).isEqualTo(text);
    assertThat(WebOrigin.isOfHost(text, authority)).isTrue();
    assertThat(WebOrigin.isOfHost(text + ".evil.example", authority)).isFalse();
  }
}
