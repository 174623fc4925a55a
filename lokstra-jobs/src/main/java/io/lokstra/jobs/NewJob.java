package io.lokstra.jobs;

import java.util.function.Consumer;

/**
 * A job to be enqueued together with others: in bulk, in a batch, in a chain.
 *
 * @param payload what is to be done
 * @param options says how, after the defaults of its type
 */
public record NewJob(Record payload, Consumer<JobDraft> options) {

  /** By the defaults of its type. */
  public static NewJob of(Record payload) {
    return new NewJob(payload, draft -> {});
  }

  /** With options. */
  public static NewJob of(Record payload, Consumer<JobDraft> options) {
    return new NewJob(payload, options);
  }
}
