package io.lokstra.internal.websocket;

import io.lokstra.websocket.WebSocketSession;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Sessions by the names they listen under. Thread-safe. */
public final class Broadcast {
  // A name without sessions is taken out, so they are bounded by what sessions may join.
  private final Map<String, Set<Session>> members = new ConcurrentHashMap<>();

  /** A name in one of these, as a session remembers it. */
  private record Place(Broadcast broadcast, String name) {}

  /** See {@link io.lokstra.websocket.Topics#join}. */
  public void join(String name, WebSocketSession member) {
    Session session = session(member);
    if (members.getOrDefault(name, Set.of()).contains(session)) {
      return;
    }
    if (session.memberships().count() >= Memberships.MOST) {
      throw new IllegalStateException(
          "a session listens under at most " + Memberships.MOST + " names; leave some of them");
    }
    members.compute(
        name,
        (key, present) -> {
          Set<Session> all = present == null ? ConcurrentHashMap.newKeySet() : present;
          all.add(session);
          return all;
        });
    if (!session.memberships().add(new Place(this, name), () -> remove(name, session))) {
      remove(name, session);
    }
  }

  /** See {@link io.lokstra.websocket.Topics#leave}. */
  public void leave(String name, WebSocketSession member) {
    Session session = session(member);
    session.memberships().remove(new Place(this, name));
    remove(name, session);
  }

  private void remove(String name, Session session) {
    members.computeIfPresent(name, (key, all) -> all.remove(session) && all.isEmpty() ? null : all);
  }

  /** How many sessions listen. */
  public int size(String name) {
    return members.getOrDefault(name, Set.of()).size();
  }

  /** Sends to all that listen; how many will get it. */
  public int send(String name, SharedMessage message) {
    int count = 0;
    for (Session session : members.getOrDefault(name, Set.of())) {
      if (session.offer(message)) {
        count++;
      }
    }
    return count;
  }

  /** Encodes a value as the server of those who listen does, and sends it. */
  public int sendJson(String name, Object value) {
    for (Session any : members.getOrDefault(name, Set.of())) {
      return send(name, SharedMessage.text(any.encoded(value)));
    }
    return 0;
  }

  private static Session session(WebSocketSession member) {
    if (member instanceof Session session) {
      return session;
    }
    throw new IllegalArgumentException(
        "not a session of a WebSocket route: " + member.getClass().getName());
  }
}
