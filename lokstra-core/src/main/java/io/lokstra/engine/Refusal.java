package io.lokstra.engine;

/**
 * Why an engine answers a request itself, or does not give its call the body.
 *
 * @param status the HTTP status: 400, 408, 413, 414, 417, 431, 501, 503, 505
 * @param code a stable word for programs: {@code "header_too_large"}
 * @param message a sentence for people, free of anything the client sent
 */
public record Refusal(int status, String code, String message) {}
