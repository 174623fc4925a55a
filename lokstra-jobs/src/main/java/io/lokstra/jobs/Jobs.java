package io.lokstra.jobs;

import io.lokstra.engine.Listener.Stuck;
import io.lokstra.http.RequestContext;
import io.lokstra.jobs.internal.Scheduler;
import io.lokstra.jobs.internal.Tally;
import io.lokstra.jobs.internal.Worker;
import io.lokstra.jobs.internal.memory.MemoryBackend;
import io.lokstra.jobs.spi.JobBackend;
import io.lokstra.jobs.spi.JobJson;
import io.lokstra.jobs.spi.JobSpec;
import io.lokstra.service.Drainable;
import io.lokstra.service.Service;
import io.lokstra.service.StartContext;
import io.lokstra.service.StopContext;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The jobs of a program: which there are, how they are enqueued, run and managed. Thread-safe.
 *
 * <pre>{@code
 * record SendInvoice(long id) {}
 *
 * jobs.handler("send-invoice", SendInvoice.class, (job, in) -> mailer.send(in.id()));
 * jobs.enqueue(new SendInvoice(7));
 * }</pre>
 *
 * <p>Every job is run at least once and ends done, dead or cancelled; exactly one completion
 * counts. What outlives the process depends on the back end.
 *
 * <p>As a service it is of the type {@code worker}, configured by {@link JobsOptions}; its slot
 * {@code backend} holds the {@link JobBackend}, and where that is empty jobs are kept in this
 * process. Services that have handlers depend on it and register them when they are made; it begins
 * to work when everything has started, and ends while everything still runs.
 */
