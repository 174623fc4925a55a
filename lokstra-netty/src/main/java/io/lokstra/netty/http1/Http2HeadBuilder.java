package io.lokstra.netty.http1;

import io.lokstra.engine.Refusal;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Makes the head of a request that came by HTTP/2 or HTTP/3 (RFC 9113 §8, RFC 9114 §4), in the form
 * in which heads of HTTP/1.1 are kept, so that one set of rules reads both. For one head each. Not
 * thread-safe.
 *
 * <p>A head may be <em>malformed</em>, which ends its stream, or well-formed and refused, which has
 * an answer.
 */
public final class Http2HeadBuilder {
  private static final int METHOD = 0;
  private static final int SCHEME = 1;
  private static final int AUTHORITY = 2;
  private static final int PATH = 3;
  private static final String[] PSEUDO = {":method", ":scheme", ":authority", ":path"};

  /** Of HTTP/1.1's request line: two spaces and the version. */
  private static final int LINE_EXTRA = 10;

  /** Of HTTP/1.1's field lines: colon, space and the line's end. */
  private static final int SEPARATORS = 4;

  private static final int HOST_LENGTH = 4;

  private final int maxRequestLine;
  private final int maxHeaderSize;
  private final int maxHeaders;
  private final int version;
  private final byte[] @Nullable [] pseudo = new byte[4] @Nullable [];
  private byte[] octets = new byte[512];
  private int length;
  private int[] positions = new int[16 * FieldLines.STRIDE];
  private int count;
  private int sent;
  private int size;
  private int host = -1;
  private int cookie = -1;
  private byte[] crumbs = new byte[0];
  private int crumbsLength;
  private long contentLength = -1;
  private boolean expects;
  private boolean regular;
  private @Nullable String malformed;
  private @Nullable Refusal refusal;

  /** A builder with the limits of HTTP/1.1: bytes of method and path, bytes of fields, fields. */
  public Http2HeadBuilder(int maxRequestLine, int maxHeaderSize, int maxHeaders) {
    this(maxRequestLine, maxHeaderSize, maxHeaders, 2);
  }

  /** The same for {@code version} 2 or 3: the rules of RFC 9114 §4 are those of HTTP/2. */
  public Http2HeadBuilder(int maxRequestLine, int maxHeaderSize, int maxHeaders, int version) {
    this.maxRequestLine = maxRequestLine;
    this.maxHeaderSize = maxHeaderSize;
    this.maxHeaders = maxHeaders;
    this.version = version;
  }

  /** Adds a field line, pseudo or regular, as it came out of its block. */
  public void add(byte[] name, int nameFrom, int nameLength, byte[] value, int from, int count) {
    if (malformed != null) {
      return;
    }
    int nameTo = nameFrom + nameLength;
    int to = from + count;
    if (!isValue(value, from, to)) {
      malformed = "a field value with a character it must not hold";
    } else if (nameLength > 0 && name[nameFrom] == ':') {
      addPseudo(name, nameFrom, nameTo, Arrays.copyOfRange(value, from, to));
    } else if (!isName(name, nameFrom, nameTo)) {
      malformed = "a field name that is no token in lower case";
    } else {
      regular = true;
      addRegular(name, nameFrom, nameTo, value, from, to);
    }
  }

  private void addPseudo(byte[] name, int from, int to, byte[] value) {
    if (regular) {
      malformed = "a pseudo-header field after others";
      return;
    }
    for (int i = 0; i < PSEUDO.length; i++) {
      if (Octets.matches(name, from, to, PSEUDO[i])) {
        if (pseudo[i] != null) {
          malformed = "a pseudo-header field twice";
        }
        pseudo[i] = value;
        if (i == AUTHORITY) {
          // It is the Host field to whoever reads the head, and counts as one.
          if (counts(HOST_LENGTH + value.length)) {
            host = this.count;
            put(value, 0, 0, value, 0, value.length);
          }
        }
        return;
      }
    }
    malformed = "a pseudo-header field that a request does not have";
  }

