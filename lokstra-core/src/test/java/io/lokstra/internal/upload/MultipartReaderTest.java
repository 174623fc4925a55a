package io.lokstra.internal.upload;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lokstra.http.HttpException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Forms with files, taken apart. */
class MultipartReaderTest {
  private static final String BOUNDARY = "----WebKitFormBoundary7MA4YWxkTrZu0gW";

  /** A part as it was read. */
  record Read(PartHeader header, byte[] content) {
    String text() {
      return new String(content, UTF_8);
    }
  }

  /** Gives at most so many octets at a time, whatever is asked for. */
  static InputStream inPieces(byte[] all, int first, int most) {
    return new ByteArrayInputStream(all) {
      private boolean begun;

      @Override
      public synchronized int read(byte[] target, int offset, int length) {
        int limit = begun ? most : first;
        begun = true;
        return super.read(target, offset, Math.min(length, limit));
      }
    };
  }

  static List<Read> read(InputStream in, String boundary) throws IOException {
    MultipartReader reader = new MultipartReader(in, boundary, 100, 8192);
    List<Read> parts = new ArrayList<>();
    byte[] piece = new byte[700];
    for (Optional<PartHeader> next = reader.next(); next.isPresent(); next = reader.next()) {
      ByteArrayOutputStream content = new ByteArrayOutputStream();
      for (int count = reader.read(piece, 0, piece.length);
          count >= 0;
          count = reader.read(piece, 0, piece.length)) {
        content.write(piece, 0, count);
      }
      assertThat(reader.read(piece, 0, 1)).isNegative();
      parts.add(new Read(next.get(), content.toByteArray()));
    }
    assertThat(reader.next()).isEmpty();
    return parts;
  }

  private static List<Read> read(String form) throws IOException {
    return read(new ByteArrayInputStream(form.getBytes(UTF_8)), BOUNDARY);
  }

  private static String part(String header, String content) {
    return "--" + BOUNDARY + "\r\n" + header + "\r\n\r\n" + content + "\r\n";
  }

  private static String field(String name, String value) {
    return part("Content-Disposition: form-data; name=\"" + name + "\"", value);
  }

  private static String end() {
    return "--" + BOUNDARY + "--\r\n";
  }

  @Test
  void readsWhatABrowserSends() throws IOException {
    List<Read> parts =
        read(
            field("title", "Größe")
                + part(
                    "Content-Disposition: form-data; name=\"file\"; filename=\"bild.png\"\r\n"
                        + "Content-Type: image/png",
                    "\r\n--\r\n-\r\nx\r")
                + part(
                    "content-disposition: FORM-DATA; NAME=none; filename=\"\"\r\n"
                        + "Content-Type: application/octet-stream",
                    "")
                + end());
    assertThat(parts).hasSize(3);
    assertThat(parts.get(0).header())
        .isEqualTo(new PartHeader("title", Optional.empty(), Optional.empty(), Optional.empty()));
    assertThat(parts.get(0).text()).isEqualTo("Größe");
    assertThat(parts.get(1).header().fileName()).contains("bild.png");
    assertThat(parts.get(1).header().contentType()).contains("image/png");
    assertThat(parts.get(1).text()).isEqualTo("\r\n--\r\n-\r\nx\r");
    assertThat(parts.get(2).header().name()).isEqualTo("none");
    assertThat(parts.get(2).header().fileName()).contains("");
    assertThat(parts.get(2).content()).isEmpty();
  }

  @Test
  void readsAFormOfNothingAndOneWithoutALastLineEnd() throws IOException {
    assertThat(read(end())).isEmpty();
    assertThat(read(field("a", "b") + "--" + BOUNDARY + "--")).hasSize(1);
  }

  /** Wherever the network cuts it, and however little it gives at a time. */
  @Test
  void readsTheSameHoweverItIsSplit() throws IOException {
    byte[] form =
        (field("a", "1\r\n--" + BOUNDARY.substring(0, 20) + "\r\r\n\r\n-")
                + part(
                    "Content-Disposition: form-data; name=\"f\"; filename=\"ü.bin\"\r\n"
                        + "Content-Type: text/plain; charset=utf-8",
                    "\r\n--" + BOUNDARY.substring(1) + "x".repeat(300) + "\r\n--")
                + field("", "")
                + end())
            .getBytes(UTF_8);
    List<Read> whole = read(new ByteArrayInputStream(form), BOUNDARY);
    assertThat(whole).hasSize(3);
    for (int split = 1; split < form.length; split++) {
      for (int most : new int[] {1, 7, form.length}) {
        List<Read> pieces = read(inPieces(form, split, most), BOUNDARY);
        assertThat(pieces).usingRecursiveComparison().isEqualTo(whole);
      }
    }
  }

