import io.lokstra.logging.LokstraLogProvider;
import org.slf4j.spi.SLF4JServiceProvider;

/**
 * Where SLF4J writes to: lines for people or for machines, with their fields and those of the
 * request. Nothing is exported: an application meets it through {@code io.lokstra.log} and SLF4J.
 */
module io.lokstra.logging {
  requires io.lokstra.core;
  requires static org.jspecify;
  requires org.slf4j;

  provides SLF4JServiceProvider with
      LokstraLogProvider;
}
