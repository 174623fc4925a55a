package io.lokstra.internal.memory;

import io.lokstra.engine.Call;
import io.lokstra.engine.CancelReason;
import io.lokstra.engine.Exchange;
import io.lokstra.engine.Listener.Stuck;
import io.lokstra.engine.Outcome;
import io.lokstra.engine.Refusal;
import io.lokstra.engine.RequestBody;
import io.lokstra.http.Headers;
import io.lokstra.http.HttpException;
import io.lokstra.http.RequestTarget;
import io.lokstra.http.Response;
import io.lokstra.http.ResponseBody;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** The server's side of one request, from its head to its outcome. */
final class MemoryExchange implements Exchange {
  private final MemoryListener listener;
  private final MemoryRequest request;
  private final Headers headers;
  private final MemoryReply reply = new MemoryReply(this::clientGone);
  private final long startedAt = System.nanoTime();
  private final AtomicBoolean responded = new AtomicBoolean();
  private final AtomicBoolean ended = new AtomicBoolean();
  private final AtomicLong bodyBytes = new AtomicLong();
  private final Thread thread;

  /** Set before the call is prepared; never read earlier. */
  private RequestTarget target = RequestTarget.parse("/");

  private RequestBody body = RequestBody.EMPTY;
  private volatile @Nullable Throwable failure;
  private volatile int status;
  private volatile boolean running;

  /** The request's thread's. */
  private boolean enduring;

  // Guarded by this.
  private @Nullable Call call;
  private @Nullable CancelReason cancelled;
  private boolean waiting = true;

  MemoryExchange(MemoryListener listener, MemoryRequest request) {
    this.listener = listener;
    this.request = request;
    this.headers = request.headers();
    this.thread =
        Thread.ofVirtual().name(request.method() + " " + request.target()).unstarted(this::serve);
  }

  MemoryReply reply() {
    return reply;
  }

  void start() {
    thread.start();
  }

  boolean isRunning() {
    return running;
  }

  // ---- the request's thread

  private void serve() {
    boolean upgraded = false;
    try {
      upgraded = answer();
    } catch (Throwable e) { // whatever a call throws, the client gets an answer
      refuse(new Refusal(500, "internal_error", "The server failed to answer."));
      fail(e);
    } finally {
      running = false;
      if (!upgraded) {
        end();
      }
    }
  }

  private boolean answer() throws IOException, InterruptedException {
    Optional<Refusal> refusal = RequestCheck.check(request, headers, listener.options);
    if (refusal.isPresent()) {
      refuse(refusal.get());
      return false;
    }
    try {
      target = RequestTarget.parse(request.target());
    } catch (HttpException | IllegalArgumentException e) {
      refuse(new Refusal(400, "bad_target", "The request target is malformed."));
      return false;
    }
    Call prepared = listener.handler.prepare(this);
    thread.setName(prepared.handle().template());
    prepared(prepared);
    Future<?> deadline = schedule(prepared.deadline());
    try {
      try {
        body = MemoryBody.receive(request, prepared.maxBodySize(), listener.options.bufferedBody());
      } catch (IOException e) {
        refuse(new Refusal(400, "bad_body", "The body ended before its announced length."));
        return false;
      }
      if (!listener.enter()) {
        refuse(new Refusal(503, "too_many_requests", "The server is busy; try again later."));
        return false;
      }
      try {
        return run(prepared);
      } finally {
        if (!enduring) {
          listener.leave();
        }
      }
    } finally {
      deadline.cancel(false);
    }
  }

  private Future<?> schedule(long deadline) {
    long left = deadline == Long.MAX_VALUE ? Long.MAX_VALUE : deadline - System.nanoTime();
    return listener.timer.schedule(this::deadlineReached, Math.max(0, left), TimeUnit.NANOSECONDS);
  }

  private void deadlineReached() {
    Call late;
    synchronized (this) {
      late = call;
    }
    if (late == null || late.deadline() != Long.MAX_VALUE) {
      cancel(CancelReason.DEADLINE);
    }
  }

  private synchronized void prepared(Call prepared) {
    call = prepared;
    if (cancelled != null) {
      prepared.cancel(cancelled);
    }
  }

  private boolean run(Call prepared) throws IOException {
    synchronized (this) {
      waiting = false;
      if (cancelled == CancelReason.CLIENT_GONE) {
        throw gone();
      }
    }
    running = true;
    prepared.run();
    if (!responded.get()) {
      throw new IllegalStateException("the call came to its end without an answer");
    }
    return status == 101;
  }

  private void refuse(Refusal refusal) {
    if (!responded.get()) {
      Response response = listener.handler.refuse(refusal);
      if (refusal.status() == 503 && !response.headers().contains("retry-after")) {
        response = response.withHeader("retry-after", "1");
      }
      respond(response, true);
    }
  }

  // ---- the answer

  @Override
  public void endures() {
    if (!enduring) {
      enduring = true;
      listener.leave();
    }
  }

  @Override
  public void respond(Response response) {
    respond(
        response,
        listener.stopped()
            || ResponseHead.asksToClose(headers, request.version())
            || body.refusal().isPresent());
  }

