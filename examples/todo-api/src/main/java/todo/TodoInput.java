package todo;

import io.lokstra.config.Default;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import java.time.LocalDate;
import java.util.Optional;

/** What a client may say about a todo; everything else is ours. */
record TodoInput(
    @NotBlank @Size(max = 200) String title,
    @Default("false") boolean done,
    Optional<LocalDate> due) {

  TodoInput {
    title = title.strip();
  }
}
