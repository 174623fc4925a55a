package io.lokstra.bench.attack;

import io.lokstra.bench.Jmx;
import io.lokstra.bench.Options;
import io.lokstra.bench.Program;
import io.lokstra.bench.ServerProcess;
import io.lokstra.testkit.internal.http2.Hpack;
import io.lokstra.testkit.internal.http2.Http2Frame;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * Millions of requests, no two alike: paths, hosts, header fields and their names, ids, parameters,
 * clients that leave. What a server keeps of them shows in its heap after a full collection, its
 * descriptors, its memory outside of the heap and its virtual threads. Exits with 1 when one of
 * them grows.
 */
public final class Soak {
  private static final Map<String, String> DEFAULTS =
      Map.of("requests", "2000000", "rounds", "10", "connections", "8");
  private static final long HEAP_MARGIN = 4L << 20;
  private static final long RESIDENT_MARGIN = 32L << 20;
  private static final int THREAD_MARGIN = 8;
  private static final int BATCH = 50;

  private final int port;
  private final AtomicLong ids = new AtomicLong();
  private final AtomicLong statuses = new AtomicLong();
  private final Queue<Throwable> wrong = new ConcurrentLinkedQueue<>();

  private Soak(int port) {
    this.port = port;
  }

  /**
   * What a server holds at rest.
   *
   * @param heap in use after full collections, in bytes
   * @param resident memory of the process
   * @param descriptors open files and sockets
   * @param threads virtual threads that live
   */
  private record Sample(long heap, long resident, long descriptors, long threads) {
    /**
     * With one connection of {@code jmx} for all: each new one leaves a socket behind for a while.
     */
    static Sample of(ServerProcess server, Jmx jmx) throws IOException, InterruptedException {
      long heap = jmx.liveHeap();
      long descriptors;
      try (Stream<Path> open = Files.list(Path.of("/proc", "" + server.pid(), "fd"))) {
        descriptors = open.count();
      }
      return new Sample(heap, server.resident(), descriptors, threads(server.pid()));
    }

    private static long threads(long pid) throws IOException, InterruptedException {
      Path dump = Files.createTempDirectory("soak").resolve("threads.json");
      Process jcmd =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                  "" + pid,
                  "Thread.dump_to_file",
                  "-format=json",
                  dump.toString())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      jcmd.waitFor(30, TimeUnit.SECONDS);
      long count;
      try (Stream<String> lines = Files.lines(dump)) {
        count = lines.filter(line -> line.contains("\"virtual\": true")).count();
      }
      Files.delete(dump);
      Files.delete(dump.getParent());
      return count;
    }

