package io.lokstra.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lokstra.internal.memory.MemoryRequest;
import io.lokstra.json.Json;
import io.lokstra.testkit.internal.MultipartBody;
import io.lokstra.testkit.internal.ReceivedHeaders;
import io.lokstra.testkit.internal.Transport;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A request on its way to be sent, once. Not thread-safe. */
public final class TestRequest {
  private final Transport transport;
  private final String method;
  private final List<Map.Entry<String, String>> fields = new ArrayList<>();
  private final StringBuilder target;
  private final StringBuilder form = new StringBuilder();
  private byte[] body = new byte[0];
  private @Nullable MultipartBody multipart;

  TestRequest(Transport transport, String method, String target) {
    this.transport = transport;
    this.method = method;
    this.target = new StringBuilder(target);
  }

  /** Adds a header field; a {@code Host} takes the place of {@code localhost}. */
  public TestRequest header(String name, String value) {
    fields.add(Map.entry(name, value));
    return this;
  }

  /** Adds a query parameter, encoded. */
  public TestRequest query(String name, Object value) {
    target
        .append(target.indexOf("?") < 0 ? '?' : '&')
        .append(encoded(name))
        .append('=')
        .append(encoded(value.toString()));
    return this;
  }

  /** Sends a cookie; each in a field of its own. */
  public TestRequest cookie(String name, String value) {
    return header("cookie", name + "=" + value);
  }

  /** Sends user and password (RFC 7617). */
  public TestRequest basicAuth(String user, String password) {
    byte[] pair = (user + ":" + password).getBytes(UTF_8);
    return header("authorization", "Basic " + Base64.getEncoder().encodeToString(pair));
  }

  /** Sends a token (RFC 6750). */
  public TestRequest bearer(String token) {
    return header("authorization", "Bearer " + token);
  }

  /** The body: a value as JSON. */
  public TestRequest json(Object value) {
    return body(Json.standard().encode(value), "application/json");
  }

  /** The body: text in UTF-8, whatever it is. */
  public TestRequest body(String content, String mediaType) {
    return body(content.getBytes(UTF_8), mediaType);
  }

  /** The body: bytes. */
  public TestRequest body(byte[] content, String mediaType) {
    body = content;
    return header("content-type", mediaType);
  }

  /**
   * Adds a file to a form with files, which becomes the body; from then on {@link #form} adds
   * fields to the same form.
   *
   * @param fileName what the client calls it
   */
  public TestRequest file(String name, String fileName, byte[] content, String mediaType) {
    if (!form.isEmpty()) {
      throw new IllegalStateException("say file(…) before form(…): a form is of one kind");
    }
    MultipartBody parts = multipart;
    if (parts == null) {
      parts = new MultipartBody();
      multipart = parts;
      header("content-type", parts.mediaType());
    }
    parts.file(name, fileName, content, mediaType);
    body = parts.bytes();
    return this;
  }

  /** Adds a field to a form, which becomes the body. */
  public TestRequest form(String name, Object value) {
    MultipartBody parts = multipart;
    if (parts != null) {
      parts.field(name, value.toString());
      body = parts.bytes();
      return this;
    }
    if (form.isEmpty()) {
      header("content-type", "application/x-www-form-urlencoded");
    } else {
      form.append('&');
    }
    form.append(encoded(name)).append('=').append(encoded(value.toString()));
    body = form.toString().getBytes(UTF_8);
    return this;
  }

  /**
   * Sends the request and reads the whole response.
   *
   * @throws UncheckedIOException when the server does not answer, or cuts its answer off
   */
  public TestResponse send() {
    List<Map.Entry<String, String>> all = fields();
    try {
      return exchange(request(all), all);
    } catch (IOException e) {
      throw failed(e);
    }
  }

  /**
   * Sends the request and reads a stream of server-sent events as they come. To be closed.
   *
   * @throws AssertionError when the answer is no such stream
   * @throws UncheckedIOException when the server does not answer
   */
  public TestEvents events() {
    header("accept", "text/event-stream");
    try {
      return TestEvents.of(method + " " + target, transport.send(request(fields())));
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private UncheckedIOException failed(IOException e) {
    return new UncheckedIOException(method + " " + target + ": " + e.getMessage(), e);
  }

  private List<Map.Entry<String, String>> fields() {
    boolean named = fields.stream().anyMatch(field -> field.getKey().equalsIgnoreCase("host"));
    List<Map.Entry<String, String>> all = new ArrayList<>();
    if (!named) {
      all.add(Map.entry("host", "localhost"));
    }
    all.addAll(fields);
    return all;
  }

  private MemoryRequest request(List<Map.Entry<String, String>> all) {
    MemoryRequest plain = MemoryRequest.of(method, target.toString());
    return new MemoryRequest(
        method,
        target.toString(),
        plain.version(),
        all,
        new ByteArrayInputStream(body),
        body.length,
        plain.remoteAddress(),
        false);
  }

  /**
   * Asks for a WebSocket, and waits until the server agrees. The fields of the handshake are added,
   * but for those that were set: {@code sec-websocket-protocol}, {@code sec-websocket-extensions},
   * {@code origin}.
   *
   * @throws AssertionError when the server answers otherwise; {@link #send} shows what, with the
   *     fields of {@link TestWebSocket#handshake}
   */
  public TestWebSocket webSocket() {
    TestWebSocket.handshake(this);
    String shown = method + " " + target;
    try {
      Transport.Reply reply = transport.send(request(fields()));
      Transport.Head head = reply.head();
      if (head.status() != 101) {
        String body = shown(head.body().readAllBytes());
        reply.close();
        throw new AssertionError(
            "expected a WebSocket for " + shown + ", but got " + head.status() + "\n" + body);
      }
      return new TestWebSocket(shown, head.headers(), reply);
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private TestResponse exchange(MemoryRequest request, List<Map.Entry<String, String>> sent)
      throws IOException {
    Transport.Reply reply = transport.send(request);
    try {
      Transport.Head head = reply.head();
      try (InputStream content = head.body()) {
        return new TestResponse(
            method + " " + target + "\n" + new ReceivedHeaders(sent) + "\n" + shown(body),
            head.status(),
            head.headers(),
            content.readAllBytes());
      }
    } finally {
      reply.close();
    }
  }

  /** A body for a message: the beginning of it. */
  static String shown(byte[] body) {
    String text = new String(body, UTF_8);
    return text.length() <= 2_000
        ? text
        : text.substring(0, 2_000) + "… (" + body.length + " bytes)";
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, UTF_8).replace("+", "%20");
  }
}
