package io.lokstra.http;

import io.lokstra.config.Default;
import io.lokstra.config.Options;
import io.lokstra.json.JsonOptions;
import java.util.List;

/**
 * Everything that is configured of a server.
 *
 * @param server how it runs
 * @param json how JSON is read and written
 * @param apps where its apps are served
 */
@Options
record RootOptions(ServerOptions server, JsonOptions json, @Default("") List<AppOptions> apps) {}
