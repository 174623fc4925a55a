package io.lokstra.events;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;

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
   * @param missed sent first to a client that comes back when what it has missed is no longer known
   */
  public record Options(int queue, WhenFull whenFull, int history, Optional<Event> missed) {

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
      return new Options(256, WhenFull.END_STREAM, 0, Optional.empty());
    }

    /** So many events wait for one stream at the most. */
    public Options queue(int events) {
      return new Options(events, whenFull, history, missed);
    }

    /** What becomes of a stream that has so many. */
    public Options whenFull(WhenFull policy) {
      return new Options(queue, policy, history, missed);
    }

    /** So many of the last events are kept for clients that come back. */
    public Options history(int events) {
      return new Options(queue, whenFull, events, missed);
    }

    /** Sent to a client that comes back when what it has missed is no longer known. */
    public Options missed(Event event) {
      return new Options(queue, whenFull, history, Optional.of(event));
    }
  }

  private final Options options;

  /**
   * Part of every id that is given, so that an id of another process is not taken for one of this.
   */
  private final String origin = UUID.randomUUID().toString().substring(0, 8);

  // Guarded by this.
  private final Set<Subscription> subscriptions = new LinkedHashSet<>();
  private final ArrayDeque<Event> history = new ArrayDeque<>();
  private long sent;
  private boolean closed;

  private Broadcaster(Options options) {
    this.options = options;
  }

  /** With queues of 256 events, streams that end when theirs is full, and no history. */
  public static Broadcaster create() {
    return create(Options.defaults());
  }

  /** {@code create(options -> options.queue(64))}. */
  public static Broadcaster create(UnaryOperator<Options> options) {
    return create(options.apply(Options.defaults()));
  }

  /** By these options. */
  public static Broadcaster create(Options options) {
    return new Broadcaster(options);
  }

  /**
   * Sends {@code event} to every stream that is open now. Does not wait.
   *
   * @throws IllegalStateException when the broadcaster is closed
   */
  public synchronized void send(Event event) {
    if (closed) {
      throw new IllegalStateException("the broadcaster is closed");
    }
    sent++;
    Event named =
        options.history() > 0 && event.id().isEmpty() ? event.id(origin + "-" + sent) : event;
    if (options.history() > 0) {
      if (history.size() == options.history()) {
        history.removeFirst();
      }
      history.addLast(named);
    }
    subscriptions.removeIf(each -> !each.offer(named));
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
    List<Event> later = new ArrayList<>();
    for (Event each : (Iterable<Event>) history::descendingIterator) {
      if (each.id().equals(lastSeen)) {
        return later.reversed();
      }
      later.add(each);
    }
    return options.missed().map(List::of).orElse(List.of());
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
