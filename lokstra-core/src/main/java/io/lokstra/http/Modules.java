package io.lokstra.http;

import io.lokstra.config.ConfigProblem;
import io.lokstra.config.ConfigSources;
import io.lokstra.config.Configuration;
import io.lokstra.config.ConfigurationException;
import io.lokstra.internal.service.LifeCycle;
import io.lokstra.internal.service.ModuleOptions;
import io.lokstra.internal.service.ModuleSection;
import io.lokstra.internal.service.ServiceProblems;
import io.lokstra.internal.service.ServiceType;
import io.lokstra.service.Contributions;
import io.lokstra.service.LokstraModule;
import io.lokstra.service.ServiceDirectory;
import io.lokstra.service.ServiceFactory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.slf4j.LoggerFactory;

/** The modules that contribute to one server, and what each may do. */
final class Modules {
  private final Server server;
  private final List<LokstraModule> modules;
  private final Map<String, ModuleOptions> options = new LinkedHashMap<>();
  private final ServiceProblems problems = new ServiceProblems();

  Modules(Server server, List<LokstraModule> modules) {
    this.server = server;
    this.modules = modules;
  }

  /** Adds what they contribute to the server, as far as configuration lets them. */
  void contribute(Supplier<ConfigSources> sources) {
    readOptions(sources);
    for (LokstraModule module : modules) {
      ModuleOptions allowed = options.get(module.name());
      if (allowed == null || allowed.enabled()) {
        module.contribute(
            new Adding(
                module.name(),
                allowed == null
                    ? new ModuleOptions(module.name(), true, List.of("*"), List.of("*"))
                    : allowed));
      }
    }
  }

  /** Before all else is read, since what they add decides what there is to be configured. */
  private void readOptions(Supplier<ConfigSources> sources) {
    ConfigSources all = sources.get();
    put(all);
    try {
      Configuration.load(all)
          .bind("", ModuleSection.class)
          .modules()
          .forEach(each -> options.put(each.name(), each));
    } catch (ConfigurationException e) {
      // Told when everything is read.
    }
  }

  /** Makes them known to configuration. */
  void put(ConfigSources sources) {
    for (LokstraModule module : modules) {
      sources.code("module " + module.name(), "modules." + module.name() + ".name", module.name());
    }
  }

  /** What is wrong with them, and with what is said of them. */
  List<ConfigProblem> problems(Configuration configuration) {
    List<String> names = modules.stream().map(LokstraModule::name).toList();
    for (String name : options.keySet()) {
      if (!names.contains(name)) {
        problems.unknownModule(
            name, ServiceSettings.origin(configuration, "modules." + name + "."), names);
      }
    }
    return problems.all();
  }

  /** What they may do, by name. */
  Map<String, ModuleOptions> options() {
    return options;
  }

  /** Takes what one module adds. */
  private final class Adding implements Contributions {
    private final String module;
    private final ModuleOptions allowed;

    Adding(String module, ModuleOptions allowed) {
      this.module = module;
      this.allowed = allowed;
    }

    private boolean mayRegister(String what, String name) {
      if (allowed.mayRegister(name)) {
        return true;
      }
      LoggerFactory.getLogger("io.lokstra.server")
          .info(
              "module {} is not let add the {} '{}' (modules.{}.register)",
              module,
              what,
              name,
              module);
      return false;
    }

    @Override
    public <C extends Record> Contributions type(
        String type, Class<C> config, ServiceFactory<? super C, ?> factory) {
      if (mayRegister("service type", type)) {
        server
            .services()
            .contribute(new ServiceType<>(type, config, factory, module, "module " + module))
            .ifPresent(there -> problems.taken(module, "service type", type, there.origin()));
      }
      return this;
    }

    @Override
    public Contributions type(String type, ServiceFactory.Plain<?> factory) {
      return type(type, ServiceType.noConfig(), (config, use) -> factory.create(use));
    }

    @Override
    public <C extends Record> Contributions middleware(
        String name, Class<C> options, MiddlewareFactory<? super C> factory) {
      if (mayRegister("middleware", name)) {
        MiddlewareFactory<C> restricted =
            (values, services) -> factory.create(values, mine(services));
        if (MiddlewareType.STANDARD.contains(name) || server.middlewareTypes().containsKey(name)) {
          problems.taken(module, "middleware", name, "Lokstra, the program or another module");
        } else {
          server.middleware(name, options, restricted);
        }
      }
      return this;
    }

    private ServiceDirectory mine(ServiceDirectory services) {
      return LifeCycle.restricted(services, allowed);
    }

    @Override
    public Contributions beforeStart(Hook<? super ServiceDirectory> hook) {
      if (mayRegister("listener", "before-start")) {
        server.beforeStart(services -> hook.run(mine(services)));
      }
      return this;
    }

    @Override
    public Contributions afterStart(Hook<? super ServiceDirectory> hook) {
      if (mayRegister("listener", "after-start")) {
        server.afterStart(running -> hook.run(mine(running.services())));
      }
      return this;
    }

    @Override
    public Contributions beforeStop(Hook<? super ServiceDirectory> hook) {
      if (mayRegister("listener", "before-stop")) {
        server.beforeStop(running -> hook.run(mine(running.services())));
      }
      return this;
    }

    @Override
    public Contributions afterResponse(ResponseHook hook) {
      if (mayRegister("listener", "after-response")) {
        server.afterResponse(hook);
      }
      return this;
    }
  }

  /** Those that were found and those the program names, with what they add added. */
  static Modules of(Server server, Iterable<LokstraModule> found, Supplier<ConfigSources> sources) {
    Modules modules = new Modules(server, all(found, server.modules()));
    modules.contribute(sources);
    return modules;
  }

  private static List<LokstraModule> all(Iterable<LokstraModule> found, List<LokstraModule> named) {
    List<LokstraModule> all = new ArrayList<>(named);
    found.forEach(all::add);
    return all;
  }
}
