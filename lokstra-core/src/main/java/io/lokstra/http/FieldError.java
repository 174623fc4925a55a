package io.lokstra.http;

/**
 * What is wrong with one field, in the shape a form uses as it is.
 *
 * @param field where: {@code "title"}, {@code "items[0].price"}; empty for the request as a whole
 * @param code a stable word for programs: {@code "required"}, {@code "size"}
 * @param message a sentence for people that says what was expected
 */
public record FieldError(String field, String code, String message) {}
