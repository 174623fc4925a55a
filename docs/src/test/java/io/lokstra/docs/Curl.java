package io.lokstra.docs;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** As much of curl as the pages use: {@code -i -s -X -H -d -u} and a URL. */
final class Curl {
  private static final Pattern PORT = Pattern.compile("(https?://)?localhost:\\d+");

  private boolean head;
  private String method = "";
  private String body = "";
  private String url = "";
  private final List<String> headers = new ArrayList<>();

  /** Reads a command; {@code port} takes the place of the one in the page. */
  Curl(List<String> command, int port) {
    for (int at = 1; at < command.size(); at++) {
      switch (command.get(at)) {
        case "-i" -> head = true;
        case "-s" -> {}
        case "-X" -> method = command.get(++at);
        case "-H" -> headers.add(command.get(++at));
        case "-d" -> body = command.get(++at);
        case "-u" ->
            headers.add(
                "Authorization: Basic "
                    + Base64.getEncoder()
                        .encodeToString(
                            command.get(++at).getBytes(java.nio.charset.StandardCharsets.UTF_8)));
        default -> url = command.get(at);
      }
    }
    if (!PORT.matcher(url).lookingAt()) {
      throw new IllegalArgumentException("not a curl command this test understands: " + command);
    }
    url = PORT.matcher(url).replaceFirst("http://localhost:" + port);
  }

  /** Sends it, and compares what comes back with the lines of the page; empty where they agree. */
  String difference(List<String> expected) throws IOException, InterruptedException {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url));
    for (String header : headers) {
      String[] parts = header.split(":", 2);
      request.header(parts[0].strip(), parts[1].strip());
    }
    if (!body.isEmpty() && headers.stream().noneMatch(Curl::isContentType)) {
      request.header("Content-Type", "application/x-www-form-urlencoded");
    }
    String verb = !method.isEmpty() ? method : body.isEmpty() ? "GET" : "POST";
    request.method(verb, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    HttpResponse<String> response;
    try (HttpClient client = HttpClient.newHttpClient()) {
      response = client.send(request.build(), BodyHandlers.ofString());
    }
    return compare(expected, response);
  }

  private String compare(List<String> expected, HttpResponse<String> response) {
    List<String> lines = expected;
    List<String> came = response.body().lines().toList();
    boolean same = true;
    if (head) {
      int end = expected.indexOf("");
      List<String> headLines = end < 0 ? expected : expected.subList(0, end);
      same = headLines.getFirst().startsWith("HTTP/1.1 " + response.statusCode());
      for (String header : headLines.subList(1, headLines.size())) {
        same &= header.equals("...") || hasHeader(response, header);
      }
      lines = end < 0 ? List.of() : expected.subList(end + 1, expected.size());
    }
    boolean headAlone = head && !expected.contains("");
    if (same && (headAlone || Console.matches(lines, came))) {
      return "";
    }
    return "came back: "
        + response.statusCode()
        + " "
        + response.headers().map()
        + "\n"
        + response.body();
  }

  private static boolean isContentType(String header) {
    return header.toLowerCase(Locale.ROOT).startsWith("content-type:");
  }

  private static boolean hasHeader(HttpResponse<String> response, String header) {
    String[] parts = header.split(":", 2);
    Pattern value = Pattern.compile(Console.quote(parts[1].strip()));
    return response.headers().allValues(parts[0].strip()).stream()
        .anyMatch(actual -> value.matcher(actual).matches());
  }
}
