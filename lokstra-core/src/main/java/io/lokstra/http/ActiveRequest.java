package io.lokstra.http;

import io.lokstra.bind.Converter;
import io.lokstra.engine.Call;
import io.lokstra.engine.CancelReason;
import io.lokstra.engine.Exchange;
import io.lokstra.engine.ForwardedContent;
import io.lokstra.engine.Outcome;
import io.lokstra.engine.Refusal;
import io.lokstra.engine.RequestBody;
import io.lokstra.engine.RouteHandle;
import io.lokstra.events.EventHandler;
import io.lokstra.internal.bind.ContentCoding;
import io.lokstra.internal.log.Context;
import io.lokstra.internal.log.LoggedContext;
import io.lokstra.internal.log.ScopedFields;
import io.lokstra.internal.text.Printable;
import io.lokstra.internal.upload.UploadStore;
import io.lokstra.internal.web.MediaTypes;
import io.lokstra.json.Json;
import io.lokstra.log.LogFields;
import io.lokstra.routing.PathCaptures;
import io.lokstra.upload.PartHandler;
import io.lokstra.upload.Upload;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * The request as its handler sees it and the call as the engine sees it: one object, made when the
 * head has arrived. What it is asked for is worked out then, and once.
 */
final class ActiveRequest implements RequestContext, Call, LoggedContext {

  private final Site site;
  private final Exchange exchange;
  private final Endpoint endpoint;
  private final PathCaptures captures;

  private volatile @Nullable Thread runner;
  private volatile boolean over;
  private volatile @Nullable Cancellation cancellation;

  private @Nullable String requestId;
  private @Nullable Cookies cookies;
  private @Nullable ReceivedForm form;
  private byte @Nullable [] bytes;
  private @Nullable Map<Attribute<?>, Object> attributes;
  private volatile @Nullable ScopedFields logged;
  private @Nullable List<Consumer<? super Outcome>> endListeners;
  private @Nullable Forwarded forwarded;
  private @Nullable Headers headers;
  private volatile boolean endures;

  ActiveRequest(Site site, Exchange exchange, Endpoint endpoint, PathCaptures captures) {
    this.site = site;
    this.exchange = exchange;
    this.endpoint = endpoint;
    this.captures = captures;
  }

  // ---------------------------------------------------------------- as a call

  @Override
  public RouteHandle handle() {
    return endpoint.handle();
  }

  @Override
  public long maxBodySize() {
    return endpoint.maxBody();
  }

  @Override
  public long deadline() {
    return endures || endpoint.timeoutNanos() == Long.MAX_VALUE
        ? Long.MAX_VALUE
        : exchange.startedAt() + endpoint.timeoutNanos();
  }

  @Override
  public void run() {
    runner = Thread.currentThread();
    Cancellation early = cancellation;
    if (early != null) {
      early.begin(Thread.currentThread());
    }
    ScopedValue.where(Context.REQUEST, this).run(this::answer);
  }

  /** Runs {@code task} in the scope of this request, which has ended. */
  void goOnAfter(Runnable task) {
    ScopedValue.where(Context.REQUEST, this).run(task);
  }

  /** Runs {@code task} in the scope of this request, which became a session without a deadline. */
  void goOn(Runnable task) {
    endures = true;
    runner = Thread.currentThread();
    Cancellation early = cancellation;
    if (early != null) {
      early.begin(Thread.currentThread());
    }
    ScopedValue.where(Context.REQUEST, this).run(task);
  }

  /**
   * Forgets that it was cancelled: what is done after the end of a session is no longer part of it.
   */
  void renewCancellation() {
    synchronized (this) {
      over = true;
      cancellation = null;
    }
    var _ = Thread.interrupted();
  }

  private void answer() {
    Response response = endpoint.chain().handle(this);
    exchange.respond(
        response.body() instanceof ResponseBody.Stream stream
                && !(stream.writer() instanceof ForwardedContent)
            ? ReportedStream.of(this, response, stream)
            : response);
  }

  @Override
  public void cancel(CancelReason reason) {
    synchronized (this) {
      if (over && reason == CancelReason.CLIENT_GONE) {
        // Old news: what runs now runs because of it.
        return;
      }
      cancellation().request(reason);
    }
  }

  @Override
  public void ended(Outcome outcome) {
    ResponseHooks responses = site.responses();
    if (responses != null) {
      responses.after(this, outcome);
    }
    List<Consumer<? super Outcome>> listeners = endListeners;
    if (listeners != null) {
      // Listeners may block (a log, a database), and this is an I/O thread.
      Thread.ofVirtual()
          .name("lokstra-ended")
          .start(
              () -> ScopedValue.where(Context.REQUEST, this).run(() -> tell(listeners, outcome)));
    }
  }

