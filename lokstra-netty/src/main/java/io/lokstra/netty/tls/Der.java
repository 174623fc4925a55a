package io.lokstra.netty.tls;

import java.io.ByteArrayOutputStream;

/** The little of DER (ITU-T X.690) that wraps older forms of keys into PKCS#8. */
final class Der {
  private static final int INTEGER = 0x02;
  private static final int OCTET_STRING = 0x04;
  private static final int SEQUENCE = 0x30;

  /** {@code [0]}, constructed. */
  private static final int PARAMETERS = 0xa0;

  private static final byte[] VERSION = {INTEGER, 1, 0};

  /** rsaEncryption with its NULL (RFC 8017). */
  private static final byte[] RSA = {
    0x06, 0x09, 0x2a, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xf7, 0x0d, 1, 1, 1, 0x05, 0
  };

  /** id-ecPublicKey (RFC 5480). */
  private static final byte[] EC = {
    0x06, 0x07, 0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 0x02, 0x01
  };

  private Der() {}

  /** A PKCS#1 RSA key as PKCS#8. */
  static byte[] fromPkcs1(byte[] key) {
    return value(SEQUENCE, VERSION, value(SEQUENCE, RSA), value(OCTET_STRING, key));
  }

  /**
   * A SEC 1 elliptic-curve key (RFC 5915) as PKCS#8.
   *
   * @throws IllegalArgumentException when it is none, or does not name its curve
   */
  static byte[] fromSec1(byte[] key) {
    int at = content(key, 0, SEQUENCE);
    at = end(key, at, INTEGER);
    at = end(key, at, OCTET_STRING);
    int curve = content(key, at, PARAMETERS);
    byte[] name = java.util.Arrays.copyOfRange(key, curve, end(key, at, PARAMETERS));
    return value(SEQUENCE, VERSION, value(SEQUENCE, EC, name), value(OCTET_STRING, key));
  }

  /** Where the content of the element at {@code at} begins. */
  private static int content(byte[] der, int at, int tag) {
    if (at + 1 >= der.length || (der[at] & 0xff) != tag) {
      throw new IllegalArgumentException("expected element " + tag + " at " + at);
    }
    int first = der[at + 1] & 0xff;
    return at + 2 + (first < 0x80 ? 0 : first - 0x80);
  }

  /** Where that element ends. */
  private static int end(byte[] der, int at, int tag) {
    int content = content(der, at, tag);
    int length = der[at + 1] & 0xff;
    if (length >= 0x80) {
      length = 0;
      for (int i = at + 2; i < content && i < der.length; i++) {
        length = (length << 8) | (der[i] & 0xff);
      }
    }
    if (length < 0 || content + length > der.length || content + length < content) {
      throw new IllegalArgumentException("the element at " + at + " is cut");
    }
    return content + length;
  }

  private static byte[] value(int tag, byte[]... parts) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      content.writeBytes(part);
    }
    ByteArrayOutputStream value = new ByteArrayOutputStream();
    value.write(tag);
    int length = content.size();
    if (length < 0x80) {
      value.write(length);
    } else {
      int octets = (39 - Integer.numberOfLeadingZeros(length)) / 8;
      value.write(0x80 + octets);
      for (int i = octets - 1; i >= 0; i--) {
        value.write(length >>> (8 * i));
      }
    }
    value.writeBytes(content.toByteArray());
    return value.toByteArray();
  }
}
