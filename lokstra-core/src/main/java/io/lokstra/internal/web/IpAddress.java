package io.lokstra.internal.web;

import java.util.Optional;

/**
 * An address of the Internet Protocol as 128 bits; one of version 4 as its mapped form {@code
 * ::ffff:a.b.c.d} (RFC 4291 §2.5.5.2), so that both ways to write it are one address.
 *
 * @param high the first 64 bits
 * @param low the last 64 bits
 */
public record IpAddress(long high, long low) {
  private static final long MAPPED = 0x0000_ffffL << 32;

  /** Reads a literal as {@link #parse} does, but for a zone, which is left out. */
  public static Optional<IpAddress> parseWithoutZone(String text) {
    int zone = text.indexOf('%');
    return parse(zone < 0 ? text : text.substring(0, zone));
  }

  /**
   * Reads a literal, strictly: four decimal parts without leading zeros (other programs read those
   * as octal), or RFC 4291 §2.2. Never asks the DNS; a zone ({@code %eth0}) is no part of an
   * address.
   *
   * @return empty for anything else
   */
  public static Optional<IpAddress> parse(String text) {
    return text.indexOf(':') >= 0 ? parse6(text) : parse4(text, 0).map(IpAddress::mapped);
  }

  /** Whether this is an address of version 4. */
  public boolean isVersion4() {
    return high == 0 && low >>> 32 == 0xffffL;
  }

  private static IpAddress mapped(Integer address) {
    return new IpAddress(0, MAPPED | Integer.toUnsignedLong(address));
  }

  private static Optional<Integer> parse4(String text, int from) {
    int address = 0;
    int at = from;
    for (int part = 0; part < 4; part++) {
      int start = at;
      int value = 0;
      while (at < text.length() && at - start < 3 && isDigit(text.charAt(at))) {
        value = value * 10 + text.charAt(at) - '0';
        at++;
      }
      boolean zeros = at - start > 1 && text.charAt(start) == '0';
      boolean ended =
          part == 3 ? at == text.length() : at < text.length() && text.charAt(at) == '.';
      if (at == start || zeros || value > 255 || !ended) {
        return Optional.empty();
      }
      address = address << 8 | value;
      at++;
    }
    return Optional.of(address);
  }

  private static Optional<IpAddress> parse6(String text) {
    int[] groups = new int[8];
    int count = 0;
    int gap = -1;
    int at = 0;
    int length = text.length();
    if (text.startsWith("::")) {
      gap = 0;
      at = 2;
    }
    while (at < length) {
      if (count == 8) {
        return Optional.empty();
      }
      int end = text.indexOf(':', at);
      int stop = end < 0 ? length : end;
      if (end < 0 && count <= 6 && text.indexOf('.', at) >= 0) {
        Optional<Integer> last = parse4(text, at);
        if (last.isEmpty()) {
          return Optional.empty();
        }
        groups[count++] = last.get() >>> 16;
        groups[count++] = last.get() & 0xffff;
        break;
      }
      int group = group(text, at, stop);
      if (group < 0) {
        return Optional.empty();
      }
      groups[count++] = group;
      if (end < 0) {
        break;
      }
      at = end + 1;
      if (at < length && text.charAt(at) == ':') {
        if (gap >= 0) {
          return Optional.empty();
        }
        gap = count;
        at++;
      } else if (at == length) {
        return Optional.empty();
      }
    }
    return spread(groups, count, gap);
  }

  /** The 16 bits written in up to four hexadecimal digits; -1 when they are none. */
  private static int group(String text, int from, int to) {
    if (from == to || to - from > 4) {
      return -1;
    }
    int value = 0;
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      int digit = c < 128 ? Character.digit(c, 16) : -1;
      if (digit < 0) {
        return -1;
      }
      value = value << 4 | digit;
    }
    return value;
  }

  /** Puts the zeros in that {@code ::} stands for. */
  private static Optional<IpAddress> spread(int[] groups, int count, int gap) {
    if (gap < 0 ? count != 8 : count > 7) {
      return Optional.empty();
    }
    long high = 0;
    long low = 0;
    int missing = 8 - count;
    for (int i = 0; i < 8; i++) {
      int from = gap < 0 || i < gap ? i : i - missing;
      int group = gap >= 0 && i >= gap && i < gap + missing ? 0 : groups[from];
      if (i < 4) {
        high = high << 16 | group;
      } else {
        low = low << 16 | group;
      }
    }
    return Optional.of(new IpAddress(high, low));
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  /** This address with all but its first {@code bits} of 128 cleared. */
  public IpAddress prefix(int bits) {
    return new IpAddress(
        bits >= 64 ? high : bits == 0 ? 0 : high & -1L << (64 - bits),
        bits >= 128 ? low : bits <= 64 ? 0 : low & -1L << (128 - bits));
  }
}
