package io.lokstra.internal.service;

import io.lokstra.config.Options;

/** The configuration of a service that has none. */
@Options
record NoConfig() {}
