package features;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * One attack and how it must end.
 *
 * @param name what is wrong with it
 * @param bytes what is sent, to the byte
 * @param method the method its response is read for
 * @param statuses what may be answered; 0 for closing without an answer
 * @param connection what becomes of the connection
 * @param contains what the answer must hold, head and body
 * @param halfClose whether the client says that it will send no more
 */
record Attack(
    String name,
    byte[] bytes,
    String method,
    Set<Integer> statuses,
    Connection connection,
    List<String> contains,
    boolean halfClose) {

  /** What becomes of a connection after the answer. */
  enum Connection {
    /** Nothing can be known about what follows: it must be closed, and nothing else answered. */
    CLOSED,
    /** The request was understood: the next one on the connection is answered. */
    OPEN,
    /** Either is right. */
    EITHER
  }

  /** Closing without an answer, among the statuses. */
  static final int CLOSE = 0;

  Attack {
    statuses = Set.copyOf(statuses);
    contains = List.copyOf(contains);
  }

  /** Sends {@code text} in ISO-8859-1. */
  static Attack of(String name, String text) {
    return of(name, text.getBytes(StandardCharsets.ISO_8859_1));
  }

  static Attack of(String name, byte[] bytes) {
    String head = new String(bytes, 0, Math.min(bytes.length, 5), StandardCharsets.ISO_8859_1);
    return new Attack(
        name,
        bytes,
        head.equals("HEAD ") ? "HEAD" : "GET",
        Set.of(400),
        Connection.CLOSED,
        List.of(),
        false);
  }

  /** A GET of {@code /} with these lines after its Host. */
  static Attack header(String name, String lines) {
    return of(name, "GET / HTTP/1.1\r\nHost: localhost\r\n" + lines + "\r\n\r\n");
  }

  /** A POST to {@code /echo} with these lines after its Host, and a body. */
  static Attack post(String name, String lines, String body) {
    return of(name, "POST /echo HTTP/1.1\r\nHost: localhost\r\n" + lines + "\r\n\r\n" + body);
  }

  /** A GET of {@code target}. */
  static Attack target(String name, String target) {
    return of(name, "GET " + target + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
  }

  /** A POST with a body whose length is announced. */
  static Attack body(String name, String path, String mediaType, byte[] body) {
    byte[] head =
        ("POST "
                + path
                + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: "
                + mediaType
                + "\r\nContent-Length: "
                + body.length
                + "\r\n\r\n")
            .getBytes(StandardCharsets.ISO_8859_1);
    byte[] all = java.util.Arrays.copyOf(head, head.length + body.length);
    System.arraycopy(body, 0, all, head.length, body.length);
    return of(name, all);
  }

  /** Must be answered with one of these. */
  Attack answers(Integer... allowed) {
    return new Attack(name, bytes, method, Set.of(allowed), connection, contains, halfClose);
  }

  /** The connection must be good for another request. */
  Attack staysOpen() {
    return new Attack(name, bytes, method, statuses, Connection.OPEN, contains, halfClose);
  }

  /** The connection may be closed or not. */
  Attack mayClose() {
    return new Attack(name, bytes, method, statuses, Connection.EITHER, contains, halfClose);
  }

  /** The answer, head or body, must hold {@code text}. */
  Attack containing(String text) {
    List<String> more = new ArrayList<>(contains);
    more.add(text);
    return new Attack(name, bytes, method, statuses, connection, more, halfClose);
  }

  /** The client closes its side after the bytes. */
  Attack thenHalfClose() {
    return new Attack(name, bytes, method, statuses, connection, contains, true);
  }

  /** The statuses for a message. */
  String allowed() {
    return new TreeSet<>(statuses).toString();
  }
}
