package io.lokstra.http;

/**
 * Who asked, and how, as far as it can be believed.
 *
 * @param client the client's address as an IP literal; empty on a Unix socket
 * @param scheme {@code "http"} or {@code "https"}
 * @param host host and port as the client named them
 */
record Forwarded(String client, String scheme, String host) {}
