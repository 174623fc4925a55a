package io.lokstra.events;

import io.lokstra.internal.events.EventLines;
import io.lokstra.internal.text.Printable;
import io.lokstra.json.Json;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One server-sent event (WHATWG HTML §9.2): data, and perhaps a name, an id and a time to wait
 * before coming back. Immutable; its bytes are worked out once, however many streams it is sent on.
 *
 * <p>What is in it cannot become another event or field: data of several lines is several {@code
 * data} fields, and neither id nor name may have a line's end.
 */
public final class Event {
  private final Object data;
  private final boolean text;
  private final @Nullable String id;
  private final @Nullable String name;
  private final @Nullable Duration retry;

  /** What {@link #encode} made, by which JSON; any thread's is as good as any other's. */
  private volatile @Nullable Encoded encoded;

  private record Encoded(@Nullable Json by, byte[] bytes) {}

  private Event(
      Object data,
      boolean text,
      @Nullable String id,
      @Nullable String name,
      @Nullable Duration retry) {
    this.data = data;
    this.text = text;
    this.id = id;
    this.name = name;
    this.retry = retry;
  }

  /** An event of text, which may have any number of lines. */
  public static Event of(String data) {
    return new Event(data, true, null, null, null);
  }

  /** An event whose data is {@code value} as JSON, by the options of the server it is sent by. */
  public static Event json(Object value) {
    return new Event(value, false, null, null, null);
  }

  /**
   * With an id, which the client sends when it comes back.
   *
   * @throws IllegalArgumentException when it has a line's end or another control character, or
   *     begins or ends with a space: no field of a request brings that back
   */
  public Event id(String id) {
    checked("id", id);
    boolean control = id.chars().anyMatch(c -> c < ' ' || c == 0x7f);
    if (control || id.startsWith(" ") || id.endsWith(" ")) {
      throw new IllegalArgumentException(
          "an event's id must not have control characters, nor spaces at its ends: '"
              + Printable.of(id)
              + "'");
    }
    return new Event(data, text, id, name, retry);
  }

  /** With a number as its id. */
  public Event id(long id) {
    return id(Long.toString(id));
  }

  /**
   * With a name, by which the client's listeners are chosen; {@code message} without one.
   *
   * @throws IllegalArgumentException when it is empty, or has a line's end or NUL
   */
  public Event name(String name) {
    if (name.isEmpty()) {
      throw new IllegalArgumentException("an event's name is empty; leave it out instead");
    }
    return new Event(data, text, id, checked("name", name), retry);
  }

  /**
   * With the time that the client is to wait from now on before it comes back.
   *
   * @throws IllegalArgumentException when it is negative
   */
  public Event retry(Duration wait) {
    if (wait.isNegative()) {
      throw new IllegalArgumentException(
          "the time before a client comes back is negative: " + wait);
    }
    return new Event(data, text, id, name, wait);
  }

  /** The id. */
  public Optional<String> id() {
    return Optional.ofNullable(id);
  }

  /** The name. */
  public Optional<String> name() {
    return Optional.ofNullable(name);
  }

  /** The data: text, or the value that becomes JSON. */
  public Object data() {
    return data;
  }

  private static String checked(String what, String value) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '\n' || c == '\r' || c == 0) {
        throw new IllegalArgumentException(
            "an event's "
                + what
                + " must not have a line's end or NUL: '"
                + Printable.of(value)
                + "'");
      }
    }
    return value;
  }

  /**
   * The event as it goes over the wire, in UTF-8. The array is shared: it must not be changed.
   *
   * @param json writes data that is not text; asked for only then
   */
  public byte[] encode(Supplier<Json> json) {
    Json by = text ? null : json.get();
    Encoded known = encoded;
    if (known != null && Objects.equals(known.by(), by)) {
      return known.bytes();
    }
    byte[] bytes = bytes(by);
    encoded = new Encoded(by, bytes);
    return bytes;
  }

  /** The same with its data written by now, so that writing it can neither fail nor differ. */
  Event written(Supplier<Json> json) {
    if (text) {
      return this;
    }
    String document = new String(json.get().encode(data), StandardCharsets.UTF_8);
    return new Event(document, true, id, name, retry);
  }

  private byte[] bytes(@Nullable Json by) {
    byte[] content =
        by == null ? data.toString().getBytes(StandardCharsets.UTF_8) : by.encode(data);
    ByteArrayOutputStream out = new ByteArrayOutputStream(content.length + 64);
    if (retry != null) {
      field(out, "retry", Long.toString(retry.toMillis()));
    }
    if (name != null) {
      field(out, "event", name);
    }
    if (id != null) {
      field(out, "id", id);
    }
    EventLines.write(out, "data: ", content);
    out.write('\n');
    return out.toByteArray();
  }

  private static void field(ByteArrayOutputStream out, String name, String value) {
    out.writeBytes((name + ": " + value + "\n").getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public String toString() {
    return "Event[id=" + id + ", name=" + name + ", data=" + data + "]";
  }
}
