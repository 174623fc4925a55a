package io.lokstra.internal.service;

import io.lokstra.config.Default;
import io.lokstra.config.Options;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Positive;
import java.time.Duration;
import java.util.Map;

/**
 * What configuration says of a service; keys under {@code services.<name>}. Those under {@code
 * config} are its type's own.
 *
 * @param name the service's name
 * @param type the name of its type, as it is registered by the program or by a module
 * @param use the services it depends on, by its own names for them: {@code {db: main-db}}; the name
 *     itself where nothing is said
 * @param lazy whether it is started only when it is first asked for
 * @param startTimeout how long it may take to start; the server does not start when that has passed
 * @param stopTimeout how long it may take to stop; it is interrupted then, and a second later the
 *     others stop without waiting for it
 */
@Options
public record ServiceOptions(
    String name,
    @NotBlank String type,
    Map<String, String> use,
    @Default("false") boolean lazy,
    @Default("5m") @Positive Duration startTimeout,
    @Default("10s") @Positive Duration stopTimeout) {}
