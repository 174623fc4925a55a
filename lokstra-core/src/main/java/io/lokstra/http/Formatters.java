package io.lokstra.http;

import java.util.ArrayList;
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
