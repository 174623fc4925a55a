package io.lokstra.data;

/**
 * What is done inside a transaction.
 *
 * @param <T> its result
 * @param <X> what it may throw, besides unchecked exceptions
 */
@FunctionalInterface
public interface TransactionWork<T, X extends Exception> {

  /** Does it; whatever is thrown rolls back. */
  T run(Transaction transaction) throws X;

  /**
   * What is done inside a transaction for its effect alone.
   *
   * @param <X> what it may throw, besides unchecked exceptions
   */
  @FunctionalInterface
  interface Effect<X extends Exception> {

    /** Does it; whatever is thrown rolls back. */
    void run(Transaction transaction) throws X;
  }
}
