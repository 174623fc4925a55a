package io.lokstra.netty;

import io.lokstra.engine.Duplex;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** A connection to another server that left HTTP. */
final class UpstreamDuplex implements Duplex {
  private final UpstreamConnection connection;
  private final InputQueue input;
  private final Output output = new Output();

  UpstreamDuplex(UpstreamConnection connection) {
    this.connection = connection;
    this.input = new InputQueue(() -> connection.execute(connection::pauseOrResume));
  }

  @Override
  public InputStream input() {
    return input;
  }

  @Override
  public OutputStream output() {
    return output;
  }

  /** What the server sends goes here. On the loop. */
  InputQueue received() {
    return input;
  }

  /** The connection is gone. On the loop. */
  void closed() {
    input.end();
    output.fail(new IOException("the connection is closed"));
  }

  /** What is sent to the server. */
  private final class Output extends OutputPipe {
    @Override
    void hand(byte[] bytes, int count) {
      connection.execute(() -> connection.sendRaw(this, bytes, count));
    }

    /** Tells the server, once it has all of it, that this was all. */
    @Override
    public void close() throws IOException {
      flush();
      connection.execute(connection::endRaw);
    }
  }
}
