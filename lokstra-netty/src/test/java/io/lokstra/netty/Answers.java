package io.lokstra.netty;

import io.lokstra.engine.Call;
import io.lokstra.engine.CancelReason;
import io.lokstra.engine.Exchange;
import io.lokstra.engine.HttpHandler;
import io.lokstra.engine.Outcome;
import io.lokstra.engine.Refusal;
import io.lokstra.engine.RouteHandle;
import io.lokstra.http.HttpException;
import io.lokstra.http.Response;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A handler for tests: answers by path, remembers what became of each call. */
final class Answers implements HttpHandler {
  private final Map<String, Route> routes = new ConcurrentHashMap<>();
  final List<Outcome> outcomes = new CopyOnWriteArrayList<>();
  final List<CancelReason> cancels = new CopyOnWriteArrayList<>();
  final List<Refusal> refusals = new CopyOnWriteArrayList<>();
  volatile long maxBodySize = 1 << 20;
  volatile long timeoutMillis;

  /** What answers one request. */
  interface Answer {
    @Nullable Response to(Exchange exchange) throws Exception;
  }

  private record Route(RouteHandle handle, Answer answer) {}

  Answers() {
    on("/", exchange -> Response.text("hello"));
    on("/echo", exchange -> Response.bytes(exchange.body().bytes()));
    on("/thread", exchange -> Response.text(Thread.currentThread().toString()));
  }

  Answers on(String path, Answer answer) {
    return on(path, false, answer);
  }

  Answers on(String path, boolean offLoop, Answer answer) {
    routes.put(path, new Route(new RouteHandle("ANY " + path, offLoop), answer));
    return this;
  }

  Answers describing(String path, Function<Exchange, String> description) {
    return on(path, exchange -> Response.text(description.apply(exchange)));
  }

  RouteHandle route(String path) {
    Route route = routes.get(path);
    if (route == null) {
      throw new IllegalArgumentException(path);
    }
    return route.handle();
  }

  @Override
  public Call prepare(Exchange exchange) {
    Route route =
        routes.getOrDefault(
            exchange.target().path(),
            new Route(new RouteHandle("none", false), missing -> Response.of(404)));
    long deadline =
        timeoutMillis == 0 ? Long.MAX_VALUE : System.nanoTime() + timeoutMillis * 1_000_000;
    return new Call() {
      @Override
      public RouteHandle handle() {
        return route.handle();
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
        Response response;
        try {
          Optional<Refusal> refusal = exchange.body().refusal();
          response =
              refusal.isPresent()
                  ? Response.text(refusal.get().code()).withStatus(refusal.get().status())
                  : route.answer().to(exchange);
        } catch (HttpException e) {
          response = Response.text(e.code()).withStatus(e.status()).withHeader("x-thrown", "yes");
        } catch (Exception e) {
          response = Response.text(e.toString()).withStatus(500);
        }
        if (response != null) {
          exchange.respond(response);
        }
      }

      @Override
      public void cancel(CancelReason reason) {
        cancels.add(reason);
      }

      @Override
      public void ended(Outcome outcome) {
        outcomes.add(outcome);
      }
    };
  }

  @Override
  public Response refuse(Refusal refusal) {
    refusals.add(refusal);
    Response response = Response.text(refusal.code()).withStatus(refusal.status());
    return refusal.status() == 503 ? response.withHeader("retry-after", "1") : response;
  }
}
