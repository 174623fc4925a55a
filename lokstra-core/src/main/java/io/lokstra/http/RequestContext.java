package io.lokstra.http;

import io.lokstra.bind.RequestSource;
import io.lokstra.engine.Outcome;
import io.lokstra.events.EventHandler;
import io.lokstra.internal.log.Context;
import io.lokstra.upload.PartHandler;
import io.lokstra.upload.Upload;
import java.io.IOException;
import java.io.InputStream;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/**
 * One request: what it says, what is known about it, and the words to answer it.
 *
 * <p>The answers made here are values: nothing is sent until the handler returns one. Belongs to
 * the request's thread and its children by {@link #all} and {@link #race}.
 */
public interface RequestContext extends RequestSource {

  // ---------------------------------------------------------------- what the request says

  /** The method token. */
  String method();

  /** The target, parsed and decoded once. */
  RequestTarget target();

  /** The decoded path: {@code "/todos/7"}. */
  default String path() {
    return target().path();
  }

  /**
   * What the route's {@code {name}} captured, decoded.
   *
   * @throws IllegalArgumentException when the route has no such parameter
   */
  String path(String name);

  /**
   * What the route's {@code {name}} captured, converted.
   *
   * @throws HttpException 400, naming the field, when it is no {@code type}
   */
  <T> T path(String name, Class<T> type);

  /** The first query parameter of that name. */
  default Optional<String> query(String name) {
    return query().first(name);
  }

  /**
   * The first query parameter of that name, converted.
   *
   * @throws HttpException 400, naming the field, when it is no {@code type}
   */
  <T> Optional<T> query(String name, Class<T> type);

  /** The first header field of that name. */
  default Optional<String> header(String name) {
    return headers().first(name);
  }

  /**
   * The first header field of that name, converted.
   *
   * @throws HttpException 400, naming the field, when it is no {@code type}
   */
  <T> Optional<T> header(String name, Class<T> type);

  /** The first cookie of that name. */
  default Optional<String> cookie(String name) {
    List<String> values = cookies().all(name);
    return values.isEmpty() ? Optional.empty() : Optional.of(values.getFirst());
  }

  /**
   * The first cookie of that name, converted.
   *
   * @throws HttpException 400, naming the field, when it is no {@code type}
   */
  <T> Optional<T> cookie(String name, Class<T> type);

  /** The first field of that name in a form, with files or without. */
  default Optional<String> form(String name) {
    return form().first(name);
  }

  /**
   * The first field of that name in a form body, converted.
   *
   * @throws HttpException 400, naming the field, when it is no {@code type}
   */
  <T> Optional<T> form(String name, Class<T> type);

  /**
   * The first file of that name in a form with files ({@code multipart/form-data}); the form is
   * taken in whole, and its files are removed when the request has ended.
   *
   * @throws HttpException 400 malformed, 413 too large, 415 when the body is something else
   */
  default Optional<Upload> upload(String name) {
    return uploads(name).stream().findFirst();
  }

  /**
   * Takes a form with files part by part, in the order they are sent, while they arrive: nothing is
   * kept. Instead of everything else that reads the body.
   *
   * @throws HttpException 400 malformed, 413 too large, 415 when the body is something else
   */
  void parts(PartHandler handler) throws Exception;

  /**
   * The JSON body, bound to {@code type} and validated.
   *
   * @throws HttpException 400 unreadable, 415 not JSON, 422 invalid; all fields at once
   */
  <T> T body(Class<T> type);

  /** The body as bytes, at most as many as the route allows; empty without a body. */
  @Override
  byte[] bytes();

  /**
   * The body as text, by the charset of its content type, UTF-8 unless said.
   *
   * @throws HttpException 400 when it is no such text, 415 when the charset is not known
   */
  String text();

  /**
   * The body as it arrives, with backpressure to the client. Instead of everything else that reads
   * the body.
   */
  InputStream stream() throws IOException;

  // ---------------------------------------------------------------- what is known about it

  /** The route that was matched; its template is {@code ""} where none was. */
  Route route();

  /** What names this request in logs and to the client. */
  String requestId();

  /**
   * Names this request by an id that came with it, from someone who may choose one. Before the id
   * is used.
   */
  void adoptRequestId(String id);

  /**
   * The address of the client: of the connection, or what a trusted proxy says. An IP literal;
   * empty on a Unix socket; {@code "unknown"} where a trusted proxy says what is no IP address.
   */
  String clientAddress();

  /** {@code "https"} or {@code "http"}: of the connection, or what a trusted proxy says. */
  String scheme();

  /**
   * The certificate the client showed when it connected, which was found to be trusted; empty
   * without one. See {@link io.lokstra.engine.TlsOptions#clients}.
   */
  Optional<X509Certificate> clientCertificate();

  /** Host and port the client asked for: of the request, or what a trusted proxy says. */
  String host();

  /**
   * The language the client likes best ({@code Accept-Language}), {@link Locale#ROOT} when it does
   * not say.
   */
  Locale locale();

  /** What was left under {@code key}. */
  <T> Optional<T> get(Attribute<T> key);

  /** Leaves {@code value} with the request. */
  <T> void set(Attribute<T> key, T value);

