package io.lokstra.bench;

/**
 * What the clients do.
 *
 * @param name for tables
 * @param path what is asked for
 * @param connections how many are open, each kept alive
 * @param pipeline how many requests are sent at a time on each
 */
record Load(String name, String path, int connections, int pipeline) {}
