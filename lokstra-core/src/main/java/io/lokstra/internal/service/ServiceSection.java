package io.lokstra.internal.service;

import io.lokstra.config.Default;
import io.lokstra.config.Options;
import java.util.List;

/**
 * What is configured of services, at the top level.
 *
 * @param services the services there are
 */
@Options
public record ServiceSection(@Default("") List<ServiceOptions> services) {}
