package io.lokstra.http;

import io.lokstra.config.EffectiveValue;
import io.lokstra.engine.ListenAddress;
import io.lokstra.internal.config.JsonText;
import io.lokstra.internal.service.StartedService;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a server is once it has started.
 *
 * @param server its name
 * @param engine how the engine runs
 * @param time from the call of {@link Server#start} to the last address bound
 * @param services those that started, in the order in which they did
 * @param apps its apps, in their order
 * @param sources where configuration came from besides defaults, the weakest first: {@code "program
 *     (3 keys)"}, {@code "lokstra.yaml (12 keys)"}, {@code "environment (1 key)"}
 */
public record StartReport(
    String server,
    String engine,
    Duration time,
    List<StartedServiceReport> services,
    List<AppReport> apps,
    List<String> sources) {

  /** Copies the lists. */
  public StartReport {
    services = List.copyOf(services);
    apps = List.copyOf(apps);
    sources = List.copyOf(sources);
  }

  /**
   * A service that started.
   *
   * @param name its name
   * @param type its type
   * @param order from 1, in the order in which starts ended
   * @param time how long its own start took
   * @param notes what it had to say, a line each
   */
  public record StartedServiceReport(
      String name, String type, int order, Duration time, List<String> notes) {

    /** Copies the list. */
    public StartedServiceReport {
      notes = List.copyOf(notes);
    }
  }

  /**
   * An app.
   *
   * @param name its name
   * @param address where it is served
   * @param tls whether that is encrypted
   * @param routes how many routes it has, with those of the apps on its address
   */
  public record AppReport(String name, ListenAddress address, boolean tls, int routes) {}

  static StartReport of(RunningServer running, Composition composition) {
    List<StartedServiceReport> services = new ArrayList<>();
    if (composition.services().isPresent()) {
      for (StartedService each : composition.services().get().started()) {
        services.add(
            new StartedServiceReport(
                each.name(), each.type(), each.order(), each.time(), each.notes()));
      }
    }
    List<AppReport> apps = new ArrayList<>();
    for (RunningServer.Bound bound : running.bound()) {
      int routes = bound.site().table().engine().routes().size();
      for (App app : bound.apps()) {
        apps.add(new AppReport(app.name(), bound.listener().address(), bound.tls(), routes));
      }
    }
    return new StartReport(
        running.name(),
        running.engine(),
        running.startTime(),
        services,
        apps,
        sources(composition.configuration().effective()));
  }

  /** Without a switch over their types, which would cost each start some milliseconds. */
  private static List<String> sources(List<EffectiveValue> values) {
    Map<String, Integer> code = new LinkedHashMap<>();
    Map<String, Integer> files = new LinkedHashMap<>();
    Map<String, Integer> rest = new LinkedHashMap<>();
    int variables = 0;
    int arguments = 0;
    for (EffectiveValue value : values) {
      io.lokstra.config.Origin origin = value.origin();
      if (origin instanceof io.lokstra.config.Origin.Code) {
        count(code, "program");
      } else if (origin instanceof io.lokstra.config.Origin.InFile file) {
        count(files, file.file());
      } else if (origin instanceof io.lokstra.config.Origin.Variable) {
        variables++;
      } else if (origin instanceof io.lokstra.config.Origin.Argument) {
        arguments++;
      } else if (!(origin instanceof io.lokstra.config.Origin.BuiltIn)) {
        count(rest, origin.toString());
      }
    }
    List<String> sources = new ArrayList<>();
    for (Map<String, Integer> each : List.of(code, files, rest)) {
      for (Map.Entry<String, Integer> source : each.entrySet()) {
        add(source.getKey(), source.getValue(), sources);
      }
    }
    add("environment", variables, sources);
    add("command line", arguments, sources);
    return sources;
  }

  private static void count(Map<String, Integer> counts, String source) {
    Integer known = counts.get(source);
    counts.put(source, known == null ? 1 : known + 1);
  }

  private static void add(String source, int keys, List<String> sources) {
    if (keys > 0) {
      sources.add(source + " (" + keys + (keys == 1 ? " key)" : " keys)"));
    }
  }

  /** As JSON, for machines; durations in microseconds and milliseconds, as the names say. */
  public String json() {
    List<Object> started = new ArrayList<>();
    for (StartedServiceReport each : services) {
      started.add(
          ordered(
              "name",
              each.name(),
              "type",
              each.type(),
              "order",
              each.order(),
              "start_us",
              each.time().toNanos() / 1_000,
              "notes",
              List.<Object>copyOf(each.notes())));
    }
    List<Object> listening = new ArrayList<>();
    for (AppReport each : apps) {
      listening.add(
          ordered(
              "name",
              each.name(),
              "address",
              each.address().toString(),
              "tls",
              each.tls(),
              "routes",
              each.routes()));
    }
    return JsonText.pretty(
        ordered(
            "server",
            server,
            "engine",
            engine,
            "start_ms",
            time.toMillis(),
            "services",
            started,
            "apps",
            listening,
            "sources",
            List.<Object>copyOf(sources)));
  }

  private static Map<String, Object> ordered(Object... namesAndValues) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      map.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    return map;
  }
}
