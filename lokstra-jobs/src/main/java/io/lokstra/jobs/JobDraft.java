package io.lokstra.jobs;

import io.lokstra.jobs.spi.JobSpec;
import io.lokstra.jobs.spi.KeyLimit;
import io.lokstra.jobs.spi.Unique;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * How a job is to be done: what an enqueue says besides the payload, and a {@link JobType} for all
 * of its jobs. Not thread-safe.
 *
 * <pre>{@code
 * jobs.enqueue(new SendInvoice(7), job -> job.queue("mail").delay(Duration.ofMinutes(5)));
 * }</pre>
 */
public final class JobDraft {
  private static final int LONGEST = 200;
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.:-]{0,199}");

  private String id;
  private String queue = "default";
  private Priority priority = Priority.NORMAL;
  private Duration delay = Duration.ZERO;
  private Optional<Instant> at = Optional.empty();
  private Optional<Unique> unique = Optional.empty();
  private Optional<KeyLimit> limit = Optional.empty();
  private Optional<Retry> retry = Optional.empty();
  private Optional<Duration> timeout = Optional.empty();
  private Optional<Instant> deadline = Optional.empty();
  private Optional<String> tenant = Optional.empty();
  private final Set<String> tags = new LinkedHashSet<>();
  private final Map<String, String> context = new LinkedHashMap<>();

  JobDraft(String id) {
    this.id = id;
  }

  /** Checks the name of a queue, type or schedule, or an id. */
  static String name(String what, String name) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "'%s' is no %s: it has 1 to 200 letters, digits, dashes, underscores, dots and colons, and begins with a letter or digit"
              .formatted(name.length() > LONGEST ? name.substring(0, LONGEST) : name, what));
    }
    return name;
  }

  private static String key(String what, String key) {
    if (key.isEmpty() || key.length() > LONGEST) {
      throw new IllegalArgumentException(
          "%s must have 1 to %d characters, not %d".formatted(what, LONGEST, key.length()));
    }
    if (key.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException(what + " must not have control characters");
    }
    return key;
  }

  private static Duration positive(String what, Duration time) {
    if (!time.isPositive()) {
      throw new IllegalArgumentException(what + " must be longer than nothing, not " + time);
    }
    return time;
  }

  /**
   * An id of your own, of letters, digits and {@code - _ . :}. To enqueue it again changes nothing,
   * so that a client that got no answer can just repeat itself.
   */
  public JobDraft id(String own) {
    id = name("id of a job", own);
    return this;
  }

  /** The queue; {@code default} unless said. */
  public JobDraft queue(String name) {
    queue = name("name of a queue", name);
    return this;
  }

  /** Which jobs of its queue it goes before. */
  public JobDraft priority(Priority level) {
    priority = level;
    return this;
  }

  /** It waits so long first, by the clock of the back end. */
  public JobDraft delay(Duration time) {
    if (time.isNegative()) {
      throw new IllegalArgumentException("a delay cannot be shorter than nothing, not " + time);
    }
    delay = time;
    return this;
  }

  /** It waits for this time. */
  public JobDraft at(Instant time) {
    at = Optional.of(time);
    return this;
  }

  /**
   * There is no other job with this key meanwhile: the enqueue of another is {@link
   * Enqueued.Duplicate}.
   *
   * @param scope until when; for a time, see {@link #uniqueFor}
   */
  public JobDraft unique(String key, UniqueScope scope) {
    if (scope == UniqueScope.PERIOD) {
      throw new IllegalArgumentException("say for how long: uniqueFor(key, period)");
    }
    unique = Optional.of(new Unique(key("a unique key", key), scope, Duration.ZERO));
    return this;
  }

  /** No other job with this key is enqueued for this time. */
  public JobDraft uniqueFor(String key, Duration period) {
    unique =
        Optional.of(
            new Unique(
                key("a unique key", key), UniqueScope.PERIOD, positive("the period", period)));
    return this;
  }

  /** At most so many jobs of its queue with this key run at once, over all processes. */
  public JobDraft limit(String key, int most) {
    if (most < 1) {
      throw new IllegalArgumentException("at least one job must be let run, not " + most);
    }
    limit = Optional.of(new KeyLimit(key("the key of a limit", key), most));
    return this;
  }

  /** How it is tried again. */
  public JobDraft retry(Retry policy) {
    retry = Optional.of(policy);
    return this;
  }

  /** How long one run may take; it is interrupted then, and the attempt has failed. */
  public JobDraft timeout(Duration time) {
    timeout = Optional.of(positive("a time-out", time));
    return this;
  }

  /** When it must be done: it is interrupted then, is not tried any more, and is dead. */
  public JobDraft deadline(Instant time) {
    deadline = Optional.of(time);
    return this;
  }

  /** Words to find it by. */
  public JobDraft tags(String... words) {
    for (String word : words) {
      tags.add(key("a tag", word));
    }
    return this;
  }

  /** For whom it is. */
  public JobDraft tenant(String name) {
    tenant = Optional.of(key("a tenant", name));
    return this;
  }

  /** Something its handler is told: {@link JobContext#context()}. */
  public JobDraft context(String name, String value) {
    context.put(name, value);
    return this;
  }

  /** The job. */
  JobSpec spec(String type, String payload, Optional<String> batch) {
    return new JobSpec(
        id,
        type,
        queue,
        priority,
        payload,
        delay,
        at,
        unique,
        limit,
        retry,
        timeout,
        deadline,
        List.copyOf(tags),
        tenant,
        context,
        batch,
        List.of());
  }
}
