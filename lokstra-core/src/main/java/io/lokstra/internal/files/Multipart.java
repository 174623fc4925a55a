package io.lokstra.internal.files;

import io.lokstra.http.Header;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Several parts of one representation in one body ({@code multipart/byteranges}, RFC 9110 §14.6).
 *
 * @param contentType of the whole
 * @param ranges the parts
 * @param heads what stands before each
 * @param end what stands after the last
 */
record Multipart(Header contentType, List<ByteRange> ranges, List<byte[]> heads, byte[] end) {

  /**
   * These parts.
   *
   * @param whole the length of the representation
   * @param type its media type
   */
  static Multipart of(List<ByteRange> ranges, long whole, String type) {
    // Not to be foreseen, so that nobody can have put it into the file.
    String boundary = UUID.randomUUID().toString();
    List<byte[]> heads = new ArrayList<>(ranges.size());
    for (ByteRange range : ranges) {
      String head =
          "\r\n--"
              + boundary
              + "\r\nContent-Type: "
              + type
              + "\r\nContent-Range: "
              + range.contentRange(whole)
              + "\r\n\r\n";
      heads.add(ascii(heads.isEmpty() ? head.substring(2) : head));
    }
    return new Multipart(
        Header.of("content-type", "multipart/byteranges; boundary=" + boundary),
        ranges,
        heads,
        ascii("\r\n--" + boundary + "--\r\n"));
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** The length of the body in bytes. */
  long length() {
    long length = end.length;
    for (int i = 0; i < ranges.size(); i++) {
      length += heads.get(i).length + ranges.get(i).length();
    }
    return length;
  }

  void writeTo(OutputStream out, OpenFile file) throws IOException {
    for (int i = 0; i < ranges.size(); i++) {
      out.write(heads.get(i));
      file.writeTo(out, ranges.get(i));
    }
    out.write(end);
  }
}
