package io.lokstra.events;

import io.lokstra.json.Json;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One source of events for many streams.
 *
 * <pre>{@code
 * Broadcaster prices = Broadcaster.create(options -> options.history(1_000));
 * router.get("/prices", ctx -> ctx.events(prices));
 * prices.send(Event.json(price).name("price"));
 * }</pre>
 *
 * <p>Sending never waits: each stream has a queue, and what happens when one is full is said by
 * {@link WhenFull}. Every stream gets the events in the same order. Thread-safe.
 */
public final class Broadcaster implements EventHandler, AutoCloseable {

  /** What becomes of a stream whose client reads more slowly than events come. */
  public enum WhenFull {
    /** It ends: the client comes back, and gets what it missed where there is a history. */
    END_STREAM,
    /** It loses what has waited longest. */
    DROP_OLDEST,
    /** It loses what has just come. */
    DROP_NEWEST
  }

  /**
   * How a broadcaster treats its streams.
   *
   * @param queue most events that wait for one stream
   * @param whenFull what becomes of a stream that has so many
   * @param history how many of the last events are kept for clients that come back; with a history,
   *     events without an id are given one
   * @param missed sent first to a client that comes back when what it has missed is no longer
   *     known; must have JSON, or be text
   * @param json writes data that is not text; where it is not said, the server does of the first
   *     stream, and before that {@link Json#standard}
   */
  public record Options(
      int queue, WhenFull whenFull, int history, Optional<Event> missed, Optional<Json> json) {

    /** Checks the numbers. */
    public Options {
      if (queue < 1 || history < 0) {
        throw new IllegalArgumentException(
            "a broadcaster with a queue of %d and a history of %d; expected 1 or more, and 0 or more"
                .formatted(queue, history));
      }
    }

    /** Queues of 256 events, streams that end when theirs is full, no history. */
    public static Options defaults() {
      return new Options(256, WhenFull.END_STREAM, 0, Optional.empty(), Optional.empty());
    }

    /** So many events wait for one stream at the most. */
    public Options queue(int events) {
      return new Options(events, whenFull, history, missed, json);
    }

    /** What becomes of a stream that has so many. */
    public Options whenFull(WhenFull policy) {
      return new Options(queue, policy, history, missed, json);
    }

    /** So many of the last events are kept for clients that come back. */
    public Options history(int events) {
      return new Options(queue, whenFull, events, missed, json);
    }

    /** Sent to a client that comes back when what it has missed is no longer known. */
    public Options missed(Event event) {
      return new Options(queue, whenFull, history, Optional.of(event), json);
    }

    /** What writes data that is not text. */
    public Options json(Json codec) {
      return new Options(queue, whenFull, history, missed, Optional.of(codec));
    }
  }

  private static final Logger LOG = LoggerFactory.getLogger("io.lokstra.http");

  private final Options options;

  /**
   * Part of every id that is given, so that an id of another process is not taken for one of this.
   */
  private final String origin = UUID.randomUUID().toString().substring(0, 8);

  private volatile @Nullable Json json;

  /** Until a stream has come that says better. */
  private volatile @Nullable Json standard;

  /** That of the options, written: it is to be sent whatever has become of its value. */
  private volatile Optional<Event> missed;

  // Guarded by this.
  private final Set<Subscription> subscriptions = new LinkedHashSet<>();
  private final ArrayDeque<Event> history = new ArrayDeque<>();

  /** The number, as {@code sent} counts, of each event of the history by its id. */
  private final Map<String, Long> numbers = new HashMap<>();

  private long sent;
  private boolean closed;

  private Broadcaster(Options options) {
    this.options = options;
    this.json = options.json().orElse(null);
    this.missed = options.missed().map(event -> event.written(this::codec));
  }

  /** With queues of 256 events, streams that end when theirs is full, and no history. */
  public static Broadcaster create() {
    return create(Options.defaults());
  }

  /** {@code create(options -> options.queue(64))}. */
  public static Broadcaster create(UnaryOperator<Options> options) {
    return create(options.apply(Options.defaults()));
  }

