package io.lokstra.http;

import java.util.ArrayList;
import java.util.List;

/** The header fields of a response: checked, encoded, immutable. */
public final class ResponseHeaders implements Headers {
  private static final ResponseHeaders EMPTY = new ResponseHeaders(new Header[0]);

  private final Header[] fields;

  private ResponseHeaders(Header[] fields) {
    this.fields = fields;
  }

  /** No header fields. */
  public static ResponseHeaders empty() {
    return EMPTY;
  }

  /** These header fields, in this order. */
  public static ResponseHeaders of(Header... fields) {
    return fields.length == 0 ? EMPTY : new ResponseHeaders(fields.clone());
  }

  @Override
  public int size() {
    return fields.length;
  }

  @Override
  public String name(int index) {
    return fields[index].name();
  }

  @Override
  public String value(int index) {
    return fields[index].value();
  }

  /** Field line {@code index}, ready to be sent. */
  public Header get(int index) {
    return fields[index];
  }

  /** These fields and {@code field} after them, beside any of the same name. */
  public ResponseHeaders plus(Header field) {
    Header[] more = new Header[fields.length + 1];
    System.arraycopy(fields, 0, more, 0, fields.length);
    more[fields.length] = field;
    return new ResponseHeaders(more);
  }

  /** These fields with {@code field} in the place of all of the same name. */
  public ResponseHeaders with(Header field) {
    int at = indexOf(field, 0);
    if (at < 0) {
      return plus(field);
    }
    if (indexOf(field, at + 1) < 0) {
      Header[] same = fields.clone();
      same[at] = field;
      return new ResponseHeaders(same);
    }
    return without(field.name()).plus(field);
  }

  /** These fields and, after them, those of {@code defaults} whose names are not among them. */
  public ResponseHeaders withDefaults(ResponseHeaders defaults) {
    int missing = 0;
    for (Header field : defaults.fields) {
      if (indexOf(field, 0) < 0) {
        missing++;
      }
    }
    if (missing == 0) {
      return this;
    }
    if (fields.length == 0) {
      return defaults;
    }
    Header[] more = new Header[fields.length + missing];
    System.arraycopy(fields, 0, more, 0, fields.length);
    int at = fields.length;
    for (Header field : defaults.fields) {
      if (missing == defaults.fields.length || indexOf(field, 0) < 0) {
        more[at++] = field;
      }
    }
    return new ResponseHeaders(more);
  }

  /** These fields less all called {@code name}. */
  public ResponseHeaders without(String name) {
    if (!contains(name)) {
      return this;
    }
    List<Header> fewer = new ArrayList<>(fields.length);
    for (Header field : fields) {
      if (!field.name().equalsIgnoreCase(name)) {
        fewer.add(field);
      }
    }
    return new ResponseHeaders(fewer.toArray(new Header[0]));
  }

  /** The index of the first field line at or after {@code from} that is named as {@code like}. */
  private int indexOf(Header like, int from) {
    for (int i = from; i < fields.length; i++) {
      if (fields[i].isNamedAs(like)) {
        return i;
      }
    }
    return -1;
  }

  /** The length of all field lines in bytes, as HTTP/1.1 sends them. */
  public int encodedLength() {
    int length = 0;
    for (Header field : fields) {
      length += field.encodedLength();
    }
    return length;
  }

  /**
   * Copies all field lines but those of {@linkplain Header#isFraming() framing}, as HTTP/1.1 sends
   * them.
   *
   * @param target has room for {@link #encodedLength()} bytes
   * @return the index after the last byte written
   */
  public int writeTo(byte[] target, int offset) {
    int at = offset;
    for (Header field : fields) {
      if (!field.isFraming()) {
        at = field.writeTo(target, at);
      }
    }
    return at;
  }

  @Override
  public String toString() {
    return List.of(fields).toString();
  }
}
