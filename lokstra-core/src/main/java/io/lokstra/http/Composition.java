package io.lokstra.http;

import io.lokstra.config.Configuration;
import io.lokstra.config.ConfigurationException;
import io.lokstra.internal.service.LifeCycle;
import io.lokstra.internal.service.ModuleOptions;
import io.lokstra.internal.service.ServiceProblems;
import io.lokstra.internal.service.Specification;
import io.lokstra.internal.service.Task;
import io.lokstra.service.Mode;
import io.lokstra.service.ServiceDirectory;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.LoggerFactory;

/**
 * What a server is made of besides what answers requests.
 *
 * @param services its services; empty when it has none
 * @param hooks what is to be done at points of its life
 * @param responses runs what is to be done after responses
 * @param configuration all that was read
 */
record Composition(
    Optional<LifeCycle> services,
    Optional<Hooks> hooks,
    Optional<ResponseHooks> responses,
    Configuration configuration)
    implements Supplier<ServiceDirectory> {

  /**
   * Makes services, and starts none.
   *
   * @throws ConfigurationException with all that is wrong; what was made is closed
   */
  static LifeCycle make(
      List<Specification> services, Map<String, ModuleOptions> modules, Mode mode) {
    ServiceProblems problems = new ServiceProblems();
    LifeCycle life = LifeCycle.make(services, modules, mode, problems);
    if (!problems.isEmpty()) {
      ConfigurationException refused = new ConfigurationException(problems.all());
      problems.causes().forEach(refused::addSuppressed);
      life.stop();
      throw refused;
    }
    return life;
  }

  /** The services, for routes, middleware and hooks. */
  @Override
  public ServiceDirectory get() {
    return services.orElseGet(LifeCycle::empty).directory();
  }

  /**
   * Runs what is to be done before the start, and starts the services.
   *
   * @throws StartupException when anything of it fails; services that had started are stopped again
   */
  void start(String server) {
    if (hooks.isPresent()) {
      ServiceDirectory directory = get();
      for (Hook<? super ServiceDirectory> hook : hooks.get().beforeStart()) {
        run(server, "before the start", hook, directory);
      }
    }
    if (services.isPresent()) {
      ServiceStart.run(server, services.get());
    }
  }

  /**
   * Runs what is to be done after the start.
   *
   * @throws StartupException when it fails
   */
  void started(String server, RunningServer running) {
    if (hooks.isPresent()) {
      for (Hook<? super RunningServer> hook : hooks.get().afterStart()) {
        run(server, "after the start", hook, running);
      }
    }
  }

  private static <T> void run(String server, String when, Hook<? super T> hook, T present) {
    try {
      hook.run(present);
    } catch (Exception e) {
      if (e instanceof InterruptedException) {
        Thread.currentThread().interrupt();
      }
      String message = e.getMessage() == null ? e.toString() : e.getMessage();
      throw new StartupException(server, "a hook " + when + " failed: " + message, e);
    }
  }

  /** Runs what is to be done before the stop; what fails is logged. */
  void stopping(RunningServer running, Duration timeout) {
    if (hooks.isEmpty()) {
      return;
    }
    for (Hook<? super RunningServer> hook : hooks.get().beforeStop()) {
      Task.End end = Task.run("lokstra-before-stop", timeout, () -> hook.run(running));
      if (end.failure().isPresent()) {
        LoggerFactory.getLogger("io.lokstra.server")
            .error("a hook before the stop failed", end.failure().get());
      } else if (end.late()) {
        LoggerFactory.getLogger("io.lokstra.server")
            .error("a hook before the stop did not end within {} ms", timeout.toMillis());
      }
    }
  }
}