public final class Jobs implements Service, Drainable, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger("io.lokstra.jobs");
  private static final Duration DRAIN = Duration.ofSeconds(10);

  private final String name;
  private final JobBackend backend;
  private final boolean ownsBackend;
  private final JobsOptions options;
  private final Registry registry = new Registry();
  private final Tally tally = new Tally();
  private final Scheduler scheduler;
  private Optional<Worker> worker = Optional.empty();
  private boolean open;

  private Jobs(String name, JobBackend backend, boolean ownsBackend, JobsOptions options) {
    this.name = name;
    this.backend = backend;
    this.ownsBackend = ownsBackend;
    this.options = options;
    this.scheduler = new Scheduler(backend);
  }

  /** Jobs that are kept in this process and end with it; not started. */
  public static Jobs inProcess(String name, JobsOptions options) {
    return inProcess(name, options, InstantSource.system());
  }

  /** Jobs that are kept in this process, by a clock of the caller's; not started. */
  public static Jobs inProcess(String name, JobsOptions options, InstantSource clock) {
    return new Jobs(name, new MemoryBackend(clock, options.maxJobs()), true, options);
  }

  /**
   * Jobs over a back end; not started. The back end is opened with them, and closed by whoever made
   * it.
   */
  public static Jobs over(String name, JobBackend backend, JobsOptions options) {
    return new Jobs(name, backend, false, options);
  }

  /** The name it was given. */
  public String name() {
    return name;
  }

  // ---- What there is to be done --------------------------------------------------------------

  /**
   * Registers a type of jobs with its handler.
   *
   * @param type its name, which jobs are kept by: keep it when classes are renamed
   * @param payload what a job is about; written and read as JSON. A worker ignores what it does not
   *     know of it, and a job that lacks what it needs is dead with the missing part named
   */
  public <P extends Record> JobType<P> handler(
      String type, Class<P> payload, JobHandler<P> handler) {
    return registry.add(
        new JobType<>(
            type,
            payload,
            Optional.of((job, in) -> {
              handler.handle(job, in);
              return Registry.NOTHING;
            })));
  }

  /** Registers a type of jobs whose handler gives a result, which is kept with the job. */
  public <P extends Record> JobType<P> handlerWithResult(
      String type, Class<P> payload, JobHandler.WithResult<P> handler) {
    return registry.add(new JobType<>(type, payload, Optional.of(handler)));
  }

  /** Registers a type of jobs that this program enqueues and does not run. */
  public <P extends Record> JobType<P> declare(String type, Class<P> payload) {
    return registry.add(new JobType<>(type, payload, Optional.empty()));
  }

  /** Puts middleware around every job, the first added outermost. */
  public Jobs use(JobMiddleware middleware) {
    registry.use(middleware);
    return this;
  }

  /** The names of all types, sorted. */
  public List<String> types() {
    return registry.names();
  }

  // ---- Enqueue -------------------------------------------------------------------------------

  /**
   * Enqueues a job by the defaults of its type. When this returns, the back end has it.
   *
   * @throws IllegalArgumentException when no type has this payload
   * @throws JobsFullException when there is no room
   * @throws JobException when the back end cannot be reached; whether it has the job is not known
   *     then, and an enqueue with an {@linkplain JobDraft#id id} can be repeated
   */
  public Enqueued enqueue(Record payload) {
    return enqueue(NewJob.of(payload));
  }

  /** Enqueues a job with options; see {@link #enqueue(Record)}. */
  public Enqueued enqueue(Record payload, Consumer<JobDraft> options) {
    return enqueue(NewJob.of(payload, options));
  }

  private Enqueued enqueue(NewJob job) {
    return enqueueAll(List.of(job)).getFirst();
  }

  /** Enqueues jobs in one go; see {@link #enqueue(Record)}. */
  public List<Enqueued> enqueueAll(List<NewJob> jobs) {
    return put(jobs.stream().map(job -> spec(job, Optional.empty())).toList());
  }

  private List<Enqueued> put(List<JobSpec> specs) {
    List<Enqueued> answers = specs.isEmpty() ? List.of() : backend.enqueue(specs);
    tally.enqueued((int) answers.stream().filter(Enqueued.Accepted.class::isInstance).count());
    return answers;
  }

  /**
   * Enqueues a job of a type that is known by its name only, with its payload as JSON, which is
   * checked against the record.
   *
   * @throws io.lokstra.json.JsonException when it does not fit
   * @throws IllegalArgumentException when there is no such type
   */
  public Enqueued enqueueJson(String type, String payload, Consumer<JobDraft> options) {
    JobType<?> known =
        registry
            .named(type)
            .orElseThrow(() ->
                new IllegalArgumentException(
                    "there is no type of jobs '" + type + "'; there are " + registry.names()));
    return enqueue(NewJob.of(JobJson.read(payload, known.payload()), options));
  }

  /**
   * Enqueues jobs of which each begins when the one before it is done. When one is dead or
   * cancelled those after it wait for its replay.
   *
   * @return the ids, in order
   */
  public List<String> chain(NewJob first, NewJob... others) {
    List<JobSpec> all = new ArrayList<>();
    all.add(spec(first, Optional.empty()));
    for (NewJob other : others) {
      all.add(spec(other, Optional.empty()));
    }
    JobSpec head = all.getFirst();
    var _ = put(List.of(head.as(head.id(), all.subList(1, all.size()))));
    return all.stream().map(JobSpec::id).toList();
  }

  /**
   * Enqueues jobs, all or none, and another when the last of them is over, whatever became of them.
   *
   * @param whenOver may ask {@link #batch} what did
   * @return the id of the batch
   */
  public String batch(List<NewJob> jobs, NewJob whenOver) {
    return batch(jobs, Optional.of(whenOver));
  }

  /** Enqueues jobs, all or none, whose progress {@link #batch(String)} tells. */
  public String batch(List<NewJob> jobs) {
    return batch(jobs, Optional.empty());
  }

  private String batch(List<NewJob> jobs, Optional<NewJob> whenOver) {
    if (jobs.isEmpty()) {
      throw new IllegalArgumentException("a batch has at least one job");
    }
    String id = JobIds.next(System.currentTimeMillis());
    List<JobSpec> specs = jobs.stream().map(job -> spec(job, Optional.of(id))).toList();
    backend.enqueueBatch(
        id,
        specs,
        whenOver.map(job -> {
          NewJob told =
              NewJob.of(job.payload(), job.options().andThen(draft -> draft.context("batch", id)));
          return spec(told, Optional.empty());
        }));
    tally.enqueued(specs.size());
    return id;
  }

  /** A batch as it stands, as long as it is kept. */
  public Optional<BatchStatus> batch(String id) {
    return backend.batch(id);
  }

  private JobSpec spec(NewJob job, Optional<String> batch) {
    JobType<?> type = registry.of(job.payload().getClass());
    JobDraft draft = new JobDraft(JobIds.next(System.currentTimeMillis()));
    surroundings(draft);
    type.defaults().accept(draft);
    job.options().accept(draft);
    return draft.spec(type.name(), JobJson.write(job.payload()), batch);
  }

  /** What a job has from where it was enqueued: a request, or another job. */
  private static void surroundings(JobDraft draft) {
    Optional<JobContext> job = JobContext.current();
    Optional<RequestContext> request = RequestContext.current();
    if (job.isPresent()) {
      job.get().context().forEach(draft::context);
      job.get().tenant().ifPresent(draft::tenant);
    } else if (request.isPresent()) {
      draft.context("request-id", request.get().requestId());
      request.get().header("traceparent").ifPresent(trace -> draft.context("traceparent", trace));
    }
  }

  // ---- Schedules -----------------------------------------------------------------------------

  /** {@link #schedule(String, ScheduleRule, Missed, NewJob)}, missed times left out. */
  public void schedule(String schedule, ScheduleRule rule, Record payload) {
    schedule(schedule, rule, Missed.SKIP, NewJob.of(payload));
  }

  /**
   * Enqueues a job at all times of a rule, once for each over all processes that declare the same
   * schedule. A schedule that no process declares any more does not fire.
   *
   * @param schedule its name
   * @param rule {@link Cron} or {@link Every}
   * @param missed what becomes of times at which no process was there
   */
  public void schedule(String schedule, ScheduleRule rule, Missed missed, NewJob job) {
    JobDraft.name("name of a schedule", schedule);
    JobType<?> type = registry.of(job.payload().getClass());
    scheduler.declare(
        new Scheduler.Declared(
            schedule,
            rule,
            missed,
            type.name(),
            id ->
                spec(
                    NewJob.of(
                        job.payload(),
                        job.options().andThen(draft -> draft.id(id).context("schedule", schedule))),
                    Optional.empty())));
  }

  /** All schedules, by name. */
  public List<ScheduleInfo> schedules() {
    Map<String, Scheduler.Declared> declared = scheduler.declared();
    return backend.schedules().stream()
        .map(state ->
            new ScheduleInfo(
                state.name(),
                state.rule(),
                Optional.ofNullable(declared.get(state.name())).map(Scheduler.Declared::type),
                state.due(),
                state.last()))
        .sorted(Comparator.comparing(ScheduleInfo::name))
        .toList();
  }

  /**
   * Enqueues the job of a schedule now; its times stay as they are.
   *
   * @throws IllegalArgumentException when this process declares no such schedule
   */
  public Enqueued trigger(String schedule) {
    Scheduler.Declared declared = scheduler.declared().get(schedule);
    if (declared == null) {
      throw new IllegalArgumentException(
          "there is no schedule '"
              + schedule
              + "'; there are "
              + scheduler.declared().keySet().stream().sorted().toList());
    }
    return put(List.of(
            declared
                .job()
                .apply("schedule:" + schedule + ":" + JobIds.next(System.currentTimeMillis()))))
        .getFirst();
  }

  /** Forgets what is kept of a schedule that no process declares any more. */
  public boolean removeSchedule(String schedule) {
    return backend.removeSchedule(schedule);
  }

  // ---- Managing ------------------------------------------------------------------------------

  /** A job as it stands, as long as it is kept. */
  public Optional<JobInfo> find(String id) {
    return backend.find(id);
  }

  /**
   * The result of a job that is done, as long as it is kept.
   *
   * @throws io.lokstra.json.JsonException when it is of another type
   */
  public <T> Optional<T> result(String id, Class<T> type) {
    return find(id).flatMap(JobInfo::result).map(json -> JobJson.read(json, type));
  }

  /** Jobs, newest first. */
  public List<JobInfo> list(JobQuery query) {
    return backend.list(query);
  }

  /** Calls a job off; one that runs is interrupted. */
  public boolean cancel(String id) {
    boolean done = backend.cancel(id, "called off by hand");
    current().ifPresent(running -> running.cancel(id));
    return done;
  }

  /**
   * Has a job that is dead, cancelled or parked tried again from the beginning, and one that is
   * scheduled tried now.
   */
  public boolean retry(String id) {
    return backend.retry(id);
  }

  /**
   * {@link #retry} for all that a query gives.
   *
   * @return how many are tried again
   */
  public int retryAll(JobQuery query) {
    int tried = 0;
    for (JobInfo job : list(query)) {
      tried += retry(job.id()) ? 1 : 0;
    }
    return tried;
  }

  /** Nobody takes from this queue any more, in any process. What runs goes on. */
  public void pause(String queue) {
    backend.pause(JobDraft.name("name of a queue", queue));
  }

  /** Undoes {@link #pause}. */
  public void resume(String queue) {
    backend.resume(JobDraft.name("name of a queue", queue));
  }

  /** All queues, by name. */
  public List<QueueStatus> queues() {
    return backend.queues();
  }

  /** What this process has done since it started. */
  public JobCounts counts() {
    return tally.counts(current().map(Worker::running).orElse(0));
  }

  /** The back end, for people. */
  public String backend() {
    return backend.description();
  }

  // ---- Life cycle ----------------------------------------------------------------------------

  /** Opens the back end and begins to work, for a program that has no server. */
  public Jobs start() {
    open();
    begin();
    return this;
  }

  @Override
  public void onStart(StartContext start) {
    open();
  }

  private synchronized void open() {
    if (open) {
      return;
    }
    backend.open(options.settings());
    scheduler.open();
    open = true;
    if (!backend.isDurable()) {
      LOG.info(
          "jobs of '{}' are kept in this process and end with it; a back end keeps them: services.{}.use.backend",
          name,
          name);
    }
  }

  /**
   * Begins to run jobs and to fire schedules, if {@link JobsOptions#work()}. As a service it does
   * so by itself, when everything has started.
   */
  public synchronized void begin() {
    if (!open) {
      throw new IllegalStateException("jobs '" + name + "' have not started");
    }
    if (options.work() && worker.isEmpty()) {
      Worker begun = new Worker(name, backend, registry, options, scheduler, tally);
      worker = Optional.of(begun);
      begun.begin();
    }
  }

  private synchronized Optional<Worker> current() {
    return worker;
  }

  @Override
  public List<Stuck> drain(StopContext stop) {
    return drain(stop.remaining());
  }

  /**
   * Fetches no more, waits for what runs, and after {@code atMost} interrupts it and hands it back,
   * no attempt counted.
   *
   * @return what did not end even then
   */
  public List<Stuck> drain(Duration atMost) {
    Optional<Worker> ending;
    synchronized (this) {
      ending = worker;
      worker = Optional.empty();
    }
    if (ending.isEmpty()) {
      return List.of();
    }
    return ending.get().drain(atMost).stream()
        .map(cut ->
            new Stuck(
                "job " + cut.type() + " " + cut.id(),
                "job " + cut.type() + " " + cut.id(),
                cut.running(),
                cut.stack()))
        .toList();
  }

  @Override
  public void onStop(StopContext stop) {
    var _ = drain(stop.remaining());
  }

  /** Ends its work if it still works, within 10 s, and closes what it made itself. */
  @Override
  public void close() {
    var _ = drain(DRAIN);
    if (ownsBackend) {
      backend.close();
    }
  }

  /** The clock of the back end. */
  Instant now() {
    return backend.now();
  }
}
