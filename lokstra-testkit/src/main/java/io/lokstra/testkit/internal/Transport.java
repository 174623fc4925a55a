package io.lokstra.testkit.internal;

import io.lokstra.engine.Duplex;
import io.lokstra.engine.ListenAddress;
import io.lokstra.engine.Listener;
import io.lokstra.http.Headers;
import io.lokstra.internal.memory.MemoryListener;
import io.lokstra.internal.memory.MemoryReply;
import io.lokstra.internal.memory.MemoryRequest;
import java.io.IOException;
import java.io.InputStream;

/**
 * Gets requests to a listener: by HTTP/1.1 each on a connection of its own, by HTTP/2 many on one.
 * Thread-safe.
 */
public interface Transport {

  /**
   * Sends {@code request}; its body is sent while the reply is awaited.
   *
   * @throws IOException when no connection can be made
   */
  Reply send(MemoryRequest request) throws IOException;

  /** Whether requests cross a socket. */
  boolean overTheWire();

  /** The way to {@code listener}, whichever engine it belongs to. */
  static Transport to(Listener listener) {
    return listener instanceof MemoryListener memory
        ? new InMemory(memory)
        : to(listener.address());
  }

  /** The way to an address of this machine. */
  static Transport to(ListenAddress address) {
    return new OverTheWire(address, false);
  }

  /** The way to an address of this machine with TLS. */
  static Transport secure(ListenAddress address) {
    return new OverTheWire(address, true);
  }

  /** What comes back. */
  interface Reply {
    /** Waits for status and header fields. */
    Head head() throws IOException;

    /** Both directions of the connection, after a 101. */
    Duplex duplex();

    /** Resets the connection. */
    void abort();

    /** The client is done with it. */
    void close();
  }

  /**
   * A response whose head has come.
   *
   * @param status the status code
   * @param headers the header fields
   * @param body the body as it comes; fails when it is cut off
   */
  record Head(int status, Headers headers, InputStream body) {}

  /**
   * Calls an engine in memory.
   *
   * @param listener where
   */
  record InMemory(MemoryListener listener) implements Transport {
    @Override
    public Reply send(MemoryRequest request) throws IOException {
      MemoryReply reply = listener.send(request);
      return new Reply() {
        @Override
        public Head head() throws IOException {
          MemoryReply.Head head = reply.head();
          return new Head(head.status(), head.headers(), head.body());
        }

        @Override
        public Duplex duplex() {
          return reply.duplex();
        }

        @Override
        public void abort() {
          reply.abort();
        }

        @Override
        public void close() {
          // There is no connection to close; what still runs comes to its own end.
        }
      };
    }

    @Override
    public boolean overTheWire() {
      return false;
    }
  }
}
