package io.lokstra.jobs;

/** What became of an enqueue. */
public sealed interface Enqueued {

  /** The job: the new one, or the one that is there already. */
  String id();

  /**
   * There is a new job.
   *
   * @param id its id
   */
  record Accepted(String id) implements Enqueued {}

  /**
   * The same enqueue was made before, with the same id; nothing has changed.
   *
   * @param id its id
   */
  record Repeated(String id) implements Enqueued {}

  /**
   * Another job holds the unique key; there is no new one.
   *
   * @param id the job that holds the key
   */
  record Duplicate(String id) implements Enqueued {}
}