  private void addRegular(byte[] name, int nameFrom, int nameTo, byte[] value, int from, int to) {
    if (!counts(nameTo - nameFrom + to - from)) {
      return;
    }
    switch (nameTo - nameFrom) {
      case 2 -> {
        if (Octets.matches(name, nameFrom, nameTo, "te")
            && !Octets.matches(value, from, to, "trailers")) {
          malformed = "a te field that asks for more than trailers";
        }
      }
      case 4 -> {
        if (Octets.matches(name, nameFrom, nameTo, "host")) {
          addHost(value, from, to);
          return;
        }
      }
      case 6 -> {
        if (Octets.matches(name, nameFrom, nameTo, "cookie")) {
          addCookie(name, nameFrom, nameTo, value, from, to);
          return;
        }
        if (Octets.matches(name, nameFrom, nameTo, "expect")) {
          expects = true;
          if (!Octets.matches(value, from, to, "100-continue")) {
            refuse(Refusals.EXPECTATION);
          }
        }
      }
      case 14 -> {
        if (Octets.matches(name, nameFrom, nameTo, "content-length")) {
          long number = Framing.length(value, from, to);
          if (number < 0 || contentLength >= 0) {
            malformed = "a content-length that is not one number";
          }
          contentLength = number;
        }
      }
      default -> {
        if (isOfConnections(name, nameFrom, nameTo)) {
          malformed = "a field that is of connections of HTTP/1.1";
        }
      }
    }
    put(name, nameFrom, nameTo, value, from, to);
  }

  /** Counts one more field with so many octets; whether all of them are within the limits. */
  private boolean counts(int octets) {
    sent++;
    size += octets + SEPARATORS;
    if (sent > maxHeaders) {
      refuse(Refusals.HEADER_COUNT);
    } else if (size > maxHeaderSize) {
      refuse(Refusals.HEADER_SIZE);
    }
    return refusal == null;
  }

  private static boolean isOfConnections(byte[] name, int from, int to) {
    return switch (to - from) {
      case 7 -> Octets.matches(name, from, to, "upgrade");
      case 10 ->
          Octets.matches(name, from, to, "connection")
              || Octets.matches(name, from, to, "keep-alive");
      case 16 -> Octets.matches(name, from, to, "proxy-connection");
      case 17 -> Octets.matches(name, from, to, "transfer-encoding");
      default -> false;
    };
  }

  private void addHost(byte[] value, int from, int to) {
    byte[] authority = pseudo[AUTHORITY];
    if (authority != null) {
      // One and the same may be said twice; the authority stands for both.
      byte[] both = Arrays.copyOf(authority, authority.length + to - from);
      System.arraycopy(value, from, both, authority.length, to - from);
      if (!Authority.same(both, 0, authority.length, authority.length, both.length)) {
        malformed = "a host that is not the authority";
      }
    } else if (host >= 0) {
      malformed = "two hosts";
    } else {
      host = count;
      byte[] name = {'h', 'o', 's', 't'};
      put(name, 0, name.length, value, from, to);
    }
  }

  /** Refuses the head, unless something was said already. */
  public void refuse(Refusal reason) {
    if (refusal == null) {
      refusal = reason;
    }
  }

  private void put(byte[] name, int nameFrom, int nameTo, byte[] value, int from, int to) {
    if (count * FieldLines.STRIDE == positions.length) {
      positions = Arrays.copyOf(positions, 2 * positions.length);
    }
    int at = count++ * FieldLines.STRIDE;
    positions[at] = length;
    copy(name, nameFrom, nameTo);
    positions[at + 1] = length;
    positions[at + 2] = length;
    copy(value, from, to);
    positions[at + 3] = length;
  }

  /**
   * Takes a crumb of the cookie (§8.2.3). Crumbs are kept apart until the head is whole, because
   * other fields may stand between them.
   */
  private void addCookie(byte[] name, int nameFrom, int nameTo, byte[] value, int from, int to) {
    int separator = 0;
    if (cookie < 0) {
      cookie = count;
      put(name, nameFrom, nameTo, value, from, from);
    } else {
      separator = 2;
    }
    int needed = crumbsLength + separator + to - from;
    if (crumbs.length < needed) {
      crumbs =
          Arrays.copyOf(crumbs, crumbsLength == 0 ? needed : Math.max(2 * crumbsLength, needed));
    }
    if (separator > 0) {
      crumbs[crumbsLength++] = ';';
      crumbs[crumbsLength++] = ' ';
    }
    System.arraycopy(value, from, crumbs, crumbsLength, to - from);
    crumbsLength = needed;
  }

  private void copy(byte[] bytes, int from, int to) {
    if (octets.length - length < to - from) {
      octets = Arrays.copyOf(octets, Math.max(2 * octets.length, length + to - from));
    }
    System.arraycopy(bytes, from, octets, length, to - from);
    length += to - from;
  }

