package io.lokstra.internal.service;

import io.lokstra.service.Reloadable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;

/**
 * Another configuration for services that run: found to be right as a whole before, then told to
 * those it changes, or to none.
 */
public final class Reloading {

  /** A service whose configuration is another. */
  private record Change(Node node, Specification before, Specification now) {}

  private final List<Change> changes = new ArrayList<>();
  private final List<String> restart = new ArrayList<>();

  private Reloading() {}

  /** What {@code now} changes about the services of {@code life}. */
  public static Reloading of(LifeCycle life, List<Specification> now) {
    Reloading reloading = new Reloading();
    Map<String, Specification> byName = new LinkedHashMap<>();
    now.forEach(each -> byName.put(each.name(), each));
    for (Node node : life.order()) {
      Specification after = byName.remove(node.name());
      if (after == null) {
        reloading.restart.add("services." + node.name() + " is gone");
      } else {
        reloading.compare(node, after);
      }
    }
    byName.keySet().forEach(name -> reloading.restart.add("services." + name + " is new"));
    return reloading;
  }

  private void compare(Node node, Specification now) {
    Specification before = node.specification();
    String path = "services." + node.name();
    if (!before.type().name().equals(now.type().name())) {
      restart.add(path + ".type");
      return;
    }
    if (!before.options().equals(now.options())) {
      restart.add(path + changedOptions(before.options(), now.options()));
    }
    if (!before.config().equals(now.config())) {
      if (node.instance() instanceof Reloadable<?>) {
        changes.add(new Change(node, before, now));
      } else {
        restart.add(path + ".config");
      }
    }
  }

  private static String changedOptions(ServiceOptions before, ServiceOptions now) {
    return before.use().equals(now.use()) ? " (lazy or a time-out)" : ".use";
  }

  /** What only a restart changes, each by its key. */
  public List<String> needsRestart() {
    return List.copyOf(restart);
  }

  /** The names of the services that are told. */
  public List<String> changed() {
    return changes.stream().map(change -> change.node().name()).toList();
  }

  /**
   * Tells those it changes, each after what it depends on. When one of them refuses, those that had
   * been told are told the old again, the last first.
   *
   * @throws ServiceReloadException when one of them refuses
   */
  public void apply() throws ServiceReloadException {
    for (int i = 0; i < changes.size(); i++) {
      Change change = changes.get(i);
      try {
        tell(change.node(), change.before(), change.now());
        log().info("service {} goes on with its new configuration", change.node().name());
      } catch (Exception e) {
        undo(i - 1);
        throw new ServiceReloadException(change.before().describe(), e);
      }
    }
    for (Change change : changes) {
      change.node().respecify(change.now());
    }
  }

  private void undo(int last) {
    for (int i = last; i >= 0; i--) {
      Change change = changes.get(i);
      try {
        tell(change.node(), change.now(), change.before());
      } catch (Exception e) {
        log()
            .error(
                "service {} could not go back to its old configuration; restart the server",
                change.node().name(),
                e);
      }
    }
  }

  /** That both are of the type it takes was checked when it was made. */
  @SuppressWarnings("unchecked")
  private static void tell(Node node, Specification from, Specification to) throws Exception {
    ((Reloadable<Record>) node.instance()).onConfigReload(from.config(), to.config());
  }

  private static Logger log() {
    return LifeCycle.log();
  }
}
