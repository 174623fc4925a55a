package io.lokstra.internal.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.lokstra.engine.EventConnection;
import io.lokstra.engine.RouteHandle;
import io.lokstra.http.RequestContext;
import io.lokstra.json.Json;
import io.lokstra.websocket.WebSocket;
import io.lokstra.websocket.WebSocketOptions;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A session's time, on a connection whose I/O thread is the test's. */
class SessionTest {
  private static final Duration CLOSE_TIMEOUT = Duration.ofMillis(50);

  private final Connection connection = new Connection();
  private final Session session = new Session(scope(), agreement(), connection, new Sessions());

  private static Agreement agreement() {
    return new Agreement(
        WebSocket.silent(),
        WebSocketOptions.defaults().closeTimeout(CLOSE_TIMEOUT),
        "",
        Optional.empty());
  }

  @Test
  void givesTheHandlerItsTimeFromWhenASilentClientEndsItsInput() throws Exception {
    session.begin();
    TimeUnit.MILLISECONDS.sleep(2 * CLOSE_TIMEOUT.toMillis());
    long now = System.nanoTime();
    session.inputEnded();
    session.tick(now);
    connection.runAll();
    assertThat(connection.closed).isFalse();
    assertThat(connection.cut).isFalse();
    session.tick(now + TimeUnit.MINUTES.toNanos(1));
    connection.runAll();
    assertThat(connection.closed).isTrue();
  }

  /** One whose handlers never come to their turn. */
  private static final class Connection implements EventConnection {
    final Queue<Runnable> tasks = new ArrayDeque<>();
    boolean closed;
    boolean cut;

    void runAll() {
      for (Runnable next = tasks.poll(); next != null; next = tasks.poll()) {
        next.run();
      }
    }

    @Override
    public boolean isWritable() {
      return true;
    }

    @Override
    public void write(byte[] octets, int from, int count) {}

    @Override
    public void reading(boolean goesOn) {}

    @Override
    public void close() {
      closed = true;
    }

    @Override
    public void cut() {
      cut = true;
    }

    @Override
    public void execute(Runnable task) {
      tasks.add(task);
    }

    @Override
    public void start(RouteHandle route, Runnable task) {}
  }

  private static SessionScope scope() {
    RequestContext context =
        (RequestContext)
            Proxy.newProxyInstance(
                SessionTest.class.getClassLoader(),
                new Class<?>[] {RequestContext.class},
                (proxy, method, arguments) -> {
                  throw new UnsupportedOperationException(method.getName());
                });
    return new SessionScope() {
      @Override
      public RequestContext context() {
        return context;
      }

      @Override
      public RouteHandle route() {
        return new RouteHandle("WebSocket /ws", true);
      }

      @Override
      public Json json() {
        return Json.standard();
      }

      @Override
      public void run(Runnable task) {
        task.run();
      }

      @Override
      public void abandon() {}

      @Override
      public void renew() {}
    };
  }
}
