package io.lokstra.testkit.internal.http2;

import io.lokstra.testkit.internal.ReceivedHeaders;
import io.lokstra.testkit.internal.Transport.Head;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** One request and its response on a connection. Thread-safe by the connection's lock. */
final class Http2Stream {
  private static final Set<String> NOT_HERE =
      Set.of("connection", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade");
  private static final int CANCEL = 8;

  private final Http2Connection connection;
  private final int id;
  private final boolean toHead;
  private final ArrayDeque<byte[]> content = new ArrayDeque<>();
  private Optional<Head> head = Optional.empty();
  private Optional<IOException> failure = Optional.empty();
  private boolean ended;
  private boolean sent;
  private boolean stopped;
  private long sendWindow;
  private long expected = -1;
  private long received;
  private int unreturned;

  Http2Stream(
      Http2Connection connection, int id, int sendWindow, boolean withoutBody, boolean toHead) {
    this.connection = connection;
    this.id = id;
    this.sendWindow = sendWindow;
    this.sent = withoutBody;
    this.toHead = toHead;
  }

  int id() {
    return id;
  }

  /** Waits for the head of the response. */
  Head awaitHead() throws IOException {
    connection.locked(() -> {
      connection.await("a response", () -> head.isPresent() || failure.isPresent());
      if (head.isEmpty()) {
        throw broken();
      }
    });
    return head.orElseThrow();
  }

  /** Sends all of {@code body}, as the windows allow; gives up where the server wants no more. */
  void send(InputStream body) throws IOException {
    byte[] buffer = new byte[16_384];
    for (int count = body.read(buffer); count >= 0; count = body.read(buffer)) {
      int sent = 0;
      while (sent < count) {
        int part = part(count - sent);
        if (part == 0) {
          return;
        }
        connection.write(Http2Frame.DATA, 0, id, Arrays.copyOfRange(buffer, sent, sent + part));
        sent += part;
      }
    }
    if (!isStopped()) {
      connection.write(Http2Frame.DATA, Http2Frame.END_STREAM, id, new byte[0]);
      connection.locked(() -> {
        sent = true;
        overWhenBothEnded();
      });
    }
  }

  private int part(int wanted) throws IOException {
    int[] taken = {0};
    connection.locked(() -> {
      connection.await("the window of a stream", () -> sendWindow > 0 || stopped);
      if (!stopped) {
        taken[0] = connection.take(Math.min(wanted, sendWindow));
        sendWindow -= taken[0];
      }
    });
    return taken[0];
  }

  private boolean isStopped() throws IOException {
    boolean[] is = {false};
    connection.locked(() -> is[0] = stopped);
    return is[0];
  }

  /** Wants no more of it. */
  void cancel() throws IOException {
    boolean[] open = {false};
    connection.locked(() -> {
      open[0] = !stopped && !(ended && sent);
      if (open[0]) {
        fail(new IOException("cancelled by the client"));
      }
    });
    if (open[0]) {
      connection.write(Http2Frame.RST_STREAM, 0, id, Http2Frame.number(CANCEL));
    }
  }

  /** A header block has come. */
  void head(List<Map.Entry<String, String>> fields, boolean last) throws IOException {
    if (head.isPresent()) {
      if (!last) {
        throw new ProtocolException("trailers that do not end their stream (RFC 9113 §8.1)");
      }
      end();
      return;
    }
    int status = 0;
    for (Map.Entry<String, String> field : fields) {
      String name = field.getKey();
      if (name.equals(":status") && status == 0) {
        status = Integer.parseInt(field.getValue());
      } else if (name.startsWith(":")
          || NOT_HERE.contains(name)
          || !name.equals(name.toLowerCase(Locale.ROOT))) {
        throw new ProtocolException("a field that HTTP/2 does not know: " + field);
      } else if (name.equals("content-length")) {
        expected = Long.parseLong(field.getValue());
      }
    }
    if (status < 200) {
      if (status < 100 || last) {
        throw new ProtocolException("a response without a status: " + fields);
      }
      return;
    }
    List<Map.Entry<String, String>> lines = fields.subList(1, fields.size());
    head = Optional.of(new Head(status, new ReceivedHeaders(lines), new Content()));
    if (toHead || status == 304) {
      expected = -1;
    }
    if (last) {
      end();
    }
  }

  /** Content has come. */
  void content(byte[] octets, int counted, boolean last) throws IOException {
    if (head.isEmpty() || ended || (toHead && octets.length > 0)) {
      throw new ProtocolException("content that nobody can expect on stream " + id);
    }
    received += octets.length;
    if (unreturned + buffered() + counted > Http2Connection.WINDOW) {
      throw new ProtocolException("more content than the stream's window (RFC 9113 §6.9)");
    }
    unreturned += counted - octets.length;
    if (octets.length > 0) {
      content.add(octets);
    }
    if (last) {
      end();
    }
  }

  private int buffered() {
    int sum = 0;
    for (byte[] each : content) {
      sum += each.length;
    }
    return sum;
  }

  private void end() throws IOException {
    if (expected >= 0 && expected != received) {
      throw new ProtocolException(
          "content of " + received + " octets under content-length: " + expected);
    }
    ended = true;
    overWhenBothEnded();
  }

  private void overWhenBothEnded() {
    if (ended && sent) {
      connection.over(this);
    }
  }

  /** The server has reset it. */
  void reset(int code) {
    fail(new IOException("RST_STREAM with error code " + code));
  }

  void grow(int by) {
    sendWindow += by;
  }

  void fail(IOException reason) {
    stopped = true;
    if (!ended && failure.isEmpty()) {
      failure = Optional.of(reason);
    }
    connection.over(this);
  }

  private IOException broken() {
    IOException reason = failure.orElseThrow();
    return new IOException(reason.getMessage(), reason);
  }

  private final class Content extends InputStream {
    private byte[] current = new byte[0];
    private int at;

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] to, int offset, int length) throws IOException {
      Objects.checkFromIndexSize(offset, length, to.length);
      if (length == 0) {
        return 0;
      }
      if (at == current.length && !next()) {
        return -1;
      }
      int count = Math.min(length, current.length - at);
      System.arraycopy(current, at, to, offset, count);
      at += count;
      return count;
    }

    private boolean next() throws IOException {
      boolean[] found = {false};
      int[] back = {0};
      connection.locked(() -> {
        connection.await("content", () -> !content.isEmpty() || ended || failure.isPresent());
        if (content.isEmpty()) {
          if (!ended) {
            throw broken();
          }
          return;
        }
        found[0] = true;
        current = content.removeFirst();
        at = 0;
        unreturned += current.length;
        if (!ended && unreturned > Http2Connection.WINDOW / 2) {
          back[0] = unreturned;
          unreturned = 0;
        }
      });
      if (back[0] > 0) {
        connection.write(Http2Frame.WINDOW_UPDATE, 0, id, Http2Frame.number(back[0]));
      }
      return found[0];
    }
  }
}
