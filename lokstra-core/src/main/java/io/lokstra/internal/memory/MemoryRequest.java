package io.lokstra.internal.memory;

import io.lokstra.http.Headers;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import java.util.Map;

/**
 * A request as a client would send it.
 *
 * @param method the method token
 * @param target the request target, as it would stand in the request line
 * @param version 0 for HTTP/1.0, 1 for HTTP/1.1
 * @param fields header fields in their order; HTTP/1.1 needs a {@code host} among them
 * @param body what is sent after the head
 * @param length how many bytes {@code body} has; -1 when the client does not say (chunked)
 * @param remoteAddress the client's address
 * @param secure whether the connection counts as encrypted
 */
public record MemoryRequest(
    String method,
    String target,
    int version,
    List<Map.Entry<String, String>> fields,
    InputStream body,
    long length,
    SocketAddress remoteAddress,
    boolean secure) {

  /** Copies the fields. */
  public MemoryRequest {
    fields = List.copyOf(fields);
  }

  /** An HTTP/1.1 request without a body, from 127.0.0.1 to {@code localhost}. */
  public static MemoryRequest of(String method, String target) {
    return new MemoryRequest(
        method,
        target,
        1,
        List.of(Map.entry("host", "localhost")),
        InputStream.nullInputStream(),
        0,
        new InetSocketAddress(InetAddress.getLoopbackAddress(), 49_152),
        false);
  }

  /** This request with one more header field. */
  public MemoryRequest header(String name, String value) {
    List<Map.Entry<String, String>> more = new java.util.ArrayList<>(fields);
    more.add(Map.entry(name, value));
    return new MemoryRequest(method, target, version, more, body, length, remoteAddress, secure);
  }

  /** This request with {@code content} as its body, its length announced. */
  public MemoryRequest body(byte[] content) {
    return body(new ByteArrayInputStream(content), content.length);
  }

  /** This request with what {@code content} gives as its body; -1 for a length not announced. */
  public MemoryRequest body(InputStream content, long length) {
    return new MemoryRequest(
        method, target, version, fields, content, length, remoteAddress, secure);
  }

  /** The fields as an engine gives them to a handler, with the framing a client would add. */
  Headers headers() {
    List<Map.Entry<String, String>> all = new java.util.ArrayList<>(fields);
    if (length > 0) {
      all.add(Map.entry("content-length", Long.toString(length)));
    } else if (length < 0) {
      all.add(Map.entry("transfer-encoding", "chunked"));
    }
    return new Fields(all);
  }

  private record Fields(List<Map.Entry<String, String>> lines) implements Headers {
    @Override
    public int size() {
      return lines.size();
    }

    @Override
    public String name(int index) {
      return lines.get(index).getKey();
    }

    @Override
    public String value(int index) {
      return lines.get(index).getValue().strip();
    }
  }
}
