package io.lokstra.engine;

import org.jspecify.annotations.Nullable;

/**
 * A route as an engine sees it: a name for threads and logs, and a place for what the engine learns
 * about it.
 */
public final class RouteHandle {
  private final String template;
  private final boolean offLoop;
  private volatile @Nullable Object attachment;

  /**
   * A handle for one route.
   *
   * @param template method and path as registered: {@code "GET /users/{id}"}
   * @param offLoop whether its calls must never run on an I/O thread, not even up to their first
   *     block
   */
  public RouteHandle(String template, boolean offLoop) {
    this.template = template;
    this.offLoop = offLoop;
  }

  /** Method and path as registered: {@code "GET /users/{id}"}. */
  public String template() {
    return template;
  }

  /** Whether calls must never run on an I/O thread. */
  public boolean offLoop() {
    return offLoop;
  }

  /** What the engine put here, if anything. One engine, one server: the slot has one owner. */
  public @Nullable Object attachment() {
    return attachment;
  }

  /** Keeps {@code attachment} with the route, for the engine's own use. */
  public void attach(Object attachment) {
    this.attachment = attachment;
  }

  @Override
  public String toString() {
    return template;
  }
}
