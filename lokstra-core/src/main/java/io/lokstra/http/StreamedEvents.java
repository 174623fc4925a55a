package io.lokstra.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.lokstra.internal.events.StreamedRequest;
import io.lokstra.json.Json;
import java.util.Optional;

/**
 * A request as the stream of events sees it that answers it.
 *
 * @param ctx the request
 */
record StreamedEvents(ActiveRequest ctx) implements StreamedRequest {

  /** Fields are read octet by octet, and browsers write this one in UTF-8. */
  @Override
  public Optional<String> lastEventId() {
    return ctx.header("last-event-id")
        .filter(id -> !id.isEmpty())
        .map(id -> new String(id.getBytes(ISO_8859_1), UTF_8));
  }

  @Override
  public Json json() {
    return ctx.json();
  }

  @Override
  public void endures() {
    ctx.endures();
  }

  @Override
  public boolean cancelled() {
    return ctx.cancelled();
  }

  @Override
  public void interrupt(Thread thread) {
    ctx.cancellation().interrupt(thread);
  }

  @Override
  public void onEnd(Runnable task) {
    ctx.onEnd(_ -> task.run());
  }
}
