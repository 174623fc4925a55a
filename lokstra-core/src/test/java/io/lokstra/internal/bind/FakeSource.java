package io.lokstra.internal.bind;

import io.lokstra.bind.RequestSource;
import io.lokstra.http.Cookies;
import io.lokstra.http.Header;
import io.lokstra.http.Headers;
import io.lokstra.http.QueryParameters;
import io.lokstra.http.ResponseHeaders;
import io.lokstra.http.TestCookies;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A request made of its parts. */
final class FakeSource implements RequestSource {
  private final Map<String, String> path = new HashMap<>();
  private final Map<String, List<String>> query = new LinkedHashMap<>();
  private final Map<String, List<String>> form = new LinkedHashMap<>();
  private final List<Header> headers = new ArrayList<>();
  private byte[] body = new byte[0];

  static FakeSource request() {
    return new FakeSource();
  }

  static FakeSource json(String document) {
    return request().header("Content-Type", "application/json").body(document);
  }

  FakeSource path(String name, String value) {
    path.put(name, value);
    return this;
  }

  FakeSource query(String name, String value) {
    query.computeIfAbsent(name, key -> new ArrayList<>()).add(value);
    return this;
  }

  FakeSource form(String name, String value) {
    form.computeIfAbsent(name, key -> new ArrayList<>()).add(value);
    return this;
  }

  FakeSource header(String name, String value) {
    headers.add(Header.of(name, value));
    return this;
  }

  FakeSource body(String text) {
    return body(text.getBytes(StandardCharsets.UTF_8));
  }

  FakeSource body(byte[] bytes) {
    body = bytes;
    return this;
  }

  @Override
  public Optional<String> pathValue(String name) {
    return Optional.ofNullable(path.get(name));
  }

  @Override
  public QueryParameters query() {
    return parameters(query);
  }

  @Override
  public Headers headers() {
    return ResponseHeaders.of(headers.toArray(new Header[0]));
  }

  @Override
  public Cookies cookies() {
    return TestCookies.of(headers());
  }

  @Override
  public QueryParameters form() {
    return parameters(form);
  }

  @Override
  public byte[] bytes() {
    return body;
  }

  private static QueryParameters parameters(Map<String, List<String>> values) {
    StringBuilder encoded = new StringBuilder();
    values.forEach((name, all) -> {
      for (String value : all) {
        encoded.append(encoded.isEmpty() ? "" : "&").append(encode(name));
        encoded.append('=').append(encode(value));
      }
    });
    return QueryParameters.parse(encoded.toString(), QueryParameters.DEFAULT_LIMIT);
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
