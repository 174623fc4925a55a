package io.lokstra.internal.upload;

import io.lokstra.internal.text.Printable;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What stands before the content of a part (RFC 7578 §4).
 *
 * @param name the field's name
 * @param fileName the file's name as sent; present for files alone, though it may be empty
 * @param contentType as sent
 * @param charset that of the content type, in lower case
 */
public record PartHeader(
    String name,
    Optional<String> fileName,
    Optional<String> contentType,
    Optional<String> charset) {

  /** Gathers the lines of one header. */
  static final class Builder {
    private final Set<String> seen = new HashSet<>();
    private Optional<Map<String, String>> disposition = Optional.empty();
    private Optional<String> contentType = Optional.empty();
    private Optional<String> charset = Optional.empty();

    /** Takes a line without its end. */
    void line(String line) throws MalformedPartException {
      int colon = line.indexOf(':');
      if (colon < 1 || !Parameters.isToken(line, 0, colon)) {
        throw new MalformedPartException("has a header line that is none");
      }
      String name = line.substring(0, colon);
      String known = name.toLowerCase(Locale.ROOT);
      if (!seen.add(known)) {
        // Of two, others might believe the one that is not read here.
        throw new MalformedPartException("has two " + Printable.of(name) + " fields");
      }
      String value = line.substring(colon + 1).strip();
      switch (known) {
        case "content-disposition" -> disposition(value);
        case "content-type" -> contentType(value);
        case "content-transfer-encoding" -> encoding(value);
        default -> {} // RFC 7578 §4.8: the others mean nothing
      }
    }

    private void disposition(String value) throws MalformedPartException {
      Parameters parsed = Parameters.parse(value);
      if (!parsed.essence().equalsIgnoreCase("form-data")) {
        throw new MalformedPartException("is no form-data");
      }
      disposition = Optional.of(parsed.all());
    }

    private void contentType(String value) throws MalformedPartException {
      Parameters parsed = Parameters.parse(value);
      String essence = parsed.essence();
      int slash = essence.indexOf('/');
      if (slash < 1
          || !Parameters.isToken(essence, 0, slash)
          || !Parameters.isToken(essence, slash + 1, essence.length())) {
        throw new MalformedPartException("has a Content-Type that is none");
      }
      contentType = Optional.of(value);
      charset =
          Optional.ofNullable(parsed.all().get("charset")).map(c -> c.toLowerCase(Locale.ROOT));
    }

    /** What is encoded would have to be decoded; browsers send everything as it is (§4.7). */
    private static void encoding(String value) throws MalformedPartException {
      switch (value.toLowerCase(Locale.ROOT)) {
        case "7bit", "8bit", "binary" -> {}
        default -> throw new MalformedPartException("has a Content-Transfer-Encoding");
      }
    }

    /** The header whose lines were all given. */
    PartHeader build() throws MalformedPartException {
      if (disposition.isEmpty()) {
        throw new MalformedPartException("has no Content-Disposition");
      }
      Map<String, String> parameters = disposition.get();
      String name = parameters.get("name");
      if (name == null) {
        throw new MalformedPartException("has no name");
      }
      String fileName = parameters.get("filename");
      // Some send both. The second form is not to be used in forms (§4.2), and is not read.
      if (fileName == null && parameters.containsKey("filename*")) {
        throw new MalformedPartException("has a filename* and no filename");
      }
      return new PartHeader(name, Optional.ofNullable(fileName), contentType, charset);
    }
  }
}
