package io.lokstra.jobs;

/**
 * A batch as it stands.
 *
 * @param id its id
 * @param total how many jobs it has
 * @param pending how many of them are not over
 * @param failed how many were dead or cancelled when they were over first
 */
public record BatchStatus(String id, int total, int pending, int failed) {

  /** Whether all of its jobs are over. */
  public boolean isOver() {
    return pending == 0;
  }
}
