package io.lokstra.testkit.internal;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;

/** Puts a form with files together (RFC 7578), as browsers do. */
public final class MultipartBody {
  private static final String BOUNDARY = "----lokstra-testkit-5c1d7f0a9e";

  private final ByteArrayOutputStream parts = new ByteArrayOutputStream();

  /** The content type of the whole. */
  public String mediaType() {
    return "multipart/form-data; boundary=" + BOUNDARY;
  }

  /** Adds a field. */
  public void field(String name, String value) {
    part("name=\"" + escaped(name) + "\"", "", value.getBytes(UTF_8));
  }

  /** Adds a file. */
  public void file(String name, String fileName, byte[] content, String mediaType) {
    part(
        "name=\"" + escaped(name) + "\"; filename=\"" + escaped(fileName) + "\"",
        "Content-Type: " + mediaType + "\r\n",
        content);
  }

  private void part(String disposition, String more, byte[] content) {
    String head = "--" + BOUNDARY + "\r\nContent-Disposition: form-data; " + disposition + "\r\n";
    parts.writeBytes((head + more + "\r\n").getBytes(UTF_8));
    parts.writeBytes(content);
    parts.writeBytes(new byte[] {'\r', '\n'});
  }

  /** The whole, with its end. */
  public byte[] bytes() {
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    whole.writeBytes(parts.toByteArray());
    whole.writeBytes(("--" + BOUNDARY + "--\r\n").getBytes(UTF_8));
    return whole.toByteArray();
  }

  /** As WHATWG HTML §4.10.21.8 writes names. */
  private static String escaped(String text) {
    return text.replace("\"", "%22").replace("\r", "%0D").replace("\n", "%0A");
  }
}
