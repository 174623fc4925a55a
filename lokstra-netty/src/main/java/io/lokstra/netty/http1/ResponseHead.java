package io.lokstra.netty.http1;

import org.jspecify.annotations.Nullable;

/**
 * The head of one response, as another server sent it. Immutable once its framing was checked.
 *
 * <p>Stricter than servers are asked to be: a response that two readers could end in two places is
 * none.
 */
public final class ResponseHead extends MessageHead {
  private final int status;
  private final int version;

  // What the framing fields say; set once by check.
  private long contentLength = -1;
  private boolean chunked;
  private boolean keepAlive;
  private boolean upgrade;

  ResponseHead(byte[] octets, int[] positions, int status, int version) {
    super(octets, positions);
    this.status = status;
    this.version = version;
  }

  /** 100 to 599. */
  public int status() {
    return status;
  }

  /** 0 for HTTP/1.0, 1 for HTTP/1.1. */
  public int version() {
    return version;
  }

  /** Whether this is an interim response: another one follows (RFC 9110 §15.2). */
  public boolean isInterim() {
    return status < 200 && status != 101;
  }

  /** The announced length of the content in bytes, -1 when none was. */
  public long contentLength() {
    return contentLength;
  }

  /** Whether the content comes in chunks. */
  public boolean chunked() {
    return chunked;
  }

  /** Whether the connection may serve another request after this response (RFC 9112 §9.3). */
  public boolean keepAlive() {
    return keepAlive;
  }

  /** Whether the server leaves HTTP for {@code protocol} (RFC 9110 §7.8). */
  public boolean switchesTo(String protocol) {
    int at = indexOf("upgrade", 0);
    return status == 101
        && upgrade
        && at >= 0
        && indexOf("upgrade", at + 1) < 0
        && value(at).equalsIgnoreCase(protocol);
  }

  /** Whether content follows when the request's method was {@code method} (RFC 9112 §6.3). */
  public boolean hasContent(String method) {
    return status >= 200
        && status != 204
        && status != 304
        && !method.equals("HEAD")
        && contentLength != 0;
  }

  /** Whether the content ends with the connection. */
  public boolean endsWithConnection() {
    return !chunked && contentLength < 0;
  }

  /** Reads the framing fields; null when all is well, or why the response is none. */
  @Nullable String check() {
    boolean close = false;
    boolean coded = false;
    byte[] octets = octets();
    for (int i = 0; i < size(); i++) {
      int from = nameStart(i);
      int to = nameEnd(i);
      // The length alone rules out nearly every field.
      switch (to - from) {
        case 10 -> {
          if (Octets.matches(octets, from, to, "connection")) {
            close |= Framing.listed(octets, valueStart(i), valueEnd(i), "close");
            upgrade |= Framing.listed(octets, valueStart(i), valueEnd(i), "upgrade");
          }
        }
        case 14 -> {
          if (Octets.matches(octets, from, to, "content-length")) {
            if (contentLength >= 0) {
              return "Content-Length is repeated";
            }
            contentLength = Framing.length(octets, valueStart(i), valueEnd(i));
            if (contentLength < 0) {
              return "Content-Length is no number";
            }
          }
        }
        case 17 -> {
          if (Octets.matches(octets, from, to, "transfer-encoding")) {
            if (coded || !Octets.matches(octets, valueStart(i), valueEnd(i), "chunked")) {
              return "Transfer-Encoding is not chunked, once";
            }
            coded = true;
          }
        }
        default -> {}
      }
    }
    chunked = coded;
    keepAlive = version == 1 && !close;
    if (coded && contentLength >= 0) {
      return "Content-Length and Transfer-Encoding exclude each other";
    }
    if (coded && version == 0) {
      return "HTTP/1.0 has no Transfer-Encoding";
    }
    if ((status < 200 || status == 204) && (coded || contentLength > 0)) {
      return "a response with status " + status + " has no content";
    }
    return null;
  }

  @Override
  public String toString() {
    return "response " + status;
  }
}
