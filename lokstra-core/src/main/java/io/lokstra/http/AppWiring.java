package io.lokstra.http;

import io.lokstra.config.Options;
import java.util.List;

/**
 * What configuration puts into an app; keys under {@code apps.<name>}, beside {@link AppOptions}.
 *
 * @param middleware around the app, outermost first, outside of what the program puts around it
 * @param without middleware of the server that is left out here
 * @param routers routers of the program, by the names they are registered with
 * @param mounts files, single-page applications and proxies
 */
@Options
record AppWiring(
    List<MiddlewareUse> middleware,
    List<String> without,
    List<RouterUse> routers,
    List<MountOptions> mounts) {}
