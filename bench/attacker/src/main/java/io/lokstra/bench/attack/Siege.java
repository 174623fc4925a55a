package io.lokstra.bench.attack;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An attack that lasts, while a normal client is served or not.
 *
 * @param name what it is, a key of the results
 * @param connections how many the attacker has
 * @param tool a way of {@code slowhttptest}; empty for a {@link Flood} or for sockets that are held
 * @param http2 whether it needs a server that speaks HTTP/2 without TLS
 */
record Siege(String name, int connections, Optional<List<String>> tool, boolean http2) {
  /** How many files a server may have open that is to meet more sockets than it can hold. */
  static final int FILES = 1_536;

  static List<Siege> all() {
    return List.of(
        slow("slow headers", List.of("-H", "-i", "2", "-x", "24"), "/plaintext"),
        slow("slow body", List.of("-B", "-i", "2", "-s", "8192", "-x", "10"), "/echo"),
        slow(
            "slow read",
            List.of("-X", "-w", "1", "-y", "10", "-n", "2", "-z", "1", "-k", "3"),
            "/plaintext"),
        new Siege("sockets", FILES + 500, Optional.empty(), false),
        flood("header bomb", 16, false),
        flood("rapid reset", 8, true),
        flood("MadeYouReset", 8, true),
        flood("CONTINUATION flood", 8, true),
        flood("empty CONTINUATION flood", 8, true),
        flood("HPACK bomb", 8, true),
        flood("fields of HTTP/2", 8, true),
        flood("PING flood", 8, true),
        flood("SETTINGS flood", 8, true),
        flood("window stall", 100, true));
  }

  private static Siege slow(String name, List<String> how, String path) {
    List<String> arguments = new ArrayList<>(how);
    arguments.add(path);
    return new Siege(name, 1_000, Optional.of(List.copyOf(arguments)), false);
  }

  private static Siege flood(String name, int connections, boolean http2) {
    return new Siege(name, connections, Optional.empty(), http2);
  }

  /** What a reader of the table sees. */
  String title() {
    return switch (name) {
      case "slow headers", "slow body", "slow read" -> name + ", 1,000 connections (slowhttptest)";
      case "sockets" -> "500 sockets more than it may have open";
      case "rapid reset" -> "rapid reset (CVE-2023-44487)";
      case "MadeYouReset" -> "MadeYouReset (CVE-2025-8671)";
      case "CONTINUATION flood" -> "CONTINUATION flood (CVE-2024-27316)";
      case "header bomb" -> "heads without end, 16 connections";
      case "fields of HTTP/2" -> "8,000 fields a head, HTTP/2";
      case "window stall" -> "10,000 answers that the windows hold back";
      default -> name;
    };
  }

  /** More sockets than a server can have open: the attack that needs a server with few. */
  boolean needsFewFiles() {
    return name.equals("sockets");
  }

  /** The command of the attacker, a process of its own. */
  List<String> command(int port, int seconds) {
    List<String> command = new ArrayList<>(List.of("nice", "-n", "5"));
    if (tool.isPresent()) {
      List<String> how = tool.get();
      command.add("slowhttptest");
      command.addAll(how.subList(0, how.size() - 1));
      // It takes two seconds and more until all connections are there.
      command.addAll(List.of("-c", "" + connections, "-r", "500", "-p", "3"));
      command.addAll(List.of("-l", "" + (seconds + 2)));
      command.addAll(List.of("-u", "http://127.0.0.1:" + port + how.getLast()));
    } else {
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.addAll(List.of("-Xmx256m", "-XX:+UseSerialGC", "-cp"));
      command.add(System.getProperty("java.class.path"));
      command.add(Attacker.class.getName());
      command.addAll(List.of(name, "" + port, "" + seconds, "" + connections));
    }
    return command;
  }
}
