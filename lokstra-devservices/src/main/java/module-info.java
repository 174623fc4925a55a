/**
 * A real PostgreSQL and a real Redis for development and tests, started where a configuration asks
 * for them by name: {@code dev:postgresql}, {@code dev:redis}.
 *
 * <p>Nothing is exported: {@link io.lokstra.dev} is how they are had. In production, and before one
 * is asked for, nothing of this is loaded.
 */
module io.lokstra.devservices {
  requires io.lokstra.core;
  requires java.sql;
  requires org.jspecify;
  requires org.slf4j;
  requires org.tukaani.xz;

  provides io.lokstra.dev.DevServiceProvider with
      io.lokstra.devservices.internal.Postgres,
      io.lokstra.devservices.internal.Redis;
}
