package io.lokstra.http;

import io.lokstra.config.Options;
import io.lokstra.log.LoggingOptions;

/**
 * Where {@code logging} stands.
 *
 * @param logging what is logged and how; of the whole process
 */
@Options
record LoggingSection(LoggingOptions logging) {}
