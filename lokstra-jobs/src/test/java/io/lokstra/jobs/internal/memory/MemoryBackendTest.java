package io.lokstra.jobs.internal.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lokstra.jobs.JobsFullException;
import io.lokstra.jobs.spi.BackendSettings;
import io.lokstra.jobs.spi.JobBackend;
import io.lokstra.jobs.spi.JobSpec;
import io.lokstra.jobs.testkit.JobBackendContract;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The back end in memory. */
class MemoryBackendTest implements JobBackendContract {

  @Override
  public JobBackend backend() {
    return new MemoryBackend(InstantSource.system(), 10_000);
  }

  @Test
  void refusesMoreThanItHolds() {
    try (JobBackend backend = new MemoryBackend(InstantSource.system(), 2)) {
      backend.open(BackendSettings.STANDARD);
      JobSpec one = JobSpec.of("1", "send", "mail", "{}");
      assertThat(backend.enqueue(List.of(one))).hasSize(1);
      assertThatThrownBy(
              () -> backend.enqueue(List.of(one.as("2", List.of()), one.as("3", List.of()))))
          .isInstanceOf(JobsFullException.class)
          .hasMessageContaining("1 are waiting or running, and at most 2 are held (max-jobs)");
      assertThat(backend.enqueue(List.of(one.as("2", List.of())))).hasSize(1);
      assertThat(backend.cancel("1", "test")).isTrue();
      assertThat(backend.enqueue(List.of(one.as("3", List.of())))).hasSize(1);
      assertThat(backend.isDurable()).isFalse();
      assertThat(backend.description()).isEqualTo("in process");
    }
  }
}
