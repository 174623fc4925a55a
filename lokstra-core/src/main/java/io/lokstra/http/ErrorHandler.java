package io.lokstra.http;

/**
 * Turns an exception of the application into a response.
 *
 * @param <E> the exceptions it understands
 */
@FunctionalInterface
public interface ErrorHandler<E extends Throwable> {

  /** The answer to {@code ctx}, which failed with {@code error}. */
  Response handle(RequestContext ctx, E error) throws Exception;
}
