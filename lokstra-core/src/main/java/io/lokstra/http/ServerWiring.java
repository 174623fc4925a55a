package io.lokstra.http;

import io.lokstra.config.Options;
import java.util.List;
import java.util.Optional;

/**
 * What configuration says of the server as a whole; keys under {@code server}, beside {@link
 * ServerOptions}.
 *
 * @param name what it is called in logs; as the program says unless said
 * @param middleware around all apps, outermost first, outside of what the program puts around them
 * @param reload when files of configuration are read again
 */
@Options
record ServerWiring(Optional<String> name, List<MiddlewareUse> middleware, ReloadOptions reload) {}