    @Override
    public String toString() {
      return String.format(
          "heap %.1f MiB, resident %.1f MiB, %d descriptors, %d virtual threads",
          heap / 1048576.0, resident / 1048576.0, descriptors, threads);
    }
  }

  /** Measures, prints, and exits with 1 when something grows. */
  public static void main(String[] arguments) throws Exception {
    Locale.setDefault(Locale.ROOT);
    Options options = new Options(arguments, DEFAULTS);
    Program program =
        Program.jar("soak", "examples/features/target/features.jar")
            .with(
                List.of(
                    "-Xms256m", "-Xmx256m", "-XX:+AlwaysPreTouch", "-XX:MaxDirectMemorySize=128m"));
    List<Sample> samples = new ArrayList<>();
    try (ServerProcess server = ServerProcess.start(program);
        Jmx jmx = attached(server)) {
      Soak soak = new Soak(server.port());
      int rounds = options.number("rounds");
      long each = options.number("requests") / rounds;
      for (int round = 1; round <= rounds; round++) {
        long began = System.nanoTime();
        soak.round(each, options.number("connections"));
        double seconds = (System.nanoTime() - began) / 1e9;
        Thread.sleep(1_500);
        Sample sample = Sample.of(server, jmx);
        samples.add(sample);
        System.out.printf(
            "%,12d requests, %,.0f a second: %s%n", soak.ids.get(), each / seconds, sample);
        if (!soak.wrong.isEmpty()) {
          throw new IllegalStateException("a request failed", soak.wrong.peek());
        }
      }
      System.out.println("sum of statuses / requests: " + soak.statuses.get() / soak.ids.get());
    }
    List<String> missed = judge(samples);
    System.out.println(missed.isEmpty() ? "all demands are met" : "missed: " + missed);
    System.exit(missed.isEmpty() ? 0 : 1);
  }

  private static Jmx attached(ServerProcess server) throws IOException {
    server.awaitAnswer("/plaintext");
    return Jmx.attach(server.pid());
  }

  /** The last round beside the third: before it, code is still loaded and compiled. */
  private static List<String> judge(List<Sample> samples) {
    Sample base = samples.get(Math.min(2, samples.size() - 1));
    Sample last = samples.getLast();
    List<String> missed = new ArrayList<>();
    if (last.heap() > base.heap() + HEAP_MARGIN) {
      missed.add("the heap grows");
    }
    if (last.resident() > base.resident() + RESIDENT_MARGIN) {
      missed.add("memory grows");
    }
    if (last.descriptors() > base.descriptors()) {
      missed.add("descriptors grow");
    }
    if (last.threads() > base.threads() + THREAD_MARGIN) {
      missed.add("virtual threads grow");
    }
    return missed;
  }

  private void round(long requests, int connections) throws InterruptedException {
    List<Thread> clients = new ArrayList<>();
    AtomicLong left = new AtomicLong(requests / BATCH);
    for (int i = 0; i < connections; i++) {
      boolean http2 = i % 2 == 0;
      clients.add(
          Thread.ofPlatform()
              .start(() -> {
                try {
                  while (left.getAndDecrement() > 0) {
                    // Each connection ends after 40 batches, each tenth in the middle of an answer.
                    connection(http2, left, 40);
                  }
                } catch (IOException | RuntimeException e) {
                  wrong.add(e);
                }
              }));
    }
    for (Thread each : clients) {
      each.join();
    }
  }

  private void connection(boolean http2, AtomicLong left, int batches) throws IOException {
    try (Socket socket = new Socket()) {
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(30_000);
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      InputStream in = new BufferedInputStream(socket.getInputStream(), 65_536);
      Http2Client client = http2 ? new Http2Client(socket, in) : null;
      for (int i = 0; i < batches; i++) {
        if (client != null) {
          client.batch();
        } else {
          batch(socket, in);
        }
        if (left.getAndDecrement() <= 0) {
          return;
        }
      }
      if (ids.get() % 10 == 0) {
        // Leaves while it is answered.
        socket
            .getOutputStream()
            .write(http1(ids.incrementAndGet()).getBytes(StandardCharsets.US_ASCII));
        socket.setSoLinger(true, 0);
      }
    }
  }

  // ---- HTTP/1.1

  private static String path(long id) {
    return switch ((int) (id % 8)) {
      case 0 -> "/users/" + id % Integer.MAX_VALUE;
      case 1 -> "/files/" + id + "/of/" + Long.toHexString(id * 7_919);
      case 2 -> "/search?q=" + id + "&page=" + id % 1_000 + "&x" + id + "=1";
      case 3 -> "/nowhere/" + id;
      case 4 -> "/items/abc-" + id;
      case 5 -> "/stock/" + id;
      case 6 -> "/agent";
      default -> "/plaintext?" + id;
    };
  }

  private static String http1(long id) {
    return "GET "
        + path(id)
        + " HTTP/1.1\r\nHost: h"
        + id
        + ".example\r\nUser-Agent: agent-"
        + id
        + "\r\nX-Request-Id: id-"
        + id
        + "\r\nX-Name-"
        + id
        + ": v"
        + id
        + "\r\nCookie: session="
        + id
        + "\r\n\r\n";
  }

  private void batch(Socket socket, InputStream in) throws IOException {
    StringBuilder requests = new StringBuilder();
    for (int i = 0; i < BATCH; i++) {
      requests.append(http1(ids.incrementAndGet()));
    }
    socket.getOutputStream().write(requests.toString().getBytes(StandardCharsets.US_ASCII));
    for (int i = 0; i < BATCH; i++) {
      answer(in);
    }
  }

  private void answer(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    long length = -1;
    boolean first = true;
    while (true) {
      int octet = in.read();
      if (octet < 0) {
        throw new EOFException("the connection was closed in " + line);
      }
      if (octet != '\n') {
        line.append((char) octet);
        continue;
      }
      if (first) {
        statuses.addAndGet(Integer.parseInt(line.substring(9, 12)));
        first = false;
      } else if (line.length() == 1) {
        in.skipNBytes(length);
        return;
      } else if (line.toString().toLowerCase(Locale.ROOT).startsWith("content-length:")) {
        length = Long.parseLong(line.substring(15).strip());
      }
      line.setLength(0);
    }
  }

  // ---- HTTP/2

  private final class Http2Client {
    private final Socket socket;
    private final DataInputStream in;
    private final Hpack hpack = new Hpack();
    private int stream = 1;

    Http2Client(Socket socket, InputStream in) throws IOException {
      this.socket = socket;
      this.in = new DataInputStream(in);
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      out.writeBytes("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      out.writeBytes(new Http2Frame(Http2Frame.SETTINGS, 0, 0, new byte[0]).octets());
      // Room enough for all that a connection is answered here.
      out.writeBytes(
          new Http2Frame(Http2Frame.WINDOW_UPDATE, 0, 0, Http2Frame.number(1 << 30)).octets());
      socket.getOutputStream().write(out.toByteArray());
    }

    void batch() throws IOException {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      for (int i = 0; i < BATCH; i++) {
        long id = ids.incrementAndGet();
        byte[] block =
            Hpack.encode(
                List.of(
                    Map.entry(":method", "GET"),
                    Map.entry(":scheme", "http"),
                    Map.entry(":path", path(id)),
                    Map.entry(":authority", "h" + id + ".example"),
                    Map.entry("user-agent", "agent-" + id),
                    Map.entry("x-request-id", "id-" + id),
                    Map.entry("x-name-" + id, "v" + id),
                    Map.entry("cookie", "session=" + id)));
        out.writeBytes(new Http2Frame(Http2Frame.HEADERS, 5, stream, block).octets());
        stream += 2;
      }
      socket.getOutputStream().write(out.toByteArray());
      for (int ended = 0; ended < BATCH; ) {
        Http2Frame frame = Http2Frame.read(in);
        switch (frame.type()) {
          case Http2Frame.HEADERS -> {
            String status = hpack.decode(frame.payload()).getFirst().getValue();
            statuses.addAndGet(Integer.parseInt(status));
            ended += frame.has(Http2Frame.END_STREAM) ? 1 : 0;
          }
          case Http2Frame.DATA -> ended += frame.has(Http2Frame.END_STREAM) ? 1 : 0;
          case Http2Frame.SETTINGS -> {
            if (!frame.has(Http2Frame.ACK)) {
              socket
                  .getOutputStream()
                  .write(new Http2Frame(Http2Frame.SETTINGS, 1, 0, new byte[0]).octets());
            }
          }
          case Http2Frame.RST_STREAM, Http2Frame.GOAWAY ->
              throw new IOException("the server ended it: " + frame.type() + " " + frame.code());
          default -> {
            // Nothing else matters here.
          }
        }
      }
    }
  }
}
