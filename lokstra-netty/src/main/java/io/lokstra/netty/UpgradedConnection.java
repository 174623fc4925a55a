package io.lokstra.netty;

import io.lokstra.engine.Duplex;
import io.lokstra.http.ResponseBody;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A connection that left HTTP, and the thread that speaks on it. */
final class UpgradedConnection implements Duplex {
  private static final Logger LOG = LoggerFactory.getLogger(UpgradedConnection.class);

  private final Connection connection;
  private final NettyExchange exchange;
  private final ResponseBody.Upgrade upgrade;
  private final InputQueue input;
  private final Output output = new Output();

  UpgradedConnection(Connection connection, NettyExchange exchange, ResponseBody.Upgrade upgrade) {
    this.connection = connection;
    this.exchange = exchange;
    this.upgrade = upgrade;
    this.input = new InputQueue(() -> connection.execute(connection::resumeReading));
  }

  /** Starts the thread of the speaker. */
  void start() {
    Thread.ofVirtual().name(exchange + " " + upgrade.protocol()).start(this::speak);
  }

  private void speak() {
    try {
      upgrade.speaker().speak(this);
      output.flush();
      connection.execute(() -> connection.endUpgraded(null));
    } catch (Throwable thrown) {
      LOG.debug("{} on {} failed", upgrade.protocol(), exchange, thrown);
      connection.execute(() -> connection.endUpgraded(thrown));
    }
  }

  @Override
  public InputStream input() {
    return input;
  }

  @Override
  public OutputStream output() {
    return output;
  }

  /** What the peer sends goes here. I/O thread. */
  InputQueue received() {
    return input;
  }

  /** The connection is gone. I/O thread. */
  void closed() {
    input.end();
    output.fail(new IOException("the connection is closed"));
  }

  /** What the speaker says. */
  final class Output extends OutputPipe {
    @Override
    void hand(byte[] bytes, int count) throws IOException {
      connection.execute(() -> connection.sendRaw(this, bytes, count));
    }
  }
}