  /**
   * The head.
   *
   * @param endOfStream whether no body follows
   * @return empty when the head is {@link #malformed()}, or {@link #refusal()} says why it is
   *     refused
   */
  public @Nullable RequestHead build(boolean endOfStream) {
    byte[] method = pseudo[METHOD];
    byte[] path = pseudo[PATH];
    byte[] scheme = pseudo[SCHEME];
    if (malformed != null || refusal != null) {
      return null;
    }
    if (method == null || !isToken(method)) {
      malformed = "no method";
      return null;
    }
    if (Octets.text(method, 0, method.length).equals("CONNECT")) {
      if (path != null || scheme != null || pseudo[AUTHORITY] == null) {
        malformed = "a CONNECT that is not of an authority alone";
      }
      refuse(Refusals.CONNECT);
      return null;
    }
    if (path == null || path.length == 0 || scheme == null || scheme.length == 0) {
      malformed = "no path or no scheme";
      return null;
    }
    if (endOfStream && contentLength > 0) {
      malformed = "a content-length without content";
      return null;
    }
    check(method, path, scheme);
    return refusal == null ? head(method, path, endOfStream) : null;
  }

  private void check(byte[] method, byte[] path, byte[] scheme) {
    if (method.length + path.length + LINE_EXTRA > maxRequestLine) {
      refuse(Refusals.REQUEST_LINE_SIZE);
    }
    if (host < 0) {
      refuse(Refusals.HOST_MISSING);
    } else {
      int at = host * FieldLines.STRIDE;
      if (!Authority.isValid(octets, positions[at + 2], positions[at + 3])) {
        refuse(Refusals.HOST_BAD);
      }
    }
    boolean known =
        Octets.matches(scheme, 0, scheme.length, "http")
            || Octets.matches(scheme, 0, scheme.length, "https");
    boolean asterisk =
        path.length == 1
            && path[0] == '*'
            && Octets.text(method, 0, method.length).equals("OPTIONS");
    if (!known || (path[0] != '/' && !asterisk) || !isVisible(path)) {
      refuse(Refusals.TARGET);
    }
  }

  private RequestHead head(byte[] method, byte[] path, boolean endOfStream) {
    byte[] name = {'h', 'o', 's', 't'};
    int line = method.length + path.length + 2;
    byte[] all = new byte[line + name.length + length + crumbsLength];
    System.arraycopy(method, 0, all, 0, method.length);
    all[method.length] = ' ';
    System.arraycopy(path, 0, all, method.length + 1, path.length);
    all[line - 1] = ' ';
    System.arraycopy(name, 0, all, line, name.length);
    int shift = line + name.length;
    System.arraycopy(octets, 0, all, shift, length);
    System.arraycopy(crumbs, 0, all, shift + length, crumbsLength);
    int[] shifted = Arrays.copyOf(positions, count * FieldLines.STRIDE);
    for (int i = 0; i < shifted.length; i++) {
      shifted[i] += shift;
    }
    if (cookie >= 0) {
      shifted[cookie * FieldLines.STRIDE + 2] = shift + length;
      shifted[cookie * FieldLines.STRIDE + 3] = shift + length + crumbsLength;
    }
    if (pseudo[AUTHORITY] != null) {
      shifted[host * FieldLines.STRIDE] = line;
      shifted[host * FieldLines.STRIDE + 1] = line + name.length;
    }
    RequestLine requestLine =
        new RequestLine(all, method.length, method.length + 1 + path.length, version);
    RequestHead head = new RequestHead(requestLine, all, shifted);
    head.contentLength = contentLength;
    head.keepAlive = true;
    head.expectsContinue = expects && !endOfStream;
    return head;
  }

  /** Why the head is malformed; null when it is not. */
  public @Nullable String malformed() {
    return malformed;
  }

  /** Why a well-formed head is refused; null when it is not. */
  public @Nullable Refusal refusal() {
    return refusal;
  }

  /** Whether fields are well-formed as trailers: no pseudo-header field is among them. */
  public boolean areTrailers() {
    for (byte[] each : pseudo) {
      if (each != null) {
        return false;
      }
    }
    return malformed == null && refusal == null;
  }

  private static boolean isName(byte[] name, int from, int to) {
    for (int i = from; i < to; i++) {
      if (!Octets.TOKEN[name[i] & 0xff] || (name[i] >= 'A' && name[i] <= 'Z')) {
        return false;
      }
    }
    return from < to;
  }

  private static boolean isValue(byte[] value, int from, int to) {
    for (int i = from; i < to; i++) {
      if (!Octets.VALUE[value[i] & 0xff]) {
        return false;
      }
    }
    return from == to || (!Octets.isBlank(value[from]) && !Octets.isBlank(value[to - 1]));
  }

  private static boolean isToken(byte[] text) {
    for (byte each : text) {
      if (!Octets.TOKEN[each & 0xff]) {
        return false;
      }
    }
    return text.length > 0;
  }

  private static boolean isVisible(byte[] text) {
    for (byte each : text) {
      if (!Octets.VISIBLE[each & 0xff]) {
        return false;
      }
    }
    return true;
  }
}
