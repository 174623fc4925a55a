package io.lokstra.bench.attack;

import features.CaseCatalogue.Rule;
import io.lokstra.bench.attack.RawCases.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What was found, side by side, as Markdown. */
final class AttackTable {
  private static final String BEGIN = "<!-- bench/attacks writes from here -->";
  private static final String END = "<!-- to here -->";

  private final List<Findings> servers = new ArrayList<>();

  AttackTable() throws IOException {
    for (Attacked each : Attacked.all()) {
      Findings findings = new Findings(each.name());
      if (!findings.get("title").isEmpty()) {
        servers.add(findings);
      }
    }
  }

  String markdown() {
    StringBuilder text = new StringBuilder();
    row(text, "", "title");
    text.append("|---|").append("---|".repeat(servers.size())).append('\n');
    row(text, "attacked on", "date");
    row(text, "broken messages refused", "case." + Rule.REFUSE);
    row(text, "… where the standard lets a server be lenient", "case." + Rule.MAY_REFUSE);
    row(text, "right messages served", "case." + Rule.SERVE);
    row(text, "messages without reason bounded", "case." + Rule.BOUND);
    row(text, "served though broken, all together", "outcome." + Outcome.SERVED);
    row(text, "what stood behind a broken message answered too", "outcome." + Outcome.SMUGGLED);
    row(text, "neither an answer nor an end within 2 s", "outcome." + Outcome.NOTHING);
    row(text, "refused with 500, as if the server were at fault", "outcome." + Outcome.FAILED);
    for (Siege siege : Siege.all()) {
      String key = "siege." + siege.name() + ".outcome";
      if (servers.stream().allMatch(server -> server.get(key).isEmpty())) {
        continue; // not attacked yet
      }
      text.append("| ").append(siege.title()).append(" |");
      for (Findings server : servers) {
        text.append(' ').append(cell(server, "siege." + siege.name() + ".")).append(" |");
      }
      text.append('\n');
    }
    return text.toString();
  }

  private void row(StringBuilder text, String title, String key) {
    text.append("| ").append(title).append(" |");
    for (Findings server : servers) {
      text.append(' ').append(server.get(key)).append(" |");
    }
    text.append('\n');
  }

  private static String cell(Findings server, String key) {
    String outcome = server.get(key + "outcome");
    if (outcome.isEmpty()) {
      return "";
    }
    if (outcome.equals("down")) {
      return "**process down**";
    }
    return (outcome.equals("served") ? "" : "**" + outcome + "**<br>")
        + server.get(key + "p99")
        + " ms, "
        + server.get(key + "cores")
        + " cores<br>"
        + server.get(key + "memory");
  }

  /** Puts the table between its marks in a page. */
  static void write(String table, Path page) throws IOException {
    String text = Files.readString(page);
    int from = text.indexOf(BEGIN);
    int to = text.indexOf(END);
    if (from < 0 || to < from) {
      throw new IOException(page + " has no lines '" + BEGIN + "' and '" + END + "'");
    }
    Files.writeString(
        page,
        text.substring(0, from + BEGIN.length()) + "\n\n" + table + "\n" + text.substring(to));
  }
}
