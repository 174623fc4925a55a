package io.lokstra.data.internal;

import io.lokstra.config.Secret;
import io.lokstra.data.DbException;
import io.lokstra.data.DbOptions;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.output.MigrateResult;
import org.slf4j.Logger;

/** Brings the schema to the version the application expects, before anything uses it. */
public final class Migrations {
  private Migrations() {}

  /**
   * Applies what is not applied yet, on connections of its own: Flyway needs more than one at a
   * time, and a migration may take longer than any query.
   *
   * @param location a folder of the class path, or {@code filesystem:} and a folder
   */
  public static void run(Logger log, String name, DbOptions options, String location) {
    try {
      MigrateResult result =
          Flyway.configure()
              .loggers("slf4j")
              .dataSource(
                  options.url(),
                  options.user().orElse(null),
                  options.password().map(Secret::reveal).orElse(null))
              .locations(location)
              .failOnMissingLocations(true)
              .validateMigrationNaming(true)
              .load()
              .migrate();
      if (result.migrationsExecuted > 0) {
        log.info(
            "pool {}: {} migrations applied, the schema is at version {}",
            name,
            result.migrationsExecuted,
            result.targetSchemaVersion);
      }
    } catch (FlywayException e) {
      throw new DbException(
          "pool " + name + ": the migrations in " + location + " failed: " + e.getMessage(), "", e);
    }
  }
}
