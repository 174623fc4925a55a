package io.lokstra.jobs;

import io.lokstra.jobs.internal.Handling;
import io.lokstra.jobs.spi.JobJson;
import io.lokstra.jobs.spi.LeasedJob;
import io.lokstra.json.JsonException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** The types of jobs of one program, and what is around all of them. Thread-safe. */
final class Registry implements Handling {
  private final Map<String, JobType<?>> byName = new ConcurrentHashMap<>();
  private final Map<Class<?>, JobType<?>> byPayload = new ConcurrentHashMap<>();
  private final List<JobMiddleware> middleware = new CopyOnWriteArrayList<>();

  <P extends Record> JobType<P> add(JobType<P> type) {
    JobDraft.name("name of a type of jobs", type.name());
    JobType<?> other = byPayload.putIfAbsent(type.payload(), type);
    if (other != null) {
      throw new IllegalArgumentException(
          "%s is the payload of '%s' already; give '%s' a record of its own"
              .formatted(type.payload().getName(), other.name(), type.name()));
    }
    if (byName.putIfAbsent(type.name(), type) != null) {
      byPayload.remove(type.payload(), type);
      throw new IllegalArgumentException(
          "there is a type of jobs '" + type.name() + "' already; names are unique");
    }
    return type;
  }

  void use(JobMiddleware each) {
    middleware.add(each);
  }

  /** The type whose payload this is. */
  JobType<?> of(Class<? extends Record> payload) {
    JobType<?> type = byPayload.get(payload);
    if (type == null) {
      throw new IllegalArgumentException(
          "no type of jobs has the payload %s; register its handler, or in a program that only enqueues it declare(\"name\", %s.class)"
              .formatted(payload.getName(), payload.getSimpleName()));
    }
    return type;
  }

  Optional<JobType<?>> named(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  List<String> names() {
    return byName.keySet().stream().sorted().toList();
  }

  @Override
  public Set<String> types() {
    List<String> handled = new ArrayList<>();
    byName.forEach((name, type) -> {
      if (type.handler().isPresent()) {
        handled.add(name);
      }
    });
    return Set.copyOf(handled);
  }

  @Override
  public boolean knows(String type) {
    JobType<?> known = byName.get(type);
    return known != null && known.handler().isPresent();
  }

  @Override
  public Optional<Retry> rule(String type, Throwable thrown) {
    if (thrown instanceof JsonException) {
      return Optional.of(Retry.NEVER); // what cannot be read now cannot be read later
    }
    return named(type).flatMap(known -> known.rule(thrown));
  }

  @Override
  public Outcome run(LeasedJob job, JobContext context, Judge judge) {
    JobType<?> type =
        named(job.spec().type()).orElseThrow(() -> new IllegalStateException("checked before"));
    JobMiddleware.Next chain = ctx -> handle(type, job, ctx, judge);
    for (JobMiddleware each : List.copyOf(middleware).reversed()) {
      JobMiddleware.Next inner = chain;
      chain =
          ctx -> {
            try {
              return each.run(ctx, inner);
            } catch (Throwable e) { // whatever it is, it is the job's failure and not the worker's
              return judge.of(e);
            }
          };
    }
    return chain.run(context);
  }

  private static <P extends Record> Outcome handle(
      JobType<P> type, LeasedJob job, JobContext context, Judge judge) {
    try {
      P payload = JobJson.read(job.spec().payload(), type.payload());
      Object result = type.handler().orElseThrow().handle(context, payload);
      return new Outcome.Done(result == NOTHING ? Optional.empty() : Optional.of(result));
    } catch (Throwable e) { // whatever it is, it is the job's failure and not the worker's
      return judge.of(e);
    }
  }

  /** What a handler without a result gives. */
  static final Object NOTHING = new Object();
}
