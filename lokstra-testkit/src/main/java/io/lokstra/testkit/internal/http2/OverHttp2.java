package io.lokstra.testkit.internal.http2;

import io.lokstra.engine.Duplex;
import io.lokstra.engine.ListenAddress;
import io.lokstra.internal.memory.MemoryRequest;
import io.lokstra.testkit.internal.Transport;
import io.lokstra.testkit.internal.Wire;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.AbstractMap.SimpleImmutableEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Sends requests by HTTP/2, as many on one connection as its server allows; with TLS it is agreed
 * on by ALPN, without it is known before.
 */
public final class OverHttp2 implements Transport {
  private final ListenAddress address;
  private final boolean tls;
  private final ReentrantLock lock = new ReentrantLock();
  private final List<Http2Connection> connections = new ArrayList<>();

  /** The way to {@code address}. */
  public OverHttp2(ListenAddress address, boolean tls) {
    this.address = address;
    this.tls = tls;
  }

  @Override
  public boolean overTheWire() {
    return true;
  }

  @Override
  public Reply send(MemoryRequest request) throws IOException {
    Http2Stream stream =
        open(fields(request), request.length() == 0, request.method().equals("HEAD"));
    if (request.length() != 0) {
      Thread.ofVirtual()
          .name("request body")
          .start(() -> {
            try (InputStream body = request.body()) {
              stream.send(body);
            } catch (IOException _) {
              // A server may answer before it has read everything; its answer says why.
            }
          });
    }
    return new StreamReply(stream);
  }

  private Http2Stream open(List<Map.Entry<String, String>> fields, boolean ends, boolean toHead)
      throws IOException {
    lock.lock();
    try {
      for (Http2Connection connection : connections) {
        Optional<Http2Stream> stream = connection.open(fields, ends, toHead);
        if (stream.isPresent()) {
          return stream.get();
        }
      }
      Wire wire = tls ? Wire.secure(address, "h2") : Wire.connect(address);
      Http2Connection fresh;
      try {
        fresh = Http2Connection.on(wire);
      } catch (IOException e) {
        wire.close();
        throw e;
      }
      connections.add(fresh);
      return fresh
          .open(fields, ends, toHead)
          .orElseThrow(() -> new IOException("the server takes no request on a new connection"));
    } finally {
      lock.unlock();
    }
  }

  private List<Map.Entry<String, String>> fields(MemoryRequest request) {
    List<Map.Entry<String, String>> fields = new ArrayList<>();
    fields.add(field(":method", request.method()));
    fields.add(field(":scheme", tls ? "https" : "http"));
    fields.add(field(":path", request.target()));
    for (Map.Entry<String, String> each : request.fields()) {
      String name = each.getKey().toLowerCase(Locale.ROOT);
      if (name.equals("host")) {
        fields.add(3, field(":authority", each.getValue()));
      } else {
        fields.add(field(name, each.getValue()));
      }
    }
    if (request.length() > 0) {
      fields.add(field("content-length", Long.toString(request.length())));
    }
    return fields;
  }

  private static Map.Entry<String, String> field(String name, String value) {
    return new SimpleImmutableEntry<>(name, value);
  }

  private record StreamReply(Http2Stream stream) implements Reply {
    @Override
    public Head head() throws IOException {
      return stream.awaitHead();
    }

    @Override
    public Duplex duplex() {
      throw new UnsupportedOperationException("HTTP/2 hands no connection over");
    }

    @Override
    public void abort() {
      try {
        stream.cancel();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void close() {
      try {
        stream.cancel();
      } catch (IOException _) {
        // The connection is gone, and so is the stream.
      }
    }
  }
}
