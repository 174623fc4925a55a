package io.lokstra.jobs.testkit;

import io.lokstra.jobs.spi.BackendSettings;
import io.lokstra.jobs.spi.JobBackend;

/** What the parts of the contract stand on. */
public interface UnderTest {
  /** A new back end, not opened. */
  JobBackend backend();

  /** One that is opened. */
  default BackendFixture opened() {
    return opened(BackendSettings.STANDARD);
  }

  /** One that is opened with settings. */
  default BackendFixture opened(BackendSettings settings) {
    return new BackendFixture(backend(), settings);
  }
}