  // ---------------------------------------------------------------- time

  /** Whether the answer is still wanted, and how to stop when it no longer is. */
  Cancellation cancellation();

  /** Whether the client is gone, the deadline has passed or the server stops. */
  default boolean cancelled() {
    return cancellation().requested();
  }

  /** How much time is left; zero when there is none. */
  Duration remaining();

  /**
   * Does all of these at the same time, each on a virtual thread in this request's scope, and waits
   * for all. When one fails, the others are interrupted and its exception is thrown.
   *
   * @return the results in the order of the tasks
   */
  <T> List<T> all(Collection<? extends Callable<? extends T>> tasks) throws Exception;

  /** Does both at the same time: {@link #all(Collection)}. */
  <A, B, R> R all(Callable<A> first, Callable<B> second, BiFunction<? super A, ? super B, R> both)
      throws Exception;

  /**
   * Does all of these at the same time and returns the first result; the others are interrupted.
   * When all fail, the first failure is thrown with the others as suppressed.
   */
  <T> T race(Collection<? extends Callable<? extends T>> tasks) throws Exception;

  /**
   * Calls {@code listener} once when the response was sent or could not be; on a virtual thread of
   * its own, in this scope.
   */
  void onEnd(Consumer<? super Outcome> listener);

  // ---------------------------------------------------------------- answers

  /** 200 with {@code data} in the success envelope. */
  default Response ok(Object data) {
    return Response.ok(data);
  }

  /**
   * 201 with {@code data}, and a {@code Location} by the name of a route and the values of its path
   * parameters in order.
   */
  default Response created(Object data, String route, Object... values) {
    return Response.of(201, data).withHeader("location", url(route, values));
  }

  /** 202: taken on, not done yet. */
  default Response accepted(Object data) {
    return Response.of(202, data);
  }

  /** 204, no body. */
  default Response noContent() {
    return Response.noContent();
  }

  /** 200 with plain text. */
  default Response text(String text) {
    return Response.text(text);
  }

  /** 200 with an HTML page; what came from outside must have been escaped. */
  default Response html(String html) {
    return Response.html(html);
  }

  /** 200 with {@code data} as a JSON document without an envelope. */
  default Response json(Object data) {
    return Response.json(data);
  }

  /** 200 with bytes of a media type. */
  default Response bytes(byte[] content, String mediaType) {
    return Response.bytes(content, mediaType);
  }

  /** 200 with bytes to be saved as a file of that name (RFC 6266, RFC 8187). */
  default Response download(byte[] content, String mediaType, String fileName) {
    return Response.download(content, mediaType, fileName);
  }

  /**
   * 303 to a path of this origin: {@code "/todos"}.
   *
   * @throws IllegalArgumentException for anything that a browser could take for another origin; see
   *     {@link Response#redirectTo}
   */
  default Response redirect(String path) {
    return Response.redirect(path);
  }

  /**
   * 200 with a stream of server-sent events that {@code handler} sends, in this request's thread,
   * once everything around the handler has seen the response. The deadline of the request does not
   * hold for it, and it does not count among the requests in progress.
   *
   * @throws HttpException 406 when the client takes no events, 503 when too many streams are open
   */
  Response events(EventHandler handler);

  /**
   * The path of a named route, with its parameters filled in, in order, percent-encoded.
   *
   * @throws IllegalArgumentException when there is no such route, or the values do not fit it
   */
  String url(String route, Object... values);

  // ---------------------------------------------------------------- negotiation and conditions

  /**
   * Which of these the client likes best ({@code Accept}, RFC 9110 §12.5.1).
   *
   * @throws HttpException 406 when it takes none of them
   */
  String accepts(String... mediaTypes);

  /**
   * Holds a request to change something to the version it was made for (RFC 9110 §13.1.1).
   *
   * @param current the tag of what is there
   * @throws HttpException 412 when {@code If-Match} names none but other tags
   */
  default void requireMatch(EntityTag current) {
    Conditions.requireMatch(this, current);
  }

  /**
   * Holds a request to change something to the version it was made for, and insists that it names
   * one.
   *
   * @param current the tag of what is there
   * @throws HttpException 412 when {@code If-Match} names none but other tags, 428 when it is not
   *     there
   */
  default void demandMatch(EntityTag current) {
    Conditions.demandMatch(this, current);
  }

  /**
   * {@code response} with this tag, or 304 when the client has it already ({@code If-None-Match},
   * RFC 9110 §13.1.2).
   *
   * @param current the tag of what is there
   * @param response made only when it is needed
   * @throws HttpException 412 in the place of 304 where the method is neither GET nor HEAD; 400
   *     when the condition cannot be read
   */
  default Response unlessMatch(EntityTag current, java.util.function.Supplier<Response> response) {
    return Conditions.unlessMatch(this, current, response);
  }

  // ---------------------------------------------------------------- scope

  /**
   * The request the calling code runs in: in its handler, its middleware and their children by
   * {@link #all}.
   *
   * @return empty outside of any request
   */
  static Optional<RequestContext> current() {
    return Context.REQUEST.isBound() ? Optional.of(Context.REQUEST.get()) : Optional.empty();
  }
}
