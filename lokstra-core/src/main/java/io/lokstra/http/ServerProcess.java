package io.lokstra.http;

import io.lokstra.config.ConfigurationException;
import io.lokstra.engine.ListenAddress;
import java.io.PrintStream;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** A server as the whole of a process: command line, signals, exit code. */
final class ServerProcess {
  private static final int CANNOT_START = 1;
  private static final int CUT = 3;
  private static final int SECOND_SIGNAL = 130;

  private ServerProcess() {}

  /** Starts, waits for a signal, stops and exits; see {@link Server#run}. */
  static void run(Server server, String... args) {
    if (args.length > 0 && args[0].equals("services")) {
      System.exit(
          ServicesCommand.run(server, System.getenv(), List.of(args), System.out, System.err));
      return;
    }
    if (args.length > 0 && args[0].equals("config")) {
      List<String> rest = List.of(args).subList(1, args.length);
      System.exit(new ConfigCommand(server, System.getenv(), System.out, System.err).run(rest));
    }
    RunningServer running;
    try {
      running = server.start(System.getenv(), true, args);
    } catch (StartupException | ConfigurationException e) {
      System.err.println(e.getMessage());
      System.exit(CANNOT_START);
      return;
    } catch (RuntimeException e) {
      System.err.println("server " + server.name() + " cannot start:");
      e.printStackTrace();
      System.exit(CANNOT_START);
      return;
    }
    CountDownLatch told = new CountDownLatch(1);
    for (String name : List.of("TERM", "INT")) {
      try {
        Signals.on(name, () -> told(told));
      } catch (IllegalStateException e) {
        System.err.println(e.getMessage() + "; it will end the process without a drain");
      }
    }
    if (!running.configFiles().isEmpty()) {
      Hangup.reloads(running, () -> told(told));
    }
    if (running.reportForm() == StartReportForm.TEXT) {
      report(running, System.out);
    } else if (running.reportForm() == StartReportForm.JSON) {
      System.out.println(running.report().json());
    }
    try {
      told.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    System.exit(running.stop().isEmpty() ? 0 : CUT);
  }

  private static void told(CountDownLatch told) {
    if (told.getCount() == 0) {
      System.err.println("second signal: stops at once");
      Runtime.getRuntime().halt(SECOND_SIGNAL);
    }
    told.countDown();
  }

  /**
   * Where it listens and what it serves, for people. Standard output, so that it is there without
   * any logging set up.
   */
  static void report(RunningServer server, PrintStream out) {
    StringBuilder text = new StringBuilder(256);
    text.append(server.name())
        .append(" started in ")
        .append(server.startTime().toMillis())
        .append(" ms (")
        .append(server.engine())
        .append(")\n");
    if (!server.configFiles().isEmpty()) {
      text.append("  configured by ")
          .append(String.join(", ", server.configFiles().stream().map(Object::toString).toList()))
          .append('\n');
    }
    StartReport report = server.report();
    int order = 0;
    for (StartReport.StartedServiceReport service : report.services()) {
      text.append(order++ == 0 ? "  services\n" : "")
          .append("    ")
          .append(service.order())
          .append("  ")
          .append(service.name())
          .append("  ")
          .append(service.type())
          .append("  ")
          .append(service.time().toMillis())
          .append(" ms\n");
      for (String note : service.notes()) {
        text.append("       ").append(note).append('\n');
      }
    }
    for (RunningServer.Bound bound : server.bound()) {
      for (App app : bound.apps()) {
        text.append("  ")
            .append(app.name())
            .append("  ")
            .append(url(bound.tls() ? "https" : "http", bound.listener().address()))
            .append('\n');
      }
      RoutePrinter.print(
          bound.site().table().engine().routes().stream().map(r -> r.value().route()).toList(),
          text);
    }
    List<String> sources = report.sources();
    if (!report.services().isEmpty() || !isProgramAlone(sources)) {
      text.append("  configuration: ").append(String.join(", ", sources)).append('\n');
    }
    out.print(text);
    out.flush();
  }

  private static boolean isProgramAlone(List<String> sources) {
    return sources.isEmpty() || (sources.size() == 1 && sources.getFirst().startsWith("program"));
  }

  private static String url(String scheme, ListenAddress address) {
    if (address instanceof ListenAddress.Tcp tcp) {
      boolean any = tcp.host().isEmpty() || tcp.host().equals("0.0.0.0");
      return scheme + "://" + (any ? "localhost:" + tcp.port() : tcp);
    }
    return address.toString();
  }
}
