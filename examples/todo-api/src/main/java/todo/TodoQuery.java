package todo;

import io.lokstra.bind.Allowed;
import io.lokstra.bind.QueryParam;
import io.lokstra.config.Default;
import io.lokstra.http.PageQuery;
import io.lokstra.http.Sort;
import jakarta.validation.constraints.Size;
import java.util.Optional;

/**
 * Which todos a client asks for: {@code ?q=milk&done=false&sort=-due,title&page=2&page_size=50}.
 *
 * @param q part of the title, upper or lower case alike
 */
@QueryParam
record TodoQuery(
    @Default("") @Size(max = 200) String q,
    Optional<Boolean> done,
    @Allowed({"id", "title", "done", "due", "created_at"}) @Default("id") Sort sort,
    PageQuery page) {

  /** The pattern for SQL's LIKE, in which {@code !} takes away the meaning of what follows. */
  String pattern() {
    return "%" + q.toLowerCase(java.util.Locale.ROOT).replaceAll("[!%_]", "!$0") + "%";
  }
}
