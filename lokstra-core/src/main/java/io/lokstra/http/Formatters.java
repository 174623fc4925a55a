package io.lokstra.http;

import io.lokstra.internal.json.JsonCodec;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The formatters that come with Lokstra. */
final class Formatters {
  private Formatters() {}

  /** The default envelope. */
  enum Lokstra implements ResponseFormatter {
    /** The only one. */
    INSTANCE;

    /** What {@link #success} is as JSON, without the map. */
    byte[] encode(JsonCodec json, Object data) {
      return data instanceof Page<?> page
          ? json.encode(Envelope.BEFORE, page.items(), Envelope.after(json.encode(page.meta())))
          : json.encode(Envelope.BEFORE, data, Envelope.AFTER);
    }

    @Override
    public Object success(Object data) {
      Map<String, Object> document = new LinkedHashMap<>(4);
      document.put("status", "success");
      document.put("data", data instanceof Page<?> page ? page.items() : data);
      if (data instanceof Page<?> page) {
        document.put("meta", page.meta());
      }
      return document;
    }

    @Override
    public Map<String, Object> failure(Failure failure, String requestId) {
      Map<String, Object> document = new LinkedHashMap<>();
      document.put("status", "error");
      document.put("error", Plain.INSTANCE.failure(failure, requestId));
      return document;
    }
  }

  /** What is around data in the default envelope. */
  private static final class Envelope {
    static final byte[] BEFORE = ascii("{\"status\":\"success\",\"data\":");
    static final byte[] AFTER = ascii("}");
    private static final byte[] META = ascii(",\"meta\":");

    private Envelope() {}

    static byte[] after(byte[] meta) {
      byte[] after = Arrays.copyOf(META, META.length + meta.length + 1);
      System.arraycopy(meta, 0, after, META.length, meta.length);
      after[after.length - 1] = '}';
      return after;
    }

    private static byte[] ascii(String text) {
      return text.getBytes(StandardCharsets.US_ASCII);
    }
  }

  /** RFC 9457. */
  enum Problem implements ResponseFormatter {
    /** The only one. */
    INSTANCE;

    @Override
    public Object success(Object data) {
      return data;
    }

    @Override
    public Map<String, Object> failure(Failure failure, String requestId) {
      Map<String, Object> document = new LinkedHashMap<>();
      document.put("type", "about:blank");
      document.put("title", failure.code());
      document.put("status", failure.status());
      document.put("detail", failure.message());
      if (!requestId.isEmpty()) {
        document.put("request_id", requestId);
      }
      if (!failure.fields().isEmpty()) {
        document.put("errors", fields(failure.fields()));
      }
      return document;
    }

    @Override
    public String failureMediaType() {
      return "application/problem+json";
    }
  }

  /** No envelope. */
  enum Plain implements ResponseFormatter {
    /** The only one. */
    INSTANCE;

    @Override
    public Object success(Object data) {
      return data;
    }

    @Override
    public Map<String, Object> failure(Failure failure, String requestId) {
      Map<String, Object> document = new LinkedHashMap<>();
      document.put("code", failure.code());
      document.put("message", failure.message());
      if (!failure.fields().isEmpty()) {
        document.put("fields", fields(failure.fields()));
      }
      if (!requestId.isEmpty()) {
        document.put("request_id", requestId);
      }
      return document;
    }
  }

  private static List<Map<String, Object>> fields(List<FieldError> errors) {
    List<Map<String, Object>> out = new ArrayList<>(errors.size());
    for (FieldError error : errors) {
      Map<String, Object> field = new LinkedHashMap<>();
      field.put("field", error.field());
      field.put("code", error.code());
      field.put("message", error.message());
      out.add(field);
    }
    return out;
  }
}