  /** What is written is what is read, for content that looks like delimiters. */
  @Test
  void readsWhateverContentThereIs() throws IOException {
    Random random = new Random(7);
    byte[] alphabet = "\r\n-b".getBytes(ISO_8859_1);
    for (int round = 0; round < 300; round++) {
      String boundary = "bb".repeat(1 + random.nextInt(3));
      List<byte[]> contents = new ArrayList<>();
      ByteArrayOutputStream form = new ByteArrayOutputStream();
      for (int part = random.nextInt(4); part >= 0; part--) {
        byte[] content = new byte[random.nextInt(round % 10 == 0 ? 20_000 : 60)];
        for (int i = 0; i < content.length; i++) {
          content[i] = alphabet[random.nextInt(alphabet.length)];
        }
        if (("\r\n" + new String(content, ISO_8859_1)).contains("\r\n--" + boundary)) {
          continue;
        }
        contents.add(content);
        form.writeBytes(("--" + boundary).getBytes(ISO_8859_1));
        form.writeBytes("\r\nContent-Disposition: form-data; name=a\r\n\r\n".getBytes(ISO_8859_1));
        form.writeBytes(content);
        form.writeBytes("\r\n".getBytes(ISO_8859_1));
      }
      form.writeBytes(("--" + boundary + "--").getBytes(ISO_8859_1));
      List<Read> parts =
          read(
              inPieces(form.toByteArray(), 1 + random.nextInt(50), 1 + random.nextInt(5_000)),
              boundary);
      assertThat(parts).hasSameSizeAs(contents);
      for (int i = 0; i < contents.size(); i++) {
        assertThat(Arrays.equals(parts.get(i).content(), contents.get(i))).isTrue();
      }
    }
  }

  @Test
  void skipsWhatWasNotRead() throws IOException {
    MultipartReader reader =
        new MultipartReader(
            new ByteArrayInputStream(
                (field("a", "x".repeat(50_000)) + field("b", "y") + end()).getBytes(UTF_8)),
            BOUNDARY,
            100,
            8192);
    assertThat(reader.read(new byte[1], 0, 1)).isNegative();
    assertThat(reader.next().orElseThrow().name()).isEqualTo("a");
    assertThat(reader.read(new byte[10], 0, 10)).isEqualTo(10);
    assertThat(reader.next().orElseThrow().name()).isEqualTo("b");
    assertThat(reader.next()).isEmpty();
  }

  private static void refused(String form, String reason) {
    assertThatThrownBy(() -> read(form))
        .as(form)
        .isInstanceOfSatisfying(
            HttpException.class,
            e -> {
              assertThat(e.status()).isEqualTo(400);
              assertThat(e.code()).isEqualTo("malformed_multipart");
              assertThat(e).hasMessageContaining(reason);
            });
  }

