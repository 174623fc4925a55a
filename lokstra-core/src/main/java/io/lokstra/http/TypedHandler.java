package io.lokstra.http;

/**
 * Answers a request whose input was bound and validated before.
 *
 * @param <T> the input, most often a record
 */
@FunctionalInterface
public interface TypedHandler<T> {

  /**
   * Answers {@code ctx}; {@code input} is complete and valid. The result means what it means to
   * {@link Handler}.
   */
  Object handle(RequestContext ctx, T input) throws Exception;
}
