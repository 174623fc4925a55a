package todo;

import io.lokstra.http.EntityTag;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;

/**
 * Something to do.
 *
 * @param version grows with every change; the tag of its state
 */
record Todo(
    long id, String title, boolean done, Optional<LocalDate> due, long version, Instant createdAt) {

  EntityTag tag() {
    return EntityTag.of(version);
  }
}
