package io.lokstra.netty.http2;

import io.lokstra.http.Headers;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Header blocks of responses (RFC 7541), by the static table alone: nothing is remembered from one
 * response to the next, so nothing of one can be told from the size of another, and no connection
 * keeps a table. Not thread-safe.
 */
public final class HeadEncoder {
  private static final int FIRST_NAME = 15;
  private static final String[] NAMES = {
    "accept-charset",
    "accept-encoding",
    "accept-language",
    "accept-ranges",
    "accept",
    "access-control-allow-origin",
    "age",
    "allow",
    "authorization",
    "cache-control",
    "content-disposition",
    "content-encoding",
    "content-language",
    "content-length",
    "content-location",
    "content-range",
    "content-type",
    "cookie",
    "date",
    "etag",
    "expect",
    "expires",
    "from",
    "host",
    "if-match",
    "if-modified-since",
    "if-none-match",
    "if-range",
    "if-unmodified-since",
    "last-modified",
    "link",
    "location",
    "max-forwards",
    "proxy-authenticate",
    "proxy-authorization",
    "range",
    "referer",
    "refresh",
    "retry-after",
    "server",
    "set-cookie",
    "strict-transport-security",
    "transfer-encoding",
    "user-agent",
    "vary",
    "via",
    "www-authenticate"
  };
  private static final Map<String, Integer> INDEX = index();
  private static final int STATUS_NAME = 8;
  private static final int SET_COOKIE = 55;
  private static final int NEVER_INDEXED = 0x10;
  private static final int INDEXED = 0x80;

  /** The table has no room for anything from now on (§6.3). */
  private static final int TABLE_OF_NONE = 0x20;

  private byte[] block = new byte[512];
  private int length;

  /** An encoder with nothing in it. */
  public HeadEncoder() {}

  private static Map<String, Integer> index() {
    Map<String, Integer> index = new HashMap<>();
    for (int i = 0; i < NAMES.length; i++) {
      index.put(NAMES[i], FIRST_NAME + i);
    }
    return Map.copyOf(index);
  }

  /** Begins a block with a status. */
  public void begin(int status) {
    block[0] = TABLE_OF_NONE;
    length = 1;
    int known =
        switch (status) {
          case 200 -> 8;
          case 204 -> 9;
          case 206 -> 10;
          case 304 -> 11;
          case 400 -> 12;
          case 404 -> 13;
          case 500 -> 14;
          default -> 0;
        };
    if (known > 0) {
      room(1)[length++] = (byte) (INDEXED | known);
    } else {
      number(0, 15, STATUS_NAME);
      text(Integer.toString(status));
    }
  }

  /** Adds a field. */
  public void field(String name, String value) {
    Integer known = INDEX.get(name);
    if (known == null) {
      String lower = Headers.canonical(name);
      known = INDEX.get(lower);
      if (known == null) {
        number(0, 15, 0);
        text(lower);
        text(value);
        return;
      }
    }
    // A proxy must not put a cookie into a table either.
    boolean secret = known == SET_COOKIE;
    number(secret ? NEVER_INDEXED : 0, 15, known);
    text(value);
  }

  /** An integer with a prefix of as many bits as {@code mask} has (§5.1). */
  private void number(int first, int mask, int value) {
    byte[] out = room(6);
    if (value < mask) {
      out[length++] = (byte) (first | value);
      return;
    }
    out[length++] = (byte) (first | mask);
    int rest = value - mask;
    while (rest >= 0x80) {
      out[length++] = (byte) (0x80 | (rest & 0x7f));
      rest >>>= 7;
    }
    out[length++] = (byte) rest;
  }

  @SuppressWarnings("deprecation") // getBytes(int, int, byte[], int): fields of responses are ASCII
  private void text(String text) {
    int count = text.length();
    number(0, 127, count);
    text.getBytes(0, count, room(count), length);
    length += count;
  }

  private byte[] room(int more) {
    if (block.length - length < more) {
      block = Arrays.copyOf(block, Math.max(2 * block.length, length + more));
    }
    return block;
  }

  /** The block, between {@link #from} and {@link #to}; good until the next one begins. */
  public byte[] block() {
    return block;
  }

  /** Where the block begins; {@code tableUpdate} when it is to say that the table is empty. */
  public int from(boolean tableUpdate) {
    return tableUpdate ? 0 : 1;
  }

  /** Where it ends. */
  public int to() {
    return length;
  }
}
