package io.lokstra.internal.events;

import io.lokstra.json.Json;
import java.util.Optional;

/** What a stream of events asks of the request it answers. */
public interface StreamedRequest {

  /** What the client said it has seen. */
  Optional<String> lastEventId();

  /** Writes what is not text. */
  Json json();

  /** From now on no deadline holds, and the call counts as one that waits more than it works. */
  void endures();

  /** Whether the answer is no longer wanted. */
  boolean cancelled();

  /** Interrupts {@code thread} as soon as that is safe. */
  void interrupt(Thread thread);

  /** Calls {@code task} once the request has ended, however that comes about. */
  void onEnd(Runnable task);
}
