package io.lokstra.http;

import io.lokstra.config.ConfigurationException;
import io.lokstra.internal.service.GraphText;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** {@code services [--json] [--key=value…]}: prints the life cycle and starts nothing. */
final class ServicesCommand {
  private static final String JSON = "--json";

  private ServicesCommand() {}

  /**
   * Prints.
   *
   * @param args the command line, the command first
   * @return the exit code: 0, or 1 when the server could not start either
   */
  static int run(
      Server server,
      Map<String, String> environment,
      List<String> args,
      PrintStream out,
      PrintStream err) {
    List<String> rest = new ArrayList<>(args.subList(1, args.size()));
    boolean json = rest.remove(JSON);
    try {
      new Startup(server, environment, true, rest.toArray(String[]::new))
          .inspect(life ->
              out.print(
                  json
                      ? GraphText.json(server.name(), life)
                      : GraphText.text(server.name(), life)));
      out.flush();
      return 0;
    } catch (StartupException | ConfigurationException e) {
      err.println(e.getMessage());
      return 1;
    }
  }
}
