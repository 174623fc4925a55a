package io.lokstra.jobs.internal;

import io.lokstra.jobs.Jobs;
import io.lokstra.jobs.JobsOptions;
import io.lokstra.jobs.spi.JobBackend;
import io.lokstra.service.Contributions;
import io.lokstra.service.LokstraModule;

/** What this module contributes: the service type {@code worker}. */
public final class JobsModule implements LokstraModule {

  @Override
  public String name() {
    return "lokstra-jobs";
  }

  @Override
  public void contribute(Contributions to) {
    to.type(
            "worker",
            JobsOptions.class,
            (options, use) ->
                use.find("backend", JobBackend.class)
                    .map(backend -> Jobs.over(use.name(), backend, options))
                    .orElseGet(() -> Jobs.inProcess(use.name(), options)))
        // Only now has everything started that handlers may need.
        .afterStart(services -> services.all(Jobs.class).forEach(Jobs::begin));
  }
}
