package io.lokstra.http;

import io.lokstra.engine.Call;
import io.lokstra.engine.Exchange;
import io.lokstra.engine.HttpHandler;
import io.lokstra.engine.Refusal;
import io.lokstra.internal.events.EventStreams;
import io.lokstra.internal.upload.UploadStore;
import io.lokstra.routing.PathCaptures;
import io.lokstra.routing.PathTemplate;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What answers on one address: its routes, which may be replaced while it runs, and what requests
 * need beside them.
 */
final class Site implements HttpHandler {
  private static final Header RETRY = Header.of("retry-after", "1");

  private volatile RouteTable table;
  private final Inputs inputs;
  private final TrustedProxies proxies;
  private final EventStreams events;
  private final UploadStore uploads;
  private final @Nullable ResponseHooks responses;
  private final RequestIds requestIds = new RequestIds();

  Site(
      RouteTable table,
      Inputs inputs,
      TrustedProxies proxies,
      EventStreams events,
      UploadStore uploads,
      Optional<ResponseHooks> responses) {
    this.table = table;
    this.inputs = inputs;
    this.proxies = proxies;
    this.events = events;
    this.uploads = uploads;
    this.responses = responses.orElse(null);
  }

  @Override
  public Call prepare(Exchange exchange) {
    PathCaptures captures = new PathCaptures();
    return new ActiveRequest(this, exchange, table.find(exchange, captures), captures);
  }

  @Override
  public Response refuse(Refusal refusal) {
    Response response = Response.of(refusal.status());
    return Boundary.write(
        table.formatter(),
        refusal.status() == 503 ? response.withHeader(RETRY) : response,
        new Failure(refusal.status(), refusal.code(), refusal.message(), List.of()),
        "");
  }

  /** Requests from now on see {@code other}; those being answered keep what they began with. */
  void replace(RouteTable other) {
    table = other;
  }

  RouteTable table() {
    return table;
  }

  Inputs inputs() {
    return inputs;
  }

  TrustedProxies proxies() {
    return proxies;
  }

  EventStreams events() {
    return events;
  }

  UploadStore uploads() {
    return uploads;
  }

  /** Runs what is to be done after responses; null when there is nothing. */
  @Nullable ResponseHooks responses() {
    return responses;
  }

  RequestIds requestIds() {
    return requestIds;
  }

  String url(String route, Object... values) {
    PathTemplate template = table.named(route);
    if (template == null) {
      throw new IllegalArgumentException(
          "no route is named '"
              + route
              + "'; there are "
              + table.names().keySet().stream().sorted().toList());
    }
    return template.expand(values);
  }
}
