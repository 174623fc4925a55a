package io.lokstra.testkit.internal.fault;

import io.lokstra.testkit.fault.Direction;
import io.lokstra.testkit.fault.Framing;
import io.lokstra.testkit.fault.Message;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The faults of a proxy, as they are now. Thread-safe. */
public final class Faults {
  private static final long NEVER = -1;

  private final Map<Direction, Way> ways = new EnumMap<>(Direction.class);
  private Optional<Function<Direction, Framing>> framing = Optional.empty(); // guarded by this
  private List<Message> seen = new ArrayList<>(); // guarded by this
  private Optional<Message> cut = Optional.empty(); // guarded by this
  private long cutAt = NEVER; // guarded by this
  private boolean within; // guarded by this

  /** None. */
  public Faults() {
    for (Direction direction : Direction.values()) {
      ways.put(direction, new Way());
    }
  }

  /** Those of one direction. */
  public Way way(Direction direction) {
    Way way = ways.get(direction);
    if (way == null) {
      throw new IllegalStateException("no direction " + direction);
    }
    return way;
  }

  /** How new connections are divided into messages. */
  public synchronized void messages(Function<Direction, Framing> framing) {
    this.framing = Optional.of(framing);
  }

  synchronized Optional<Framing> framing(Direction direction) {
    return framing.map(each -> each.apply(direction));
  }

  /** Counts from here, and cuts at a message. */
  public synchronized void cutAt(long number, boolean within) {
    seen = new ArrayList<>();
    cut = Optional.empty();
    cutAt = number;
    this.within = within;
  }

  /** What has come by since it was counted. */
  public synchronized List<Message> seen() {
    return List.copyOf(seen);
  }

  /** The message at which a connection was cut. */
  public synchronized Optional<Message> cutAt() {
    return cut;
  }

  /**
   * A message comes by.
   *
   * @return how much of it passes before the connection is cut; -1 for all of it, and no cut
   */
  synchronized int comes(int connection, Direction direction, byte[] start, int length) {
    Message message = new Message(seen.size(), connection, direction, start);
    seen.add(message);
    if (message.number() != cutAt) {
      return -1;
    }
    cutAt = NEVER;
    cut = Optional.of(message);
    return within ? length / 2 : 0;
  }

  /** None any more; what was counted stays. */
  public void heal() {
    ways.values().forEach(Way::heal);
    synchronized (this) {
      cutAt = NEVER;
    }
  }
}
