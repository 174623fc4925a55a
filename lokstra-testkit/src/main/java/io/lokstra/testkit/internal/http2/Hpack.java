package io.lokstra.testkit.internal.http2;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ProtocolException;
import java.util.AbstractMap.SimpleImmutableEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Header compression (RFC 7541): reads whatever a server writes, and writes literals. One for each
 * connection, since what is read changes the table. Not thread-safe.
 */
public final class Hpack {
  private static final int TABLE = 4_096;
  private static final int STATIC = 61;

  private static final String NAMES =
      """
      :authority
      :method=GET
      :method=POST
      :path=/
      :path=/index.html
      :scheme=http
      :scheme=https
      :status=200
      :status=204
      :status=206
      :status=304
      :status=400
      :status=404
      :status=500
      accept-charset
      accept-encoding=gzip, deflate
      accept-language
      accept-ranges
      accept
      access-control-allow-origin
      age
      allow
      authorization
      cache-control
      content-disposition
      content-encoding
      content-language
      content-length
      content-location
      content-range
      content-type
      cookie
      date
      etag
      expect
      expires
      from
      host
      if-match
      if-modified-since
      if-none-match
      if-range
      if-unmodified-since
      last-modified
      link
      location
      max-forwards
      proxy-authenticate
      proxy-authorization
      range
      referer
      refresh
      retry-after
      server
      set-cookie
      strict-transport-security
      transfer-encoding
      user-agent
      vary
      via
      www-authenticate
      """;

  private final Huffman huffman = new Huffman();

  /** The static table, and behind it the newest of the dynamic one first. */
  private final List<Map.Entry<String, String>> table = new ArrayList<>();

  private int size;
  private int limit = TABLE;
  private byte[] block = new byte[0];
  private int at;

  /** A table as it is when a connection begins. */
  public Hpack() {
    NAMES
        .lines()
        .forEach(line -> {
          int equals = line.indexOf('=');
          table.add(
              equals < 0
                  ? entry(line, "")
                  : entry(line.substring(0, equals), line.substring(equals + 1)));
        });
  }

  private static Map.Entry<String, String> entry(String name, String value) {
    return new SimpleImmutableEntry<>(name, value);
  }

  /** A block of literals that no table keeps. */
  public static byte[] encode(List<Map.Entry<String, String>> fields) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (Map.Entry<String, String> field : fields) {
      out.write(0);
      text(out, field.getKey());
      text(out, field.getValue());
    }
    return out.toByteArray();
  }

  private static void text(ByteArrayOutputStream out, String text) {
    byte[] octets = text.getBytes(ISO_8859_1);
    number(out, 0, 127, octets.length);
    out.writeBytes(octets);
  }

  /** A number with a prefix of {@code mask} behind {@code first} (RFC 7541 §5.1). */
  public static void number(ByteArrayOutputStream out, int first, int mask, int value) {
    if (value < mask) {
      out.write(first | value);
      return;
    }
    out.write(first | mask);
    int rest = value - mask;
    while (rest >= 128) {
      out.write(128 | (rest & 127));
      rest >>= 7;
    }
    out.write(rest);
  }

  /**
   * Reads a whole block.
   *
   * @throws ProtocolException when it breaks RFC 7541; the message says how
   */
  public List<Map.Entry<String, String>> decode(byte[] whole) throws IOException {
    block = whole;
    at = 0;
    List<Map.Entry<String, String>> fields = new ArrayList<>();
    while (at < block.length) {
      int first = block[at] & 0xff;
      if (first >= 0x80) {
        fields.add(indexed(number(0x7f)));
      } else if (first >= 0x40) {
        Map.Entry<String, String> field = literal(number(0x3f));
        fields.add(field);
        keep(field);
      } else if (first >= 0x20) {
        int wanted = number(0x1f);
        if (wanted > TABLE || !fields.isEmpty()) {
          throw new ProtocolException("a table size that was not allowed: " + wanted);
        }
        limit = wanted;
        evict();
      } else {
        fields.add(literal(number(0x0f)));
      }
    }
    return fields;
  }

  private Map.Entry<String, String> indexed(int index) throws IOException {
    if (index < 1 || index > table.size()) {
      throw new ProtocolException("a field that is in no table: " + index);
    }
    return table.get(index - 1);
  }

  private Map.Entry<String, String> literal(int name) throws IOException {
    return entry(name == 0 ? text() : indexed(name).getKey(), text());
  }

  private void keep(Map.Entry<String, String> field) {
    table.add(STATIC, field);
    size += sizeOf(field);
    evict();
  }

  private void evict() {
    while (size > limit) {
      size -= sizeOf(table.removeLast());
    }
  }

  private static int sizeOf(Map.Entry<String, String> field) {
    return field.getKey().length() + field.getValue().length() + 32;
  }

  private int next() throws IOException {
    if (at == block.length) {
      throw new ProtocolException("a header block that is cut off");
    }
    return block[at++] & 0xff;
  }

  private int number(int mask) throws IOException {
    int value = next() & mask;
    if (value < mask) {
      return value;
    }
    long sum = value;
    for (int shift = 0; shift < 35; shift += 7) {
      int octet = next();
      sum += (octet & 0x7fL) << shift;
      if (octet < 128) {
        if (sum > Integer.MAX_VALUE) {
          break;
        }
        return (int) sum;
      }
    }
    throw new ProtocolException("a number without reason in a header block");
  }

  private String text() throws IOException {
    boolean packed = at < block.length && (block[at] & 0x80) != 0;
    int length = number(0x7f);
    if (length > block.length - at) {
      throw new ProtocolException("a string that is longer than its header block");
    }
    int from = at;
    at += length;
    return packed
        ? new String(huffman.decode(block, from, length), ISO_8859_1)
        : new String(block, from, length, ISO_8859_1);
  }
}
