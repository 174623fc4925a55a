package io.lokstra.testkit.engine;

import io.lokstra.engine.Call;
import io.lokstra.engine.CancelReason;
import io.lokstra.engine.Exchange;
import io.lokstra.engine.HttpHandler;
import io.lokstra.engine.Outcome;
import io.lokstra.engine.Refusal;
import io.lokstra.engine.RouteHandle;
import io.lokstra.http.HttpException;
import io.lokstra.http.Response;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A handler that does what a test says and remembers what the engine did. */
final class ScriptedHandler implements HttpHandler {
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  final List<String> events = new CopyOnWriteArrayList<>();
  final List<Refusal> refusals = new CopyOnWriteArrayList<>();
  final BlockingQueue<CancelReason> cancels = new LinkedBlockingQueue<>();
  final BlockingQueue<Outcome> outcomes = new LinkedBlockingQueue<>();
  final RouteHandle route;

  private final Script script;
  private volatile long maxBodySize = 64L * 1024 * 1024;
  private volatile long deadline = Long.MAX_VALUE;

  /** What happens in a call. */
  interface Script {
    Response answer(Exchange exchange) throws Exception;
  }

  ScriptedHandler(Script script) {
    this(new RouteHandle("GET /scripted", false), script);
  }

  ScriptedHandler(RouteHandle route, Script script) {
    this.route = route;
    this.script = script;
  }

  ScriptedHandler maxBodySize(long bytes) {
    maxBodySize = bytes;
    return this;
  }

  ScriptedHandler deadlineAfter(Duration time) {
    deadline = System.nanoTime() + time.toNanos();
    return this;
  }

  /** Waits for the next outcome. */
  Outcome outcome() throws InterruptedException {
    return next(outcomes, "the end of a call");
  }

  /** Waits for the next reason to cancel. */
  CancelReason cancel() throws InterruptedException {
    return next(cancels, "a call to be cancelled");
  }

  private static <T> T next(BlockingQueue<T> queue, String what) throws InterruptedException {
    T next = queue.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    if (next == null) {
      throw new AssertionError("waited " + PATIENCE + " in vain for " + what);
    }
    return next;
  }

  @Override
  public Call prepare(Exchange exchange) {
    events.add("prepare");
    return new ScriptedCall(exchange);
  }

  @Override
  public Response refuse(Refusal refusal) {
    refusals.add(refusal);
    return Response.text(refusal.message()).withStatus(refusal.status());
  }

  private final class ScriptedCall implements Call {
    private final Exchange exchange;

    ScriptedCall(Exchange exchange) {
      this.exchange = exchange;
    }

    @Override
    public RouteHandle handle() {
      return route;
    }

    @Override
    public long maxBodySize() {
      return maxBodySize;
    }

    @Override
    public long deadline() {
      return deadline;
    }

    @Override
    public void run() {
      events.add("run");
      Response response;
      try {
        response = script.answer(exchange);
      } catch (HttpException e) {
        response = Response.text(String.valueOf(e.getMessage())).withStatus(e.status());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        response = Response.of(503);
      } catch (Exception e) {
        response = Response.text(e.toString()).withStatus(500);
      }
      exchange.respond(response);
      events.add("responded");
    }

    @Override
    public void cancel(CancelReason reason) {
      cancels.add(reason);
    }

    @Override
    public void ended(Outcome outcome) {
      events.add("ended");
      outcomes.add(outcome);
    }
  }
}
