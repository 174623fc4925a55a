package io.lokstra.data.internal;

import io.lokstra.data.DbOptions;
import io.lokstra.data.DbPool;
import io.lokstra.dev.DevServices;
import io.lokstra.service.Contributions;
import io.lokstra.service.LokstraModule;

/** What this module contributes: the service type {@code dbpool}. */
public final class DataModule implements LokstraModule {

  @Override
  public String name() {
    return "lokstra-data";
  }

  @Override
  public void contribute(Contributions to) {
    to.type(
        "dbpool",
        DbOptions.class,
        (options, use) -> {
          DevServices.check(options.url(), use.mode());
          return DbPool.unopened(use.name(), options);
        });
  }
}
