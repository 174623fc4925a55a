package io.lokstra.netty.proxyprotocol;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/** PROXY protocol headers for tests, right and wrong. */
public final class Headers {
  private Headers() {}

  /** A line of version 1, with its CRLF. */
  public static byte[] line(String text) {
    return octets(text + "\r\n");
  }

  /** Octets by the characters of {@code text}. */
  public static byte[] octets(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  /** A header of version 2 whose length is right. */
  public static byte[] binary(int command, int family, byte[]... parts) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      content.writeBytes(part);
    }
    ByteArrayOutputStream header = new ByteArrayOutputStream();
    header.writeBytes(octets("\r\n\r\n\0\r\nQUIT\n"));
    header.write(0x20 | command);
    header.write(family);
    header.write(content.size() >> 8);
    header.write(content.size());
    header.writeBytes(content.toByteArray());
    return header.toByteArray();
  }

  /** A header of version 2 for a client on IPv4. */
  public static byte[] ofClient(int a, int b, int c, int d, int port, byte[]... fields) {
    byte[] addresses = {
      (byte) a,
      (byte) b,
      (byte) c,
      (byte) d,
      (byte) 198,
      51,
      100,
      7,
      (byte) (port >> 8),
      (byte) port,
      1,
      (byte) 0xbb
    };
    byte[][] parts = new byte[fields.length + 1][];
    parts[0] = addresses;
    System.arraycopy(fields, 0, parts, 1, fields.length);
    return binary(1, 0x11, parts);
  }

  /** A field of type, length and value. */
  public static byte[] field(int type, byte[] value) {
    byte[] field = new byte[3 + value.length];
    field[0] = (byte) type;
    field[1] = (byte) (value.length >> 8);
    field[2] = (byte) value.length;
    System.arraycopy(value, 0, field, 3, value.length);
    return field;
  }

  /** {@code header}, whose last four octets are set to its checksum. */
  public static byte[] summed(byte[] header) {
    byte[] sealed = header.clone();
    for (int i = 1; i <= 4; i++) {
      sealed[sealed.length - i] = 0;
    }
    CRC32C sum = new CRC32C();
    sum.update(sealed);
    for (int i = 1; i <= 4; i++) {
      sealed[sealed.length - i] = (byte) (sum.getValue() >> (8 * (i - 1)));
    }
    return sealed;
  }
}
