package io.lokstra.jobs.testkit;

import io.lokstra.jobs.spi.BackendSettings;
import io.lokstra.jobs.spi.JobBackend;

/** What the parts of the contract stand on. */
interface UnderTest {
  JobBackend backend();

  default BackendFixture opened() {
    return opened(BackendSettings.STANDARD);
  }

  default BackendFixture opened(BackendSettings settings) {
    return new BackendFixture(backend(), settings);
  }
}