  private void tell(List<Consumer<? super Outcome>> listeners, Outcome outcome) {
    for (Consumer<? super Outcome> listener : listeners) {
      try {
        listener.accept(outcome);
      } catch (Throwable e) {
        LoggerFactory.getLogger("io.lokstra.http")
            .error("a listener for the end of {} failed [{}]", endpoint.handle(), requestId(), e);
      }
    }
  }

  // ---------------------------------------------------------------- what the request says

  @Override
  public String method() {
    return exchange.method();
  }

  @Override
  public RequestTarget target() {
    return exchange.target();
  }

  @Override
  public Headers headers() {
    return endpoint.maxRatio() == 0 ? exchange.headers() : headersOfWhatIsRead();
  }

  private Headers headersOfWhatIsRead() {
    Headers known = headers;
    if (known == null) {
      known = ReceivedBody.headers(exchange);
      headers = known;
    }
    return known;
  }

  private RequestBody received() {
    return endpoint.maxRatio() == 0
        ? exchange.body()
        : ReceivedBody.of(exchange, endpoint.maxBody(), endpoint.maxRatio());
  }

  @Override
  public QueryParameters query() {
    return exchange.target().query();
  }

  @Override
  public Optional<String> pathValue(String name) {
    int at = endpoint.parameters().indexOf(name);
    return at < 0 ? Optional.empty() : Optional.of(captures.value(at));
  }

  @Override
  public String path(String name) {
    int at = endpoint.parameters().indexOf(name);
    if (at < 0) {
      throw new IllegalArgumentException(
          "the route %s (%s) has no parameter {%s}; it has %s"
              .formatted(route().template(), route().origin(), name, endpoint.parameters()));
    }
    return captures.value(at);
  }

  @Override
  public <T> T path(String name, Class<T> type) {
    return convert(name, path(name), type);
  }

  @Override
  public <T> Optional<T> query(String name, Class<T> type) {
    return query(name).map(text -> convert(name, text, type));
  }

  @Override
  public <T> Optional<T> header(String name, Class<T> type) {
    return header(name).map(text -> convert(name, text, type));
  }

  @Override
  public <T> Optional<T> cookie(String name, Class<T> type) {
    return cookie(name).map(text -> convert(name, text, type));
  }

  @Override
  public <T> Optional<T> form(String name, Class<T> type) {
    return form(name).map(text -> convert(name, text, type));
  }

  private <T> T convert(String field, String text, Class<T> type) {
    Converter<T> converter =
        site.inputs()
            .converters()
            .find(type)
            .orElseThrow(() ->
                new IllegalArgumentException(
                    "no converter to "
                        + type.getName()
                        + "; register one with Server.converter(…)"));
    try {
      return converter.convert(text);
    } catch (IllegalArgumentException e) {
      throw new HttpException(
          400,
          "bad_request",
          Failure.of(400).message(),
          List.of(new FieldError(field, "type", "must be " + converter.expected())));
    }
  }

  @Override
  public Cookies cookies() {
    Cookies known = cookies;
    if (known == null) {
      known = Cookies.of(headers());
      cookies = known;
    }
    return known;
  }

  @Override
  public QueryParameters form() {
    return receivedForm().fields();
  }

  @Override
  public List<Upload> uploads(String name) {
    return receivedForm().uploads(name);
  }

  @Override
  public void parts(PartHandler handler) throws Exception {
    ReceivedForm.parts(this, handler);
  }

  private ReceivedForm receivedForm() {
    ReceivedForm known = form;
    if (known == null) {
      known = ReceivedForm.read(this);
      form = known;
    }
    return known;
  }

  UploadStore uploadStore() {
    return site.uploads();
  }

  @Override
  public <T> T body(Class<T> type) {
    return site.inputs().body(type, this);
  }

  @Override
  public byte[] bytes() {
    byte[] known = bytes;
    if (known == null) {
      try {
        known = received().bytes();
      } catch (IOException e) {
        cancel(CancelReason.CLIENT_GONE);
        throw new UncheckedIOException("the client went away while its body was read", e);
      }
      bytes = known;
    }
    return known;
  }

  @Override
  public String text() {
    ContentCoding.requireNone(headers());
    try {
      return charset().newDecoder().decode(ByteBuffer.wrap(bytes())).toString();
    } catch (CharacterCodingException e) {
      throw HttpException.badRequest("The body is not text in the charset it claims.");
    }
  }

