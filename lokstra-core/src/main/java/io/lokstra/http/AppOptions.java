package io.lokstra.http;

import io.lokstra.config.Options;
import io.lokstra.engine.ListenAddress;

/**
 * What configuration says of an app; keys under {@code apps.<name>}.
 *
 * @param name the app's name
 * @param listen where it is served: {@code :8080}, {@code host:8080}, {@code unix:/run/app.sock};
 *     port 0 lets the system choose
 */
@Options
record AppOptions(String name, ListenAddress listen) {}