  private void respond(Response response, boolean close) {
    if (!responded.compareAndSet(false, true)) {
      throw new IllegalStateException("a request is answered once");
    }
    status = response.status();
    try {
      send(response, close);
    } catch (IOException | RuntimeException e) {
      fail(e);
    }
  }

  private void send(Response response, boolean close) throws IOException {
    boolean bodiless =
        request.method().equals("HEAD") || response.status() == 204 || response.status() == 304;
    boolean silent = response.status() == 204 || response.status() == 304;
    switch (response.body()) {
      case ResponseBody.Empty _ ->
          begin(response, silent ? ResponseHead.NONE : 0, close, InputStream.nullInputStream());
      case ResponseBody.Bytes(byte[] content) -> {
        byte[] sent = bodiless ? new byte[0] : content;
        bodyBytes.addAndGet(sent.length);
        long length = response.status() == 204 ? ResponseHead.NONE : content.length;
        begin(response, length, close, new ByteArrayInputStream(sent));
      }
      case ResponseBody.Stream(long length, ResponseBody.Stream.Writer writer) -> {
        if (bodiless) {
          begin(
              response, silent ? ResponseHead.NONE : length, close, InputStream.nullInputStream());
        } else {
          begin(response, length, close, reply.down().input());
          try (CountedOutput out = new CountedOutput(length, bodyBytes, reply.down().output())) {
            writer.writeTo(out);
            out.complete();
          }
        }
      }
      case ResponseBody.Upgrade(String protocol, ResponseBody.Upgrade.Speaker speaker) -> {
        Response switching = response.withHeader("upgrade", protocol);
        begin(switching, ResponseHead.NONE, false, reply.down().input());
        speak(speaker);
      }
      case ResponseBody.Data _ ->
          throw new IllegalStateException("a response reached the engine before it was encoded");
    }
  }

  private void begin(Response response, long length, boolean close, InputStream content) {
    reply.begin(
        response.status(), ResponseHead.of(response, length, request.version(), close), content);
  }

  private void speak(ResponseBody.Upgrade.Speaker speaker) {
    Thread.ofVirtual()
        .name(thread.getName() + " upgraded")
        .start(() -> {
          try {
            speaker.speak(reply.serverSide());
            reply.down().end();
          } catch (IOException | RuntimeException e) {
            fail(e);
          } finally {
            end();
          }
        });
  }

  private void fail(Throwable cause) {
    if (failure == null) {
      failure = cause;
    }
    reply.breakOff(new IOException("the server cut the connection", cause));
  }

  private void end() {
    if (ended.compareAndSet(false, true)) {
      Outcome outcome =
          new Outcome(
              status, bodyBytes.get(), System.nanoTime() - startedAt, Optional.ofNullable(failure));
      Call done;
      synchronized (this) {
        done = call;
      }
      if (done != null) {
        done.ended(outcome);
      }
      reply.finish(outcome);
      listener.finished(this);
    }
  }

  // ---- other threads

  private void clientGone() {
    if (!ended.get()) {
      fail(gone());
      cancel(CancelReason.CLIENT_GONE);
    }
  }

  private static IOException gone() {
    return new IOException("the client went away");
  }

  /** Cancels the call; one that waits for its body or its turn never runs. */
  void cancel(CancelReason reason) {
    Call cancelling;
    synchronized (this) {
      cancelled = reason;
      cancelling = call;
      if (waiting && reason != CancelReason.DEADLINE) {
        thread.interrupt();
      }
    }
    if (cancelling != null) {
      cancelling.cancel(reason);
    }
  }

  /** Ends the exchange whatever its call does. */
  void cut() {
    fail(new IOException("the server stopped"));
    end();
  }

  Stuck stuck() {
    return new Stuck(
        request.method() + " " + target.path(),
        thread.getName(),
        Duration.ofNanos(System.nanoTime() - startedAt),
        List.of(thread.getStackTrace()));
  }

  // ---- the request

  @Override
  public String method() {
    return request.method();
  }

  @Override
  public RequestTarget target() {
    return target;
  }

  @Override
  public int version() {
    return request.version();
  }

  @Override
  public Headers headers() {
    return headers;
  }

  @Override
  public RequestBody body() {
    return body;
  }

  @Override
  public SocketAddress remoteAddress() {
    return request.remoteAddress();
  }

  @Override
  public SocketAddress localAddress() {
    return listener.address() instanceof io.lokstra.engine.ListenAddress.Tcp(_, int port)
        ? InetSocketAddress.createUnresolved("localhost", port)
        : new MemoryAddress(listener.address().toString());
  }

  @Override
  public boolean secure() {
    return request.secure();
  }

  @Override
  public long startedAt() {
    return startedAt;
  }

  private static final class MemoryAddress extends SocketAddress {
    private static final long serialVersionUID = 1;
    private final String text;

    MemoryAddress(String text) {
      this.text = text;
    }

    @Override
    public String toString() {
      return text;
    }
  }
}
