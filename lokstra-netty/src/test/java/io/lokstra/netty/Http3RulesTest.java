package io.lokstra.netty;

import static io.lokstra.netty.QuicWire.bytes;
import static io.lokstra.netty.QuicWire.data;
import static io.lokstra.netty.QuicWire.frame;
import static io.lokstra.netty.QuicWire.get;
import static io.lokstra.netty.QuicWire.headers;
import static org.assertj.core.api.Assertions.assertThat;

import io.lokstra.engine.Http3Options;
import io.lokstra.engine.TlsOptions;
import io.lokstra.netty.http3.ErrorCode;
import io.lokstra.netty.tls.TestCertificates;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What breaks the rules of RFC 9114 and RFC 9204 ends with the code that they say. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class Http3RulesTest {
  private static final String[] HEAD = {
    ":method", "GET", ":scheme", "https", ":path", "/", ":authority", "localhost"
  };

  private Running server;

  @BeforeAll
  void serve(@TempDir Path folder) throws Exception {
    TestCertificates made = new TestCertificates(folder).pair("h3", "EC", "dns:localhost");
    server =
        new Running(
            TlsOptions.pem(made.certificatePem("h3"), made.keyPem("h3")).http3(Http3Options.on()),
            new Answers());
  }

  @AfterAll
  void stop() {
    server.close();
  }

  private static String[] with(String... more) {
    return Stream.of(HEAD, more).flatMap(Stream::of).toArray(String[]::new);
  }

  private static String[] without(String name) {
    String[] rest = new String[HEAD.length - 2];
    int at = 0;
    for (int i = 0; i < HEAD.length; i += 2) {
      if (!HEAD[i].equals(name)) {
        rest[at++] = HEAD[i];
        rest[at++] = HEAD[i + 1];
      }
    }
    return rest;
  }

  static Stream<Arguments> malformed() {
    return Stream.of(
        Arguments.of("an upper-case name", with("X-Name", "a")),
        Arguments.of("a name that is no token", with("x name", "a")),
        Arguments.of("no name", with("", "a")),
        Arguments.of("a value with a line's end", with("x", "a\r\nb: c")),
        Arguments.of("a value with NUL", with("x", "a\0b")),
        Arguments.of("a value with blanks around", with("x", " a ")),
        Arguments.of("connection", with("connection", "close")),
        Arguments.of("keep-alive", with("keep-alive", "1")),
        Arguments.of("proxy-connection", with("proxy-connection", "close")),
        Arguments.of("transfer-encoding", with("transfer-encoding", "chunked")),
        Arguments.of("upgrade", with("upgrade", "websocket")),
        Arguments.of("te for more than trailers", with("te", "gzip")),
        Arguments.of("no method", without(":method")),
        Arguments.of("no scheme", without(":scheme")),
        Arguments.of("no path", without(":path")),
        Arguments.of("a pseudo-header field twice", with(":path", "/")),
        Arguments.of("a pseudo-header field after others", with("x", "a", ":path", "/")),
        Arguments.of("a pseudo-header field of responses", with(":status", "200")),
        Arguments.of("an unknown pseudo-header field", with(":x", "a")),
        Arguments.of("a host that is not the authority", with("host", "other.example")),
        Arguments.of("two lengths", with("content-length", "1", "content-length", "1")),
        Arguments.of("a length that is no number", with("content-length", "1x")),
        Arguments.of("a length without content", with("content-length", "3")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("malformed")
  void endsTheStreamOfAMalformedRequestAndNoOther(String what, String[] fields) throws Exception {
    try (QuicWire wire = QuicWire.http3(server.port())) {
      QuicWire.Stream stream = wire.request().sendLast(headers(fields));
      assertThat(stream.resetCode()).as(what).isEqualTo(ErrorCode.MESSAGE_ERROR.number());
      assertThat(wire.isAlive()).isTrue();
    }
  }

  @Test
  void endsTheStreamOfContentThatIsNotAsLongAsAnnounced() throws Exception {
    byte[] head = get("POST", "/echo", "content-length", "3");
    try (QuicWire wire = QuicWire.http3(server.port())) {
      assertThat(wire.request().sendLast(head, data("ab")).resetCode())
          .isEqualTo(ErrorCode.MESSAGE_ERROR.number());
      assertThat(wire.request().sendLast(head, data("ab"), data("cd")).resetCode())
          .isEqualTo(ErrorCode.MESSAGE_ERROR.number());
      assertThat(wire.request().sendLast(head, data("ab"), data("c")).answer().text())
          .isEqualTo("abc");
    }
  }

  @Test
  void endsTheStreamOfARequestThatIsNotWhole() throws Exception {
    try (QuicWire wire = QuicWire.http3(server.port())) {
      assertThat(wire.request().sendLast().resetCode())
          .isEqualTo(ErrorCode.REQUEST_INCOMPLETE.number());
      assertThat(wire.request().sendLast(frame(0x21, new byte[5])).resetCode())
          .isEqualTo(ErrorCode.REQUEST_INCOMPLETE.number());
      assertThat(wire.request().sendLast(get("POST", "/echo"), headers(":status", "1")).resetCode())
          .isEqualTo(ErrorCode.MESSAGE_ERROR.number());
      assertThat(wire.isAlive()).isTrue();
    }
  }

  @Test
  void dropsTrailersAndFramesThatItDoesNotKnow() throws Exception {
    byte[] unknown = frame(0x21 + 0x1f * 7, new byte[300]);
    try (QuicWire wire = QuicWire.http3(server.port())) {
      wire.unidirectional().sendLast(bytes(0x21, 1, 2, 3));
      wire.unidirectional().sendLast();
      QuicWire.Answer answer =
          wire.request()
              .sendLast(
                  unknown,
                  get("POST", "/echo", "te", "trailers"),
                  unknown,
                  data("ab"),
                  unknown,
                  data("c"),
                  headers("checksum", "1"),
                  unknown)
              .answer();
      assertThat(answer.text()).isEqualTo("abc");
      assertThat(wire.isAlive()).isTrue();
    }
  }

  static Stream<Arguments> wrongOnRequests() {
    byte[] head = get("POST", "/echo");
    ErrorCode unexpected = ErrorCode.FRAME_UNEXPECTED;
    return Stream.of(
        Arguments.of("content first", unexpected, new byte[][] {data("a")}),
        Arguments.of(
            "content after trailers", unexpected, new byte[][] {head, headers("a", "b"), data("")}),
        Arguments.of(
            "fields after trailers",
            unexpected,
            new byte[][] {head, headers("a", "b"), headers("a", "b")}),
        Arguments.of("CANCEL_PUSH", unexpected, new byte[][] {frame(0x3, bytes(0))}),
        Arguments.of("SETTINGS", unexpected, new byte[][] {frame(0x4, bytes())}),
        Arguments.of("PUSH_PROMISE", unexpected, new byte[][] {frame(0x5, bytes(0, 0, 0))}),
        Arguments.of("GOAWAY", unexpected, new byte[][] {head, frame(0x7, bytes(0))}),
        Arguments.of("MAX_PUSH_ID", unexpected, new byte[][] {head, frame(0xd, bytes(0))}),
        Arguments.of("PRIORITY of HTTP/2", unexpected, new byte[][] {frame(0x2, bytes(0))}),
        Arguments.of("PING of HTTP/2", unexpected, new byte[][] {frame(0x6, bytes(0))}),
        Arguments.of("WINDOW_UPDATE of HTTP/2", unexpected, new byte[][] {frame(0x8, bytes(0))}),
        Arguments.of("CONTINUATION of HTTP/2", unexpected, new byte[][] {frame(0x9, bytes(0))}),
        Arguments.of(
            "an end within a frame", ErrorCode.FRAME_ERROR, new byte[][] {head, bytes(0, 5, 'a')}),
        Arguments.of(
            "an end within a length", ErrorCode.FRAME_ERROR, new byte[][] {head, bytes(0, 0x40)}),
        packed("no section", bytes()),
        packed("a dynamic table", bytes(2, 0, 0x80)),
        packed("an entry of a dynamic table", bytes(0, 0, 0x80)),
        packed("a name of a dynamic table", bytes(0, 0, 0x40, 0)),
        packed("an entry after the base", bytes(0, 0, 0x10)),
        packed("a name after the base", bytes(0, 0, 0x00, 0)),
        packed("an entry that is not there", bytes(0, 0, 0xff, 0x24)),
        packed("a number without its end", bytes(0, 0, 0xff, 0xff)),
        packed("a number that is too large", bytes(0, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1)),
        packed("a value that is cut", bytes(0, 0, 0x51, 5, '/')),
        packed("a name that is cut", bytes(0, 0, 0x25, 'a')),
        packed("Huffman's end of a string", bytes(0, 0, 0x51, 0x84, 0xff, 0xff, 0xff, 0xff)),
        packed("padding that is too long", bytes(0, 0, 0x51, 0x82, 0x1f, 0xff)),
        packed("padding of zeros", bytes(0, 0, 0x51, 0x81, 0x18)));
  }

  private static Arguments packed(String what, byte[] section) {
    return Arguments.of(
        what, ErrorCode.QPACK_DECOMPRESSION_FAILED, new byte[][] {frame(0x1, section)});
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("wrongOnRequests")
  void closesTheConnectionForWhatMustNotStandOnARequest(String what, ErrorCode code, byte[][] sent)
      throws Exception {
    try (QuicWire wire = QuicWire.http3(server.port())) {
      wire.request().sendLast(sent);
      assertThat(wire.closeCode()).as(what).isEqualTo(code.number());
    }
  }

  static Stream<Arguments> wrongOnControl() {
    byte[] settings = frame(0x4, bytes());
    return Stream.of(
        Arguments.of("no settings", ErrorCode.MISSING_SETTINGS, bytes(0, 0x7, 1, 0)),
        Arguments.of("an unknown frame first", ErrorCode.MISSING_SETTINGS, bytes(0, 0x21, 0)),
        control("settings twice", ErrorCode.FRAME_UNEXPECTED, settings),
        control("content", ErrorCode.FRAME_UNEXPECTED, frame(0x0, bytes('a'))),
        control("fields", ErrorCode.FRAME_UNEXPECTED, headers("a", "b")),
        control("PUSH_PROMISE", ErrorCode.FRAME_UNEXPECTED, frame(0x5, bytes(0, 0, 0))),
        control("PING of HTTP/2", ErrorCode.FRAME_UNEXPECTED, frame(0x6, bytes(0))),
        control("a push that was not promised", ErrorCode.ID_ERROR, frame(0x3, bytes(0))),
        control("fewer pushes", ErrorCode.ID_ERROR, bytes(0xd, 1, 5, 0xd, 1, 4)),
        control("a GOAWAY taken back", ErrorCode.ID_ERROR, bytes(0x7, 1, 4, 0x7, 1, 8)),
        control("a GOAWAY of nothing", ErrorCode.FRAME_ERROR, frame(0x7, bytes())),
        control("a GOAWAY of too much", ErrorCode.FRAME_ERROR, frame(0x7, bytes(0, 0))),
        control("half a number", ErrorCode.FRAME_ERROR, frame(0xd, bytes(0x40))),
        control("a long frame", ErrorCode.EXCESSIVE_LOAD, bytes(0x7, 0x80, 1, 0, 0)),
        Arguments.of("a setting of HTTP/2", ErrorCode.SETTINGS_ERROR, bytes(0, 4, 2, 2, 1)),
        Arguments.of("a setting twice", ErrorCode.SETTINGS_ERROR, bytes(0, 4, 4, 6, 1, 6, 1)),
        Arguments.of("half a setting", ErrorCode.FRAME_ERROR, bytes(0, 4, 1, 6)),
        Arguments.of("a push", ErrorCode.STREAM_CREATION_ERROR, bytes(1, 0)));
  }

  private static Arguments control(String what, ErrorCode code, byte[] sent) {
    byte[] all = new byte[3 + sent.length];
    all[1] = 4;
    System.arraycopy(sent, 0, all, 3, sent.length);
    return Arguments.of(what, code, all);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("wrongOnControl")
  void closesTheConnectionForWhatMustNotStandOnControl(String what, ErrorCode code, byte[] sent)
      throws Exception {
    try (QuicWire wire = new QuicWire(server.port())) {
      wire.unidirectional().send(sent);
      assertThat(wire.closeCode()).as(what).isEqualTo(code.number());
    }
  }

  static Stream<Arguments> wrongOfQpack() {
    return Stream.of(
        Arguments.of("an entry", ErrorCode.QPACK_ENCODER_STREAM_ERROR, bytes(2, 0xc1, 1, 'a')),
        Arguments.of("a table", ErrorCode.QPACK_ENCODER_STREAM_ERROR, bytes(2, 0x3f, 1)),
        Arguments.of("an acknowledgment", ErrorCode.QPACK_DECODER_STREAM_ERROR, bytes(3, 0x80)),
        Arguments.of("an increment", ErrorCode.QPACK_DECODER_STREAM_ERROR, bytes(3, 0x01)),
        Arguments.of(
            "a number without end",
            ErrorCode.QPACK_DECODER_STREAM_ERROR,
            bytes(3, 0x7f, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("wrongOfQpack")
  void closesTheConnectionForInstructionsAboutATableThatIsNotThere(
      String what, ErrorCode code, byte[] sent) throws Exception {
    try (QuicWire wire = QuicWire.http3(server.port())) {
      wire.unidirectional().send(sent);
      assertThat(wire.closeCode()).as(what).isEqualTo(code.number());
    }
  }

  @Test
  void bearsInstructionsThatChangeNothing() throws Exception {
    try (QuicWire wire = QuicWire.http3(server.port())) {
      wire.unidirectional().send(bytes(2), bytes(0x20));
      wire.unidirectional().send(bytes(0x40), bytes(3, 0x44, 0x7f), bytes(0x85, 0x01));
      assertThat(wire.isAlive()).isTrue();
    }
  }

  @Test
  void closesTheConnectionWhoseControlStreamEnds() throws Exception {
    for (int type : new int[] {0, 2, 3}) {
      try (QuicWire wire = new QuicWire(server.port())) {
        byte[] begin = type == 0 ? bytes(0, 4, 0) : bytes(type);
        wire.unidirectional().sendLast(begin);
        assertThat(wire.closeCode()).isEqualTo(ErrorCode.CLOSED_CRITICAL_STREAM.number());
      }
      try (QuicWire wire = QuicWire.http3(server.port())) {
        if (type != 0) {
          wire.unidirectional().send(bytes(type));
        }
        wire.unidirectional().send(bytes(type));
        assertThat(wire.closeCode()).isEqualTo(ErrorCode.STREAM_CREATION_ERROR.number());
      }
    }
  }

  @Test
  void closesTheConnectionWhoseControlStreamIsReset() throws Exception {
    try (QuicWire wire = new QuicWire(server.port())) {
      QuicWire.Stream control = wire.settings();
      assertThat(wire.isAlive()).isTrue();
      control.channel.shutdownOutput(0x100).sync();
      assertThat(wire.closeCode()).isEqualTo(ErrorCode.CLOSED_CRITICAL_STREAM.number());
    }
  }
}
