package io.lokstra.internal.service;

import java.time.Duration;
import java.util.List;

/**
 * A service that has started.
 *
 * @param name its name
 * @param type the name of its type
 * @param order from 1, in the order in which starts ended
 * @param time how long its own start took
 * @param notes what it had to say when it started
 */
public record StartedService(
    String name, String type, int order, Duration time, List<String> notes) {}
