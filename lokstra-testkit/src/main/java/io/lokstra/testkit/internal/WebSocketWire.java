package io.lokstra.testkit.internal;

import io.lokstra.internal.websocket.CloseCodes;
import io.lokstra.internal.websocket.Frame;
import io.lokstra.internal.websocket.FrameParser;
import io.lokstra.internal.websocket.Masking;
import io.lokstra.internal.websocket.Packing;
import io.lokstra.internal.websocket.ViolationException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** A client's frames on a connection that was agreed on: a thread reads, the caller writes. */
public final class WebSocketWire {
  private static final int MOST = 64 << 20;

  /** What came. */
  public sealed interface Received {
    /** A message. */
    record Message(int opcode, byte[] content) implements Received {
      @Override
      public String toString() {
        return opcode == Frame.TEXT
            ? "text \"" + new String(content, StandardCharsets.UTF_8) + "\""
            : content.length + " octets";
      }
    }

    /** The end. */
    record Closed(int code, String reason) implements Received {}
  }

  private final Transport.Reply reply;
  private final OutputStream output;
  private final boolean packs;
  private final Packing packing = new Packing();
  private final LinkedBlockingQueue<Received> received = new LinkedBlockingQueue<>();
  private final Thread reader;
  private boolean closeSent;

  /** Takes the connection over. */
  public WebSocketWire(Transport.Reply reply, boolean packs) {
    this.reply = reply;
    this.packs = packs;
    this.output = reply.duplex().output();
    InputStream input = reply.duplex().input();
    this.reader = Thread.ofVirtual().name("websocket client").start(() -> read(input));
  }

  private void read(InputStream input) {
    Inbound inbound = new Inbound();
    FrameParser parser = new FrameParser(false, packs, MOST, inbound);
    byte[] octets = new byte[16 * 1024];
    String end = "the connection ended";
    try {
      for (int count = input.read(octets); count >= 0; count = input.read(octets)) {
        parser.parse(octets, 0, count);
      }
    } catch (IOException e) {
      end = String.valueOf(e.getMessage());
    } catch (ViolationException e) {
      end = "the server broke a rule: " + e.reason();
    }
    if (!inbound.closed) {
      received.add(new Received.Closed(CloseCodes.LOST, end));
    }
  }

  private final class Inbound implements FrameParser.Sink {
    boolean closed;

    @Override
    public boolean message(int opcode, boolean packed, byte[] content) {
      try {
        received.add(
            new Received.Message(opcode, packed ? packing.unpack(content, MOST) : content));
      } catch (ViolationException e) {
        throw new IllegalStateException(e);
      }
      return true;
    }

    @Override
    public void ping(byte[] content) {
      frame(Frame.FIN | Frame.PONG, content);
    }

    @Override
    public void pong(byte[] content) {
      // Nobody waits for it.
    }

    @Override
    public void peerClosed(int code, String reason) {
      closed = true;
      answerClose(code);
      received.add(new Received.Closed(code, reason));
    }
  }

  private synchronized void answerClose(int code) {
    if (!closeSent) {
      close(code, "");
    }
  }

  /** The next thing that came, or nothing in that time. */
  public Optional<Received> next(Duration limit) {
    try {
      return Optional.ofNullable(received.poll(limit.toNanos(), TimeUnit.NANOSECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  /** Sends a message, packed where that was agreed on. */
  public void message(int opcode, byte[] content) {
    byte[] payload = packs ? packing.pack(content) : content;
    boolean packed = payload.length < content.length;
    frame(Frame.FIN | opcode | (packed ? Frame.RSV1 : 0), packed ? payload : content);
  }

  /** Sends a close. */
  public synchronized void close(int code, String reason) {
    closeSent = true;
    byte[] text = reason.getBytes(StandardCharsets.UTF_8);
    byte[] payload = new byte[code == CloseCodes.NO_CODE ? 0 : 2 + text.length];
    if (payload.length > 0) {
      payload[0] = (byte) (code >>> 8);
      payload[1] = (byte) code;
      System.arraycopy(text, 0, payload, 2, text.length);
    }
    frame(Frame.FIN | Frame.CLOSE, payload);
  }

  private void frame(int first, byte[] payload) {
    int mask = ThreadLocalRandom.current().nextInt();
    byte[] frame = new byte[Frame.MAX_HEADER + 4 + payload.length];
    frame[0] = (byte) first;
    int at = Frame.length(payload.length, 0x80, frame, 1);
    for (int i = 0; i < 4; i++) {
      frame[at++] = (byte) (mask >>> (24 - 8 * i));
    }
    Masking.copy(payload, 0, frame, at, payload.length, mask, 0);
    raw(java.util.Arrays.copyOf(frame, at + payload.length));
  }

  /** Sends octets as they are. */
  public synchronized void raw(byte[] octets) {
    try {
      output.write(octets);
      output.flush();
    } catch (IOException _) {
      // The server gave up, as it may; what it said before can still be received.
    }
  }

  /** Resets the connection. */
  public void abort() {
    reply.abort();
  }

  /** Waits for the end of what the server sends, and lets go. */
  public void end(Duration limit) {
    try {
      if (!reader.join(limit)) {
        abort();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    reply.close();
  }
}
