package features;

import static io.lokstra.http.RouteOption.description;
import static io.lokstra.http.RouteOption.timeout;

import io.lokstra.events.Event;
import io.lokstra.http.HttpException;
import io.lokstra.http.RequestContext;
import io.lokstra.http.Response;
import io.lokstra.http.Router;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;

/** Answers that are made while they are sent. */
final class Streams {
  private static final int MOST = 1_000;

  private Streams() {}

  static Router routes() {
    return Router.named("streams")
        .get("/events", Streams::events, description("Counts up to ?count, resumed by its ids"))
        .get("/slow-stream", Streams::slowStream, timeout(Duration.ofMinutes(5)));
  }

  /** One event every {@code ms}, from after the last that the client has seen. */
  private static Response events(RequestContext ctx) {
    int count = number(ctx, "count", 10, MOST);
    int pause = number(ctx, "ms", 100, 60_000);
    return ctx.events(events -> {
      long next = events.lastEventId().map(Streams::parsed).orElse(0L) + 1;
      for (; next <= count; next++) {
        events.send(Event.json(new Tick(next, count)).id(next).name("tick"));
        Thread.sleep(pause);
      }
    });
  }

  /** What an event holds. */
  record Tick(long number, int of) {}

  private static long parsed(String id) {
    try {
      return Math.max(0, Long.parseLong(id));
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  /** A line every {@code ms}. */
  private static Response slowStream(RequestContext ctx) {
    int lines = number(ctx, "lines", 10, MOST);
    int pause = number(ctx, "ms", 100, 1_000);
    return Response.writer(
        "text/plain",
        out -> {
          for (int line = 1; line <= lines; line++) {
            out.write("line " + line + "\n");
            out.flush();
            pause(pause);
          }
        });
  }

  private static int number(RequestContext ctx, String name, int usual, int most) {
    int number = ctx.query(name, int.class).orElse(usual);
    if (number < 0 || number > most) {
      throw HttpException.badRequest(name + " must be from 0 to " + most);
    }
    return number;
  }

  private static void pause(int millis) throws IOException {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted between two lines");
    }
  }
}
