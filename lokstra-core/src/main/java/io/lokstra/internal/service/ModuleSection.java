package io.lokstra.internal.service;

import io.lokstra.config.Default;
import io.lokstra.config.Options;
import java.util.List;

/**
 * What is configured of modules, at the top level.
 *
 * @param modules what each may do
 */
@Options
public record ModuleSection(@Default("") List<ModuleOptions> modules) {}
