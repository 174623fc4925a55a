package io.lokstra.netty.http1;

import io.lokstra.http.Header;
import io.lokstra.http.ResponseHeaders;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Encodes the head of a request (RFC 9112 §3): framing and connection are its own to say. */
public final class RequestEncoder {
  private static final byte[] VERSION = ascii(" HTTP/1.1\r\n");
  private static final byte[] CONTENT_LENGTH = ascii("content-length: ");
  private static final byte[] CHUNKED = ascii("transfer-encoding: chunked\r\n");
  private static final byte[] UPGRADE = ascii("connection: upgrade\r\nupgrade: ");
  private static final byte[] LINE_END = ascii("\r\n");

  private RequestEncoder() {}

  /**
   * The octets of a head.
   *
   * @param method a token
   * @param target visible ASCII
   * @param fields all fields but those of framing and connection, {@code Host} among them
   * @param contentLength how much content follows; -1 for chunks, -2 for none
   * @param upgrade the protocol that is asked for; null for none
   */
  public static byte[] head(
      String method,
      String target,
      ResponseHeaders fields,
      long contentLength,
      @Nullable String upgrade) {
    byte[] beginning = (method + ' ' + target).getBytes(StandardCharsets.ISO_8859_1);
    byte[] framing =
        contentLength >= 0
            ? Long.toString(contentLength).getBytes(StandardCharsets.US_ASCII)
            : LINE_END;
    byte[] protocol = upgrade == null ? LINE_END : ascii(upgrade);
    int size =
        beginning.length
            + VERSION.length
            + CONTENT_LENGTH.length
            + framing.length
            + CHUNKED.length
            + UPGRADE.length
            + protocol.length
            + 3 * LINE_END.length;
    for (int i = 0; i < fields.size(); i++) {
      size += fields.get(i).encodedLength();
    }
    byte[] out = new byte[size];
    int at = put(beginning, out, 0);
    at = put(VERSION, out, at);
    for (int i = 0; i < fields.size(); i++) {
      Header field = fields.get(i);
      at = field.writeTo(out, at);
    }
    if (contentLength >= 0) {
      at = put(CONTENT_LENGTH, out, at);
      at = put(framing, out, at);
      at = put(LINE_END, out, at);
    } else if (contentLength == -1) {
      at = put(CHUNKED, out, at);
    }
    if (upgrade != null) {
      at = put(UPGRADE, out, at);
      at = put(protocol, out, at);
      at = put(LINE_END, out, at);
    }
    at = put(LINE_END, out, at);
    return Arrays.copyOf(out, at);
  }

  private static int put(byte[] octets, byte[] out, int at) {
    System.arraycopy(octets, 0, out, at, octets.length);
    return at + octets.length;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
