package io.lokstra.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lokstra.http.Headers;
import io.lokstra.json.Json;
import io.lokstra.json.JsonException;
import io.lokstra.json.JsonNull;
import io.lokstra.testkit.internal.JsonPath;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Optional;

/**
 * A response, read whole. What a test expects of it can be said in one breath; a failure shows both
 * request and response.
 *
 * <p>A path into a JSON document is names and indexes: {@code "data[0].title"}, {@code
 * "meta.total"}, {@code ""} for the document itself.
 */
public final class TestResponse {
  private final String request;
  private final int status;
  private final Headers headers;
  private final byte[] body;

  TestResponse(String request, int status, Headers headers, byte[] body) {
    this.request = request;
    this.status = status;
    this.headers = headers;
    this.body = body;
  }

  /** The status code. */
  public int status() {
    return status;
  }

  /** The header fields. */
  public Headers headers() {
    return headers;
  }

  /** The first header field of that name. */
  public Optional<String> header(String name) {
    return headers.first(name);
  }

  /** The body. */
  public byte[] body() {
    return body.clone();
  }

  /** The body as UTF-8. */
  public String text() {
    return new String(body, UTF_8);
  }

  /** The body as JSON: maps, lists, text, numbers, booleans, {@code JsonNull}. */
  public Object json() {
    return json("");
  }

  /**
   * What stands at {@code path} of the body: a map, a list, text, a number, a boolean or {@code
   * JsonNull}.
   *
   * @throws AssertionError when nothing does
   */
  public Object json(String path) {
    return find(path).orElseThrow(() -> failure("there is no '" + path + "' in the body"));
  }

  /**
   * What stands at {@code path} of the body, read as {@code type}: {@code json("data.id",
   * long.class)}.
   *
   * @throws AssertionError when nothing does, or it does not fit
   */
  @SuppressWarnings("unchecked") // a value read as a class is of that class, boxed
  public <T> T json(String path, Class<T> type) {
    byte[] document = Json.standard().encode(json(path));
    try {
      Object value = Json.standard().decode(document, (Type) type);
      if (value == JsonNull.NULL && !type.isInstance(value)) {
        throw failure("'" + path + "' is null, no " + type.getTypeName());
      }
      return (T) value;
    } catch (JsonException e) {
      throw failure("'" + path + "' is no " + type.getTypeName() + ": " + e.getMessage());
    }
  }

  /**
   * The elements of the list at {@code path} of the body, each read as {@code type}.
   *
   * @throws AssertionError when there is no list, or an element does not fit
   */
  public <T> List<T> jsonList(String path, Class<T> type) {
    if (!(json(path) instanceof List<?> list)) {
      throw failure("'" + path + "' is not a list");
    }
    return java.util.stream.IntStream.range(0, list.size())
        .mapToObj(i -> json(path + "[" + i + "]", type))
        .toList();
  }

  /** Expects a status. */
  public TestResponse expectStatus(int expected) {
    return expect(status == expected, "expected status " + expected + ", got " + status);
  }

  /** Expects a header field of that name. */
  public TestResponse expectHeader(String name) {
    return expect(headers.contains(name), "expected a header field " + name);
  }

  /** Expects one header field of that name, with that value. */
  public TestResponse expectHeader(String name, String value) {
    return expect(
        headers.all(name).equals(List.of(value)),
        "expected the header field " + name + ": " + value + ", got " + headers.all(name));
  }

  /** Expects no header field of that name. */
  public TestResponse expectNoHeader(String name) {
    return expect(
        !headers.contains(name), "expected no header field " + name + ", got " + headers.all(name));
  }

  /** Expects a body. */
  public TestResponse expectText(String expected) {
    return expect(text().equals(expected), "expected the body '" + expected + "'");
  }

  /**
   * Expects a value at {@code path} of the body. What is expected is compared as it would be
   * written: {@code 3} is {@code 3L}, a date is its text, a record is its members.
   */
  public TestResponse expectJson(String path, Object expected) {
    Object wanted = Json.standard().decode(Json.standard().encode(expected));
    Object found = json(path);
    return expect(
        JsonPath.equal(found, wanted),
        "expected '" + path + "' to be " + wanted + ", got " + found);
  }

  /** Expects nothing at {@code path} of the body. */
  public TestResponse expectNoJson(String path) {
    return expect(find(path).isEmpty(), "expected no '" + path + "' in the body");
  }

  private Optional<Object> find(String path) {
    try {
      return JsonPath.find(Json.standard().decode(body), path);
    } catch (JsonException e) {
      throw failure("the body is not JSON: " + e.getMessage());
    }
  }

  private TestResponse expect(boolean met, String message) {
    if (!met) {
      throw failure(message);
    }
    return this;
  }

  private AssertionError failure(String message) {
    return new AssertionError(message + "\n\n" + this);
  }

  /** Request and response. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(request).append("\n\n").append(status).append('\n');
    headers.forEach((name, value) -> text.append(name).append(": ").append(value).append('\n'));
    return text.append('\n').append(TestRequest.shown(body)).toString();
  }
}
