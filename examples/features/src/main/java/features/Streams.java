package features;

import static io.lokstra.http.RouteOption.description;
import static io.lokstra.http.RouteOption.maxBody;
import static io.lokstra.http.RouteOption.timeout;

import io.lokstra.bind.FormParam;
import io.lokstra.events.Event;
import io.lokstra.http.HttpException;
import io.lokstra.http.RequestContext;
import io.lokstra.http.Response;
import io.lokstra.http.Router;
import io.lokstra.upload.Upload;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Answers that are made while they are sent, and bodies that are too large for memory. */
final class Streams {
  private static final int MOST = 1_000;
  private static final long MOST_UPLOADED = 64L << 20;

  private Streams() {}

  static Router routes() {
    return Router.named("streams")
        .get("/events", Streams::events, description("Counts up to ?count, resumed by its ids"))
        .get("/slow-stream", Streams::slowStream, timeout(Duration.ofMinutes(5)))
        .post(
            "/upload",
            Album.class,
            (ctx, in) -> ctx.created(Taken.of(in), "home"),
            maxBody(MOST_UPLOADED))
        .post("/upload/sizes", Streams::sizes, maxBody(MOST_UPLOADED));
  }

  /** A form with files. */
  @FormParam
  record Album(@NotBlank String title, @Size(min = 1, max = 10) List<Upload> pictures) {}

  /** What was taken in. */
  record Taken(String title, List<Picture> pictures) {
    static Taken of(Album album) {
      return new Taken(album.title(), album.pictures().stream().map(Picture::of).toList());
    }
  }

  /** What is known of a file. */
  record Picture(String name, String type, long size) {
    static Picture of(Upload upload) {
      return new Picture(
          upload.fileName().orElse("unnamed"),
          upload.contentType().orElse("unknown"),
          upload.size());
    }
  }

  /** Counts what each part has while it arrives, and keeps none of it. */
  private static Response sizes(RequestContext ctx) throws Exception {
    Map<String, Long> sizes = new LinkedHashMap<>();
    ctx.parts(part ->
        sizes.merge(
            part.name(), part.stream().transferTo(OutputStream.nullOutputStream()), Long::sum));
    return ctx.json(sizes);
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
