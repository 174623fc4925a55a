package io.lokstra.internal.service;

import io.lokstra.internal.config.JsonText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The life cycle of services, as text and as JSON, whether or not any of it has begun. */
public final class GraphText {
  private final List<Node> order;
  private final Map<Node, Integer> starts = new LinkedHashMap<>();
  private final Map<Node, Integer> stops = new LinkedHashMap<>();

  private GraphText(List<Node> order) {
    this.order = order;
    for (Node node : order) {
      int step = 1;
      for (Node dependency : node.dependencies().values()) {
        step = Math.max(step, starts.getOrDefault(dependency, 0) + 1);
      }
      starts.put(node, step);
    }
    for (Node node : order.reversed()) {
      int step = 1;
      for (Node dependent : node.dependents()) {
        step = Math.max(step, stops.getOrDefault(dependent, 0) + 1);
      }
      stops.put(node, step);
    }
  }

  /** For people: what starts with what, what stops with what, and why. */
  public static String text(String server, LifeCycle life) {
    return new GraphText(life.order()).text(server);
  }

  /** For machines. */
  public static String json(String server, LifeCycle life) {
    return JsonText.pretty(new GraphText(life.order()).tree(server)) + "\n";
  }

  private String text(String server) {
    if (order.isEmpty()) {
      return server + " has no services\n";
    }
    StringBuilder out = new StringBuilder(80 * order.size());
    List<List<Node>> steps = steps(starts);
    out.append(server)
        .append(": ")
        .append(order.size())
        .append(order.size() == 1 ? " service" : " services")
        .append(" start in ")
        .append(steps.size())
        .append(steps.size() == 1 ? " step" : " steps")
        .append(", those of one step at the same time\n");
    int width = order.stream().mapToInt(node -> node.name().length()).max().orElse(0);
    int types =
        order.stream()
            .mapToInt(node -> node.specification().type().name().length())
            .max()
            .orElse(0);
    out.append("start\n");
    print(steps, width, types, out, true);
    out.append("stop\n");
    print(steps(stops), width, types, out, false);
    return out.toString();
  }

  private static void print(
      List<List<Node>> steps, int width, int types, StringBuilder out, boolean start) {
    int number = 0;
    for (List<Node> step : steps) {
      number++;
      for (Node node : step) {
        ServiceOptions options = node.specification().options();
        StringBuilder line = new StringBuilder();
        line.append("  ").append(number).append("  ").append(padded(node.name(), width));
        line.append("  ").append(padded(node.specification().type().name(), types)).append("  ");
        if (start) {
          line.append(node.isLazy() ? "when asked for  " : "");
          node.dependencies().forEach((slot, other) -> line.append("← ").append(edge(slot, other)));
          node.later().forEach((slot, other) -> line.append("⇠ ").append(edge(slot, other)));
        } else {
          line.append("within ").append(time(options.stopTimeout()));
        }
        out.append(line.toString().stripTrailing()).append('\n');
      }
    }
  }

  private static String edge(String slot, Node other) {
    return (slot.equals(other.name()) ? slot : slot + ": " + other.name()) + "  ";
  }

  private static String padded(String text, int width) {
    return text + " ".repeat(width - text.length());
  }

  private Map<String, Object> tree(String server) {
    List<Object> services = new ArrayList<>();
    for (Node node : order) {
      Specification specification = node.specification();
      Map<String, Object> service = new LinkedHashMap<>();
      service.put("name", node.name());
      service.put("type", specification.type().name());
      service.put("class", node.instance().getClass().getName());
      service.put("registered", specification.type().origin());
      service.put("lazy", node.isLazy());
      service.put("uses", names(node.dependencies()));
      service.put("uses_later", names(node.later()));
      service.put("start_step", starts.getOrDefault(node, 0));
      service.put("stop_step", stops.getOrDefault(node, 0));
      service.put("start_timeout_ms", specification.options().startTimeout().toMillis());
      service.put("stop_timeout_ms", specification.options().stopTimeout().toMillis());
      if (node.startedAs > 0) {
        service.put("started_as", node.startedAs);
        service.put("start_us", node.startNanos / 1_000);
      }
      services.add(service);
    }
    Map<String, Object> root = new LinkedHashMap<>();
    root.put("server", server);
    root.put("services", services);
    root.put("start", names(steps(starts)));
    root.put("stop", names(steps(stops)));
    return root;
  }

  private static Map<String, Object> names(Map<String, Node> bySlot) {
    Map<String, Object> names = new LinkedHashMap<>();
    bySlot.forEach((slot, node) -> names.put(slot, node.name()));
    return names;
  }

  private static List<Object> names(List<List<Node>> steps) {
    List<Object> all = new ArrayList<>();
    steps.forEach(step -> all.add(step.stream().map(Node::name).toList()));
    return all;
  }

  private static List<List<Node>> steps(Map<Node, Integer> numbers) {
    List<List<Node>> steps = new ArrayList<>();
    numbers.forEach((node, number) -> {
      while (steps.size() < number) {
        steps.add(new ArrayList<>());
      }
      steps.get(number - 1).add(node);
    });
    return steps;
  }

  /** As configuration writes it: {@code 1m30s}. */
  static String time(Duration time) {
    long millis = time.toMillis();
    StringBuilder text = new StringBuilder();
    if (millis >= 60_000) {
      text.append(millis / 60_000).append('m');
    }
    if (millis % 60_000 >= 1_000) {
      text.append(millis % 60_000 / 1_000).append('s');
    }
    if (millis % 1_000 > 0 || text.isEmpty()) {
      text.append(millis % 1_000).append("ms");
    }
    return text.toString();
  }
}
