package io.lokstra.http;

import io.lokstra.engine.Duplex;
import java.io.IOException;
import java.io.OutputStream;

/** What a response carries after its head. */
public sealed interface ResponseBody {

  /** Nothing: no {@code Content-Type}, and a length of 0 where the status allows one. */
  record Empty() implements ResponseBody {
    static final Empty INSTANCE = new Empty();
  }

  /**
   * Bytes in memory.
   *
   * @param content the body; not copied, not to be changed by anyone
   */
  record Bytes(byte[] content) implements ResponseBody {}

  /**
   * A value that has yet to be encoded. Lokstra does that directly after the handler, so that
   * everything around the handler, and the engine, sees {@link Bytes}.
   *
   * @param value what to encode
   * @param shape how the application's {@link ResponseFormatter} is to treat it
   */
  record Data(Object value, Shape shape) implements ResponseBody {
    /** How a value becomes a document. */
    public enum Shape {
      /** In the application's success envelope. */
      ENVELOPE,
      /** As it is, without an envelope. */
      BARE
    }
  }

  /**
   * Bytes written as they are made, with the client's pace.
   *
   * @param length how many there will be, or -1 when that is not known: sent chunked to HTTP/1.1,
   *     and until the connection closes to HTTP/1.0
   * @param writer writes them; a failure after the head aborts the connection, so that no client
   *     takes a part for the whole
   */
  record Stream(long length, Writer writer) implements ResponseBody {
    /** Writes a body. */
    @FunctionalInterface
    public interface Writer {
      /**
       * Writes the whole body to {@code out}, which is closed afterwards; runs in the request's
       * thread and scope.
       */
      void writeTo(OutputStream out) throws IOException;
    }
  }

  /**
   * Leaves HTTP behind: status 101 and, after it, the connection's bytes for whoever speaks the new
   * protocol (RFC 9110 §7.8).
   *
   * @param protocol the token for the {@code Upgrade} field: {@code "websocket"}
   * @param speaker takes the connection, on a thread of its own; the connection closes when it
   *     returns
   */
  record Upgrade(String protocol, Speaker speaker) implements ResponseBody {
    /** Speaks the protocol that HTTP was left for. */
    @FunctionalInterface
    public interface Speaker {
      /** Reads from and writes to {@code connection} until the protocol has ended. */
      void speak(Duplex connection) throws IOException;
    }
  }
}