  /**
   * By these options.
   *
   * @throws io.lokstra.json.JsonException when the data of {@link Options#missed} has no JSON
   */
  public static Broadcaster create(Options options) {
    return new Broadcaster(options);
  }

  /**
   * Sends {@code event} to every stream that is open now. Does not wait. Its data is written as
   * JSON before this returns: what becomes of a value afterwards changes no event.
   *
   * @throws IllegalStateException when the broadcaster is closed
   * @throws io.lokstra.json.JsonException when its data has no JSON; then nobody gets it
   */
  public void send(Event event) {
    sendWritten(event.written(this::codec));
  }

  private Json codec() {
    Json known = json == null ? standard : json;
    if (known == null) {
      known = Json.standard();
      standard = known;
    }
    return known;
  }

  private synchronized void sendWritten(Event event) {
    if (closed) {
      throw new IllegalStateException("the broadcaster is closed");
    }
    sent++;
    Event named = options.history() > 0 ? keep(event) : event;
    subscriptions.removeIf(each -> !each.offer(named));
  }

  /** Adds an event to the history, with an id if it has none. */
  private Event keep(Event event) {
    String id = event.id().orElse(origin + "-" + sent);
    Event named = event.id(id);
    if (history.size() == options.history()) {
      String oldest = history.removeFirst().id().orElse("");
      numbers.remove(oldest, sent - options.history());
    }
    history.addLast(named);
    numbers.put(id, sent);
    return named;
  }

  /** Sends text as an event without a name: {@link #send(Event)}. */
  public void send(String data) {
    send(Event.of(data));
  }

  /** How many streams are open. */
  public synchronized int streams() {
    return subscriptions.size();
  }

  /** Sends to {@code events} what is sent from now on, and before it what its client has missed. */
  @Override
  public void stream(EventStream events) throws Exception {
    stream(events, _ -> {});
  }

  /**
   * The same, but with {@code first} before everything: it may send how things stand. Nothing that
   * is sent to all from its beginning on is lost.
   */
  public void stream(EventStream events, EventHandler first) throws Exception {
    if (json == null) {
      adopt(events.json());
    }
    Subscription subscription = subscribe(events.lastEventId());
    try {
      first.stream(events);
      for (List<Event> next = subscription.take(); !next.isEmpty(); next = subscription.take()) {
        events.send(next);
      }
    } finally {
      unsubscribe(subscription);
    }
  }

  /** Writes as the server of the first stream does from now on. */
  private void adopt(Json served) {
    json = served;
    try {
      missed = options.missed().map(event -> event.written(() -> served));
    } catch (RuntimeException e) {
      LOG.warn(
          "the event of a broadcaster for clients that missed something cannot be written by the"
              + " JSON of its server; it is sent as it was written when the broadcaster was made",
          e);
    }
  }

  private synchronized Subscription subscribe(Optional<String> lastSeen) {
    Subscription subscription = new Subscription(options, missed(lastSeen));
    if (closed) {
      subscription.end();
    } else {
      subscriptions.add(subscription);
    }
    return subscription;
  }

  /** What a client that has seen {@code lastSeen} has missed. */
  private List<Event> missed(Optional<String> lastSeen) {
    if (lastSeen.isEmpty()) {
      return List.of();
    }
    Long number = numbers.get(lastSeen.get());
    if (number == null) {
      return missed.map(List::of).orElse(List.of());
    }
    List<Event> later = new ArrayList<>();
    Iterator<Event> newest = history.descendingIterator();
    for (long at = sent; at > number; at--) {
      later.add(newest.next());
    }
    return later.reversed();
  }

  private synchronized void unsubscribe(Subscription subscription) {
    subscriptions.remove(subscription);
  }

  /** Ends every stream once it has sent what waits. */
  @Override
  public synchronized void close() {
    closed = true;
    subscriptions.forEach(Subscription::end);
    subscriptions.clear();
  }
}
