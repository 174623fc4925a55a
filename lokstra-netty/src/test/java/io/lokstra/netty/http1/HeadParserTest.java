package io.lokstra.netty.http1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lokstra.http.HttpException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The grammar of a head, octet by octet. */
@SuppressWarnings("StringConcatToTextBlock") // every CR and LF counts here
class HeadParserTest {

  static Stream<Arguments> refusedHeads() {
    List<Arguments> heads = new ArrayList<>();
    // Request line, RFC 9112 §3.
    refused(heads, 400, "bad_request_line", " GET / HTTP/1.1\r\n");
    refused(heads, 400, "bad_request_line", "GET  / HTTP/1.1\r\n");
    refused(heads, 400, "bad_request_line", "GET /\tHTTP/1.1\r\n");
    refused(heads, 400, "bad_request_line", "GET\t/ HTTP/1.1\r\n");
    refused(heads, 400, "bad_version", "GET / HTTP/1.1 \r\n");
    refused(heads, 400, "bad_version", "GET /  HTTP/1.1\r\n");
    refused(heads, 400, "bad_version", "GET / x HTTP/1.1\r\n");
    refused(heads, 400, "bad_request_line", "G(T / HTTP/1.1\r\n");
    refused(heads, 400, "bad_request_line", "GET\0 / HTTP/1.1\r\n");
    refused(heads, 400, "bad_request_line", "\u0016\u0003\u0001\u0002\0\u0001");
    refused(heads, 400, "bad_request_line", "GET /\r\n");
    refused(heads, 400, "bad_request_line", "GET /caf\u00e9 HTTP/1.1\r\n");
    refused(heads, 400, "bad_request_line", "GET /a\0b HTTP/1.1\r\n");
    refused(heads, 400, "bare_lf", "GET / HTTP/1.1\n");
    refused(heads, 400, "bare_lf", "\nGET / HTTP/1.1\r\n");
    refused(heads, 400, "bare_cr", "\rGET / HTTP/1.1\r\n");
    refused(heads, 400, "bad_request_line", "\r\n\r\nGET / HTTP/1.1\r\n");
    refused(heads, 400, "bad_version", "GET / http/1.1\r\n");
    refused(heads, 400, "bad_version", "GET / HTTP/1\r\n");
    refused(heads, 400, "bad_version", "GET / HTTP/1.10\r\n");
    refused(heads, 400, "bad_version", "GET / HTTP/11.1\r\n");
    refused(heads, 400, "bad_version", "GET / HTTP/1.x\r\n");
    refused(heads, 400, "bad_version", "GET / ICAP/1.0\r\n");
    refused(heads, 400, "bad_version", "GET / HTTP/1.1\r\r\n");
    refused(heads, 505, "version_not_supported", "GET / HTTP/2.0\r\n");
    refused(heads, 505, "version_not_supported", "GET / HTTP/0.9\r\n");
    refused(heads, 505, "version_not_supported", "PRI * HTTP/2.0\r\n\r\n");
    // Field lines, RFC 9112 §5, RFC 9110 §5.
    field(heads, 400, "space_before_colon", "Field : value");
    field(heads, 400, "space_before_colon", "Field\t: value");
    field(heads, 400, "folded_line", " Field: value");
    field(heads, 400, "folded_line", "Field: value\r\n folded");
    field(heads, 400, "folded_line", "Field: value\r\n\tfolded");
    field(heads, 400, "bad_field_name", "Fie(ld: value");
    field(heads, 400, "bad_field_name", "Field");
    field(heads, 400, "bad_field_name", ": value");
    field(heads, 400, "bad_field_name", "Fi\0eld: value");
    field(heads, 400, "bad_field_name", "F\u00efeld: value");
    field(heads, 400, "bare_lf", "Field: value\nOther: x");
    field(heads, 400, "bare_lf", "Field: value\r\n\nOther: x");
    field(heads, 400, "bare_cr", "Field: va\rlue");
    field(heads, 400, "bare_cr", "Field: value\r\r");
    field(heads, 400, "bad_field_value", "Field: va\0lue");
    field(heads, 400, "bad_field_value", "Field: va\u0001lue");
    field(heads, 400, "bad_field_value", "Field: va\u007flue");
    field(heads, 400, "bad_field_value", "Field: va\u000blue");
    // Host, RFC 9112 §3.2.
    refused(heads, 400, "host_missing", "GET / HTTP/1.1\r\n\r\n");
    refused(heads, 400, "host_repeated", "GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n");
    for (String host :
        new String[] {
          "",
          "a b",
          "a/b",
          "a:x",
          "a:70000",
          "user@a",
          "a,b c",
          "[::1",
          "[::1]x",
          "[zz]",
          "::1",
          "[1:2:3]",
          "[1::2::3]",
          "[::1%eth0]",
          "a%zz",
          "a%4",
          "http://a",
          "a?b",
          "a#b",
          "a\\b",
          "[v1]",
          "[vx.a]",
          "[]",
          "[1:2:3:4:5:6:7:8:9]",
          "[::1.2.3.4.5]",
          "[::1.2.3.256]",
          "[::01.2.3.4]",
          "[12345::]",
          "[:1]",
          "[1:]",
          "\u00e9"
        }) {
      refused(heads, 400, "bad_host", "GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n");
    }
    refused(heads, 400, "bad_host", "GET / HTTP/1.0\r\nHost: a b\r\n\r\n");
    refused(heads, 400, "authority_mismatch", "GET http://a/ HTTP/1.1\r\nHost: b\r\n\r\n");
    refused(heads, 400, "authority_mismatch", "GET http://a:81/ HTTP/1.1\r\nHost: a\r\n\r\n");
    refused(heads, 400, "bad_target", "GET http://u@a/ HTTP/1.1\r\nHost: a\r\n\r\n");
    refused(heads, 400, "bad_target", "GET http:///x HTTP/1.1\r\nHost: a\r\n\r\n");
    refused(heads, 400, "bad_target", "GET ftp://a/ HTTP/1.1\r\nHost: a\r\n\r\n");
    refused(heads, 400, "bad_target", "GET a HTTP/1.1\r\nHost: a\r\n\r\n");
    refused(heads, 400, "bad_target", "GET * HTTP/1.1\r\nHost: a\r\n\r\n");
    refused(heads, 501, "connect_not_supported", "CONNECT a:1 HTTP/1.1\r\nHost: a:1\r\n\r\n");
    // Framing, RFC 9112 §6.
    for (String length :
        new String[] {
          "", "-1", "+1", "1,1", "1, 2", "0x1", "1.0", "a", "1 1", "\"1\"", "9999999999999999999"
        }) {
      field(heads, 400, "bad_content_length", "Content-Length: " + length);
    }
    field(heads, 400, "bad_content_length", "Content-Length: 1\r\nContent-Length: 1");
    field(heads, 400, "bad_content_length", "Content-Length: 1\r\nContent-Length: 2");
    field(heads, 400, "length_and_coding", "Content-Length: 1\r\nTransfer-Encoding: chunked");
    field(heads, 400, "length_and_coding", "Transfer-Encoding: chunked\r\nContent-Length: 1");
    for (String coding :
        new String[] {
          "", "identity", "chunked, gzip", "chunked, chunked", "xchunked", "chunked;q=1",
          "\"chunked\"", "chunked,", ",chunked2", "gzip", "chun ked", "chunked\u000b"
        }) {
      if (!coding.endsWith("\u000b")) {
        field(heads, 400, "bad_transfer_coding", "Transfer-Encoding: " + coding);
      }
    }
    field(
        heads,
        400,
        "bad_transfer_coding",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked");
    field(heads, 501, "transfer_coding_not_supported", "Transfer-Encoding: gzip, chunked");
    refused(
        heads,
        400,
        "coding_in_http_1_0",
        "POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
    field(heads, 417, "expectation_failed", "Expect: 200-ok\r\nContent-Length: 1");
    field(heads, 417, "expectation_failed", "Expect: 100-continue\r\nExpect: 100-continue");
    return heads.stream();
  }

  private static void refused(List<Arguments> heads, int status, String code, String head) {
    heads.add(Arguments.of(status, code, head));
  }

  private static void field(List<Arguments> heads, int status, String code, String lines) {
    refused(heads, status, code, "POST / HTTP/1.1\r\nHost: a\r\n" + lines + "\r\n\r\n");
  }

  @ParameterizedTest
  @MethodSource("refusedHeads")
  void refusesMalformedHeads(int status, String code, String head) {
    HeadParser parser = parser();
    byte[] octets = octets(head);

    assertThat(parser.parse(octets, 0, octets.length)).isEqualTo(HeadParser.REFUSED);
    assertThat(parser.refusal().code()).isEqualTo(code);
    assertThat(parser.refusal().status()).isEqualTo(status);
  }

  @ParameterizedTest
  @MethodSource("refusedHeads")
  void refusesMalformedHeadsThatComeOctetByOctet(int status, String code, String head) {
    HeadParser parser = parser();
    byte[] octets = octets(head);
    int result = HeadParser.MORE;
    for (int to = 1; to <= octets.length && result == HeadParser.MORE; to++) {
      result = parser.parse(octets, 0, to);
    }

    assertThat(result).isEqualTo(HeadParser.REFUSED);
    assertThat(parser.refusal().status()).isEqualTo(status);
    assertThat(parser.refusal().code()).isEqualTo(code);
  }

  @Test
  void readsAHeadWhereverItLies() {
    String head =
        "\r\nPOST /a?b=c HTTP/1.1\r\nHost: Shop.example:8080\r\ncontent-length:\t 005 \r\n"
            + "X-Empty:\r\nx-text:  a \t b  \r\nX-Latin: caf\u00e9\r\nCONNECTION: Close, x\r\n\r\n";
    byte[] octets = octets("before" + head + "after");
    HeadParser parser = parser();

    assertThat(parser.parse(octets, 6, octets.length)).isEqualTo(head.length());
    RequestHead read = parser.head();
    assertThat(read.method()).isEqualTo("POST");
    assertThat(read.rawTarget()).isEqualTo("/a?b=c");
    assertThat(read.target().path()).isEqualTo("/a");
    assertThat(read.version()).isEqualTo(1);
    assertThat(read.contentLength()).isEqualTo(5);
    assertThat(read.hasBody()).isTrue();
    assertThat(read.keepAlive()).isFalse();
    assertThat(read.size()).isEqualTo(6);
    assertThat(read.name(0)).isEqualTo("Host");
    assertThat(read.value(0)).isEqualTo("Shop.example:8080");
    assertThat(read.first("X-EMPTY")).contains("");
    assertThat(read.first("x-text")).contains("a \t b");
    assertThat(read.first("x-latin")).contains("caf\u00e9");
    assertThat(read.first("x-other")).isEmpty();
    assertThat(read.contains("Content-Length")).isTrue();
    assertThat(read.toString()).isEqualTo("POST /a?b=c");
  }

  @Test
  void goesOnWhereItStoppedEvenIfTheOctetsMoved() {
    String head = "GET /x HTTP/1.1\r\nHost: a\r\nA: 1\r\nB: 2\r\n\r\n";
    for (int first = 1; first < head.length(); first++) {
      HeadParser parser = parser();
      byte[] octets = octets(head);
      assertThat(parser.parse(octets, 0, first)).isEqualTo(HeadParser.MORE);
      byte[] moved = new byte[octets.length + 3];
      System.arraycopy(octets, 0, moved, 3, octets.length);
      assertThat(parser.parse(moved, 3, moved.length)).isEqualTo(head.length());
      assertThat(parser.head().first("b")).contains("2");
    }
  }

  @Test
  void acceptsWhatTheGrammarAllows() {
    for (String host :
        new String[] {
          "a",
          "a:",
          "a:0",
          "a:65535",
          "127.0.0.1:80",
          "[::1]",
          "[::1]:80",
          "[1:2:3:4:5:6:7:8]",
          "[::1.2.3.4]",
          "[1:2:3:4:5:6:1.2.3.4]",
          "[fe80::]",
          "[v1.a:b]",
          "a%20b",
          "A-b_c~d.e!$&'()"
        }) {
      assertThat(parse("GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n").value(0)).isEqualTo(host);
    }
    assertThat(parse("GET HTTP://A:8/x HTTP/1.1\r\nHost: a:8\r\n\r\n").target().path())
        .isEqualTo("/x");
    assertThat(parse("GET https://a HTTP/1.1\r\nHost: a\r\n\r\n").rawTarget())
        .isEqualTo("https://a");
    assertThat(parse("OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n").target().path()).isEqualTo("*");
    assertThat(parse("GET http://a/ HTTP/1.0\r\n\r\n").version()).isZero();
    assertThat(parse("GET / HTTP/1.2\r\nHost: a\r\n\r\n").version()).isEqualTo(1);
    assertThat(parse("BREW / HTTP/1.1\r\nHost: a\r\n\r\n").method()).isEqualTo("BREW");
    assertThat(parse("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: Chunked\r\n\r\n").chunked())
        .isTrue();
  }

  @Test
  void saysWhetherTheConnectionStays() {
    assertThat(parse("GET / HTTP/1.1\r\nHost: a\r\n\r\n").keepAlive()).isTrue();
    assertThat(parse("GET / HTTP/1.1\r\nHost: a\r\nConnection: x , CLOSE\r\n\r\n").keepAlive())
        .isFalse();
    assertThat(parse("GET / HTTP/1.0\r\n\r\n").keepAlive()).isFalse();
    assertThat(parse("GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n").keepAlive()).isTrue();
    assertThat(parse("GET / HTTP/1.0\r\nConnection: keep-alive, close\r\n\r\n").keepAlive())
        .isFalse();
  }

  @Test
  void saysWhatTheClientExpectsAndAsksFor() {
    String expects = "Host: a\r\nExpect: 100-Continue\r\n";
    assertThat(
            parse("POST / HTTP/1.1\r\n" + expects + "Content-Length: 1\r\n\r\n").expectsContinue())
        .isTrue();
    assertThat(
            parse("POST / HTTP/1.1\r\n" + expects + "Content-Length: 0\r\n\r\n").expectsContinue())
        .isFalse();
    assertThat(
            parse("POST / HTTP/1.0\r\n" + expects + "Content-Length: 1\r\n\r\n").expectsContinue())
        .isFalse();
    String upgrade = "GET / HTTP/1.1\r\nHost: a\r\nUpgrade: h2c, WebSocket\r\nConnection: ";
    assertThat(parse(upgrade + "Upgrade\r\n\r\n").asksFor("websocket")).isTrue();
    assertThat(parse(upgrade + "Upgrade\r\n\r\n").asksFor("echo")).isFalse();
    assertThat(parse(upgrade + "close\r\n\r\n").asksFor("websocket")).isFalse();
  }

  @Test
  void keepsTheLimits() {
    String host = "Host: a\r\n";
    assertThat(refusal(new HeadParser(20, 1000, 10), "GET /" + "a".repeat(100)))
        .isEqualTo("target_too_long");
    assertThat(refusal(new HeadParser(20, 1000, 10), "G".repeat(100))).isEqualTo("target_too_long");
    assertThat(refusal(new HeadParser(20, 1000, 10), "GET /123456 HTTP/1.1\r\n" + host + "\r\n"))
        .isEqualTo("none");
    assertThat(refusal(new HeadParser(20, 1000, 10), "GET /1234567 HTTP/1.1\r\n" + host + "\r\n"))
        .isEqualTo("target_too_long");
    assertThat(
            refusal(new HeadParser(100, 20, 10), "GET / HTTP/1.1\r\n" + host + "a: 123456\r\n\r\n"))
        .isEqualTo("none");
    assertThat(
            refusal(
                new HeadParser(100, 20, 10), "GET / HTTP/1.1\r\n" + host + "a: 1234567\r\n\r\n"))
        .isEqualTo("header_too_large");
    assertThat(refusal(new HeadParser(100, 20, 10), "GET / HTTP/1.1\r\nHost: " + "a".repeat(20)))
        .isEqualTo("header_too_large");
    assertThat(
            refusal(
                new HeadParser(100, 1000, 3), "GET / HTTP/1.1\r\n" + host + "a:\r\na:\r\na:\r\n"))
        .isEqualTo("too_many_headers");
  }

  @Test
  void leavesTheTargetToItsOwnParser() {
    RequestHead head = parse("GET /a%00 HTTP/1.1\r\nHost: a\r\n\r\n");

    assertThatThrownBy(head::target).isInstanceOf(HttpException.class);
  }

  @Test
  void parsesTheTargetOfARepeatedLineOnce() {
    HeadParser parser = parser();
    RequestHead first = next(parser, "GET /a?b=c HTTP/1.1\r\nHost: a\r\n\r\n");
    RequestHead again = next(parser, "GET /a?b=c HTTP/1.1\r\nHost: b\r\nX: y\r\n\r\n");

    assertThat(again.target()).isSameAs(first.target());
    assertThat(again.target().rawQuery()).isEqualTo("b=c");
    assertThat(first.value(0)).isEqualTo("a");
    assertThat(again.value(0)).isEqualTo("b");
    assertThat(again.value(1)).isEqualTo("y");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /a HTTP/1.0",
        "GET /A HTTP/1.1",
        "GET /ab HTTP/1.1",
        "GET /a/ HTTP/1.1",
        "GET / HTTP/1.1",
        "get /a HTTP/1.1",
        "PUT /a HTTP/1.1",
        "GET http://a/a HTTP/1.1"
      })
  void readsALineAnewThatDiffersFromTheLast(String line) {
    HeadParser parser = parser();
    RequestHead last = next(parser, "GET /a HTTP/1.1\r\nHost: a\r\n\r\n");
    RequestHead head = next(parser, line + "\r\nHost: a\r\n\r\n");

    assertThat(head.target()).isNotSameAs(last.target());
    assertThat(head.method() + " " + head.target().raw() + " HTTP/1." + head.version())
        .isEqualTo(line);
  }

  @Test
  void readsARepeatedLineInPieces() {
    HeadParser parser = parser();
    String text = "GET /a HTTP/1.1\r\nHost: a\r\n\r\n";
    RequestHead first = next(parser, text);
    byte[] octets = octets(text);
    for (int to = 1; to < octets.length; to++) {
      assertThat(parser.parse(octets, 0, to)).isEqualTo(HeadParser.MORE);
    }
    assertThat(parser.parse(octets, 0, octets.length)).isEqualTo(octets.length);
    assertThat(parser.head().target()).isEqualTo(first.target());
  }

  @Test
  void checksTheFieldsOfARepeatedLine() {
    HeadParser parser = parser();
    next(parser, "GET http://a/ HTTP/1.1\r\nHost: a\r\n\r\n");

    assertThat(refusal(parser, "GET http://a/ HTTP/1.1\r\nHost: b\r\n\r\n"))
        .isEqualTo("authority_mismatch");
    parser.reset();
    assertThat(refusal(parser, "GET http://a/ HTTP/1.1\r\n\r\n")).isEqualTo("host_missing");
  }

  @Test
  void refusesABadTargetEachTime() {
    HeadParser parser = parser();
    for (int i = 0; i < 2; i++) {
      RequestHead head = next(parser, "GET /a%00 HTTP/1.1\r\nHost: a\r\n\r\n");
      assertThatThrownBy(head::target).isInstanceOf(HttpException.class);
    }
  }

  @Test
  void keepsNoLongLine() {
    HeadParser parser = parser();
    String text = "GET /" + "a".repeat(300) + " HTTP/1.1\r\nHost: a\r\n\r\n";

    assertThat(next(parser, text).target()).isNotSameAs(next(parser, text).target());
  }

  @Test
  void isAskedInOrder() {
    HeadParser parser = parser();

    assertThatThrownBy(parser::head).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(parser::refusal).isInstanceOf(IllegalStateException.class);
  }

  private static String refusal(HeadParser parser, String head) {
    byte[] octets = octets(head);
    return parser.parse(octets, 0, octets.length) == HeadParser.REFUSED
        ? parser.refusal().code()
        : "none";
  }

  private static RequestHead parse(String head) {
    return next(parser(), head);
  }

  /** The head read by a parser that may have read others before, and is ready for the next one. */
  private static RequestHead next(HeadParser parser, String head) {
    byte[] octets = octets(head);
    assertThat(parser.parse(octets, 0, octets.length)).as(head).isEqualTo(octets.length);
    RequestHead read = parser.head();
    parser.reset();
    return read;
  }

  private static HeadParser parser() {
    return new HeadParser(8 << 10, 16 << 10, 100);
  }

  private static byte[] octets(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
