/**
 * Jobs: work that is asked for now and done later, by this process or by others, with schedules.
 *
 * <p>{@link io.lokstra.jobs.Jobs} is where a reader begins. {@code io.lokstra.jobs.spi} is what a
 * back end implements, and {@code io.lokstra.jobs.testkit} the contract every one of them passes.
 */
module io.lokstra.jobs {
  requires transitive io.lokstra.core;
  requires transitive org.jspecify;
  requires org.slf4j;
  requires static org.junit.jupiter.api;
  requires static org.assertj.core;

  exports io.lokstra.jobs;
  exports io.lokstra.jobs.spi;
  exports io.lokstra.jobs.testkit;

  provides io.lokstra.service.LokstraModule with
      io.lokstra.jobs.internal.JobsModule;

  opens io.lokstra.jobs to
      io.lokstra.core;
}