  private Charset charset() {
    Optional<String> name =
        headers().first("content-type").flatMap(type -> MediaTypes.parameter(type, "charset"));
    try {
      return name.map(Charset::forName).orElse(StandardCharsets.UTF_8);
    } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
      throw HttpException.unsupportedMediaType("The charset of the body is not known here.");
    }
  }

  @Override
  public InputStream stream() throws IOException {
    byte[] known = bytes;
    return known == null ? received().stream() : new ByteArrayInputStream(known);
  }

  /** The request as it came, for what forwards it. */
  Exchange exchange() {
    return exchange;
  }

  /** Whether what the peer says of its clients is believed. */
  boolean peerIsTrusted() {
    return site.proxies().trustsPeer(exchange);
  }

  /** Why the engine does not give the body, if so. */
  Optional<Refusal> bodyRefusal() {
    return exchange.body().refusal();
  }

  // ---------------------------------------------------------------- what is known about it

  @Override
  public Route route() {
    return endpoint.route();
  }

  @Override
  public String requestId() {
    String known = requestId;
    return known == null ? firstRequestId() : known;
  }

  /** One for all threads that ask: those of hooks and of tasks log it too. */
  private synchronized String firstRequestId() {
    String known = requestId;
    if (known == null) {
      known = site.requestIds().next();
      requestId = known;
    }
    return known;
  }

  @Override
  public synchronized void adoptRequestId(String id) {
    requestId = id;
  }

  private Forwarded forwarded() {
    Forwarded known = forwarded;
    if (known == null) {
      known = site.proxies().resolve(exchange);
      forwarded = known;
    }
    return known;
  }

  @Override
  public String clientAddress() {
    return forwarded().client();
  }

  @Override
  public String scheme() {
    return site.proxies().none() ? TrustedProxies.scheme(exchange) : forwarded().scheme();
  }

  @Override
  public Optional<X509Certificate> clientCertificate() {
    return exchange.clientCertificates().stream().findFirst();
  }

  @Override
  public String host() {
    return forwarded().host();
  }

  @Override
  public Locale locale() {
    return headers().first("accept-language").map(Negotiation::locale).orElse(Locale.ROOT);
  }

  @Override
  public <T> Optional<T> get(Attribute<T> key) {
    Map<Attribute<?>, Object> all = attributes;
    return all == null ? Optional.empty() : Optional.ofNullable(key.type().cast(all.get(key)));
  }

  @Override
  public <T> void set(Attribute<T> key, T value) {
    Map<Attribute<?>, Object> all = attributes;
    if (all == null) {
      all = new HashMap<>(4);
      attributes = all;
    }
    all.put(key, value);
    if (key.isLogged()) {
      // Immutable, as tasks of other threads log too; what was set last is met first.
      logged = new ScopedFields(Optional.ofNullable(logged), key.name(), value);
    }
  }

  @Override
  public void describe(LogFields to) {
    to.add("request_id", requestId());
    ScopedFields at = logged;
    while (at != null) {
      to.add(at.name(), at.value());
      at = at.outer().orElse(null);
    }
  }

  // ---------------------------------------------------------------- time

  @Override
  public Cancellation cancellation() {
    Cancellation known = cancellation;
    if (known != null) {
      return known;
    }
    synchronized (this) {
      known = cancellation;
      if (known == null) {
        known = new Cancellation();
        cancellation = known;
      }
    }
    Thread running = runner;
    if (running != null) {
      known.begin(running);
    }
    return known;
  }

  Optional<CancelReason> cancelReason() {
    Cancellation known = cancellation;
    return known == null ? Optional.empty() : known.reason();
  }

  @Override
  public Duration remaining() {
    long deadline = deadline();
    return deadline == Long.MAX_VALUE
        ? Duration.ofSeconds(Long.MAX_VALUE)
        : Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
  }

  @Override
  public <T> List<T> all(Collection<? extends Callable<? extends T>> tasks) throws Exception {
    return FanOut.all(this, tasks);
  }

  @Override
  @SuppressWarnings("unchecked") // the two results stand in the order of their tasks
  public <A, B, R> R all(
      Callable<A> first, Callable<B> second, BiFunction<? super A, ? super B, R> both)
      throws Exception {
    List<Object> results = FanOut.all(this, List.of(first, second));
    return both.apply((A) results.get(0), (B) results.get(1));
  }

  @Override
  public <T> T race(Collection<? extends Callable<? extends T>> tasks) throws Exception {
    return FanOut.race(this, tasks);
  }

  @Override
  public void onEnd(Consumer<? super Outcome> listener) {
    List<Consumer<? super Outcome>> listeners = endListeners;
    if (listeners == null) {
      listeners = new ArrayList<>(2);
      endListeners = listeners;
    }
    listeners.add(listener);
  }

  /** The answer goes on for as long as there is something to say. */
  void endures() {
    endures = true;
    exchange.endures();
  }

  Json json() {
    return site.inputs().json();
  }

  // ---------------------------------------------------------------- answers

  @Override
  public Response events(EventHandler handler) {
    if (headers().contains("accept")) {
      var _ = accepts("text/event-stream");
    }
    return site.events().respond(new StreamedEvents(this), handler);
  }

  @Override
  public String url(String route, Object... values) {
    return site.url(route, values);
  }

  @Override
  public String accepts(String... mediaTypes) {
    return Negotiation.best(headers().all("accept"), mediaTypes);
  }

  @Override
  public String toString() {
    return method() + " " + Printable.of(target().raw());
  }
}