  @Test
  void refusesWhatIsNotAFormToTheLetter() {
    refused("", "ends before its last delimiter");
    refused("preamble\r\n" + field("a", "b") + end(), "does not begin with its boundary");
    refused("\r\n" + field("a", "b") + end(), "does not begin with its boundary");
    refused(field("a", "b"), "ends before its last delimiter");
    refused(field("a", "b") + "--" + BOUNDARY, "ends before its last delimiter");
    refused(field("a", "b") + "--" + BOUNDARY + "-", "ends before its last delimiter");
    refused(field("a", "b") + end() + "epilogue", "something follows its end");
    refused(field("a", "b") + end() + "\r\n", "something follows its end");
    refused(field("a", "b") + "--" + BOUNDARY + " \r\n" + end(), "something else than the end");
    refused("--" + BOUNDARY + "x\r\n" + end(), "something else than the end");
    refused("--" + BOUNDARY + "\n" + end(), "something else than the end");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Type: text/plain|no Content-Disposition",
        "Content-Disposition: attachment; name=a|no form-data",
        "Content-Disposition: form-data|no name",
        "Content-Disposition: form-data; filename=x|no name",
        "Content-Disposition: form-data; name=a; name=b|says 'name' twice",
        "Content-Disposition: form-data; name=a; filename=x; FileName=y|says 'filename' twice",
        "Content-Disposition: form-data; name=a; filename*=utf-8''x|filename* and no filename",
        "Content-Disposition: form-data; name=|malformed parameters",
        "Content-Disposition: form-data; name=\"a|malformed parameters",
        "Content-Disposition: form-data; name=\"a\"b|malformed parameters",
        "Content-Disposition: form-data; name=a;|malformed parameters",
        "Content-Disposition: form-data; =a|malformed parameters",
        "Content-Disposition: form-data; name=a\r\nContent-Disposition: form-data; name=b|two Content-Disposition",
        "Content-Disposition: form-data; name=a\r\nContent-Type: a/b\r\nContent-Type: a/b|two Content-Type",
        "Content-Disposition: form-data; name=a\r\nContent-Type: a/b\r\ncontent-type: c/d|two content-type",
        "Content-Disposition: form-data; name=a\r\nContent-Transfer-Encoding: binary\r\nContent-Transfer-Encoding: 8bit|two Content-Transfer-Encoding",
        "X: 1\r\nContent-Disposition: form-data; name=a\r\nx: 1|two x fields",
        "Content-Disposition: form-data; name=a\r\nContent-Type: text|Content-Type that is none",
        "Content-Disposition: form-data; name=a\r\nContent-Type: a/b c|Content-Type that is none",
        "Content-Disposition: form-data; name=a\r\nContent-Transfer-Encoding: base64|Content-Transfer-Encoding",
        "Content-Disposition : form-data; name=a|a header line that is none",
        "Content-Disposition: form-data; name=a\r\n folded|a header line that is none",
        "nothing|a header line that is none",
        ": x|a header line that is none",
        "Content-Disposition: form-data; name=a\nX: y|control character",
        "Content-Disposition: form-data; name=\"a\0\"|control character",
        "Content-Disposition: form-data; name=a\rX|does not end in CRLF",
      })
  void refusesAPartsHeader(String header) {
    int bar = header.lastIndexOf('|');
    refused(part(header.substring(0, bar), "x") + end(), header.substring(bar + 1));
  }

  @Test
  void refusesAHeaderThatIsNotUtf8() {
    byte[] form =
        (part("Content-Disposition: form-data; name=\"ü\"", "x") + end()).getBytes(ISO_8859_1);
    assertThatThrownBy(() -> read(new ByteArrayInputStream(form), BOUNDARY))
        .hasMessageContaining("part 1 has a header that is not UTF-8");
  }

  @Test
  void takesWhatMeansNothing() throws IOException {
    Read part =
        read(part(
                    "X-Other: a\r\nContent-Disposition: form-data; name=a; filename=\"x\"; size=7;"
                        + " filename*=utf-8''y\r\nContent-Transfer-Encoding: binary",
                    "x")
                + end())
            .getFirst();
    assertThat(part.header().fileName()).contains("x");
  }

  @Test
  void readsQuotedText() throws IOException {
    List<Read> parts =
        read(
            part("Content-Disposition: form-data; name=\"a\\\"b\\\\c\\d;e=f\"", "x")
                + part("Content-Disposition: form-data; name=a ; filename=\"C:\\dir\\x.png\"", "y")
                + end());
    assertThat(parts.get(0).header().name()).isEqualTo("a\"b\\c\\d;e=f");
    assertThat(parts.get(1).header().fileName()).contains("C:\\dir\\x.png");
  }

  @Test
  void boundsPartsAndTheirHeaders() {
    String form = field("a", "1") + field("b", "2") + field("c", "3") + end();
    assertThatThrownBy(
            () -> {
              MultipartReader reader =
                  new MultipartReader(
                      new ByteArrayInputStream(form.getBytes(UTF_8)), BOUNDARY, 2, 8192);
              while (reader.next().isPresent()) {
                // to the next
              }
            })
        .isInstanceOfSatisfying(
            HttpException.class,
            e -> {
              assertThat(e.status()).isEqualTo(413);
              assertThat(e).hasMessageContaining("more than 2 parts");
            });
    StringBuilder many = new StringBuilder();
    for (int i = 0; i < 1400; i++) {
      many.append("X").append(i).append(": y\r\n");
    }
    for (String header : new String[] {"X: " + "y".repeat(8192), many.append("X: y").toString()}) {
      assertThatThrownBy(() -> read(part(header, "") + end()))
          .isInstanceOfSatisfying(
              HttpException.class,
              e -> {
                assertThat(e.status()).isEqualTo(400);
                assertThat(e.code()).isEqualTo("part_header_too_large");
              });
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a b ",
        "ü",
        "a\r\n",
        "a;b",
        "\"",
        "12345678901234567890123456789012345678901234567890123456789012345678901"
      })
  void refusesABoundaryThatCannotBeOne(String boundary) {
    assertThatThrownBy(() -> read(InputStream.nullInputStream(), boundary))
        .isInstanceOf(HttpException.class)
        .hasMessageContaining("boundary is none");
  }
}
