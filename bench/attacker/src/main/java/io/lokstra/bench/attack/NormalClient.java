package io.lokstra.bench.attack;

import io.lokstra.bench.ServerProcess;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Asks 200 times in a second for {@code /plaintext}, on one connection, and notes how long each
 * takes.
 */
final class NormalClient {
  private static final byte[] REQUEST =
      "GET /plaintext HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final int PAUSE_MS = 5;
  private static final int PATIENCE_MS = 5_000;

  private final int port;
  private final Thread thread;
  private final boolean reconnects;
  private volatile boolean over;
  private long[] nanos = new long[1_024];
  private int count;
  private int failed;

  /** Begins; with {@code reconnects} every 50th request has a new connection. */
  NormalClient(int port, boolean reconnects) {
    this.port = port;
    this.reconnects = reconnects;
    this.thread = Thread.ofPlatform().name("normal client").start(this::run);
  }

  /**
   * What it got.
   *
   * @param requests how many
   * @param failed those without an answer of 200
   * @param p99 the slowest but one in a hundred, in milliseconds
   * @param slowest the slowest of all, in milliseconds
   */
  record Report(int requests, int failed, double p99, double slowest) {}

  /** Waits until {@code server} answers. */
  static void awaitServed(ServerProcess server) throws InterruptedException {
    for (int i = 0; i < 600; i++) {
      if (!server.isAlive()) {
        throw new IllegalStateException(
            server.name() + " has ended; see bench/harness/target/logs");
      }
      try (Socket socket = new Socket()) {
        socket.setSoTimeout(PATIENCE_MS);
        socket.connect(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()), PATIENCE_MS);
        socket.getOutputStream().write(REQUEST);
        readAnswer(new BufferedInputStream(socket.getInputStream()));
        return;
      } catch (IOException _) {
        Thread.sleep(50);
      }
    }
    throw new IllegalStateException(
        server.name() + " does not answer; see bench/harness/target/logs");
  }

  private void run() {
    while (!over) {
      try (Socket socket = new Socket()) {
        long began = System.nanoTime();
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(PATIENCE_MS);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), PATIENCE_MS);
        InputStream in = new BufferedInputStream(socket.getInputStream());
        OutputStream out = socket.getOutputStream();
        for (int i = 0; !over && (!reconnects || i < 50); i++) {
          if (i > 0) {
            began = System.nanoTime();
          }
          out.write(REQUEST);
          readAnswer(in);
          note(System.nanoTime() - began);
          Thread.sleep(PAUSE_MS);
        }
      } catch (IOException _) {
        if (!over) {
          failed++;
          note(PATIENCE_MS * 1_000_000L);
          pause();
        }
      } catch (InterruptedException _) {
        return;
      }
    }
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE_MS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void note(long duration) {
    if (count == nanos.length) {
      nanos = Arrays.copyOf(nanos, 2 * count);
    }
    nanos[count++] = duration;
  }

  private static void readAnswer(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.length() < 4 || !head.substring(head.length() - 4).equals("\r\n\r\n")) {
      int octet = in.read();
      if (octet < 0) {
        throw new EOFException("no answer");
      }
      head.append((char) octet);
    }
    String fields = head.toString().toLowerCase(java.util.Locale.ROOT);
    if (!fields.startsWith("http/1.1 200")) {
      throw new IOException(fields.lines().findFirst().orElse(""));
    }
    int at = fields.indexOf("content-length: ");
    if (at < 0) {
      throw new IOException("no length: " + fields);
    }
    int length = Integer.parseInt(fields.substring(at + 16, fields.indexOf("\r\n", at)));
    if (in.readNBytes(length).length < length) {
      throw new EOFException("half an answer");
    }
  }

  /** Ends it. */
  Report report() throws InterruptedException {
    over = true;
    thread.join();
    long[] sorted = Arrays.copyOf(nanos, count);
    Arrays.sort(sorted);
    return new Report(
        count,
        failed,
        count == 0 ? PATIENCE_MS : sorted[Math.min(count - 1, count * 99 / 100)] / 1e6,
        count == 0 ? PATIENCE_MS : sorted[count - 1] / 1e6);
  }
}
