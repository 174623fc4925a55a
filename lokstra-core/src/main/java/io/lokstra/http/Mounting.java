package io.lokstra.http;

import java.util.ArrayList;
import java.util.List;

/** Makes the routes of an app: what the program added, then what configuration mounts. */
final class Mounting {
  private final Wiring wiring;
  private final Server server;
  private final App app;
  private final AppWiring said;
  private final String path;

  Mounting(Wiring wiring, Server server, App app, AppWiring said) {
    this.wiring = wiring;
    this.server = server;
    this.app = app;
    this.said = said;
    this.path = "apps." + app.name();
  }

  /** A new router; that of the app stays as it is. */
  Router router() {
    Router described = app.routes();
    Router all = Router.declared(app.name(), wiring.origin(path));
    all.middleware().addAll(wiring.made(path + ".middleware"));
    all.middleware().addAll(described.middleware());
    all.excluded().addAll(described.excluded());
    all.excluded().addAll(said.without());
    all.errors().putAll(described.errors());
    if (described.isOffLoop()) {
      var _ = all.offLoop();
    }
    all.entries().addAll(described.entries());
    for (RouterUse use : said.routers()) {
      if (use.enabled()) {
        add(all, use);
      }
    }
    for (MountOptions mount : said.mounts()) {
      if (mount.enabled()) {
        add(all, mount);
      }
    }
    return all;
  }

  private void add(Router all, RouterUse use) {
    Router router = server.routers().get(use.registeredAs());
    if (router == null) {
      throw new IllegalStateException(use.registeredAs() + " was found when it was checked");
    }
    String at = path + ".routers." + use.name();
    Router group = group(at, use.without());
    group.entries().add(new Router.Entry.Mounted(use.prefix(), router, wiring.origin(at)));
    all.entries().add(new Router.Entry.Mounted("", group, wiring.origin(at)));
  }

  private void add(Router all, MountOptions mount) {
    String at = path + ".mounts." + mount.name();
    Router named = Router.declared(mount.name(), wiring.origin(at));
    List<RouteOption> options = new ArrayList<>();
    mount.maxBody().ifPresent(bytes -> options.add(RouteOption.maxBody(bytes)));
    mount.timeout().ifPresent(time -> options.add(RouteOption.timeout(time)));
    RouteOption[] each = options.toArray(new RouteOption[0]);
    mount.files().ifPresent(files -> named.files(mount.path(), served(files, false), each));
    mount.spa().ifPresent(files -> named.files(mount.path(), served(files, true), each));
    mount.proxy().ifPresent(proxy -> named.proxy(mount.path(), Proxy.of(proxy), each));
    Router group = group(at, mount.without());
    group.entries().add(new Router.Entry.Mounted("", named, wiring.origin(at)));
    all.entries().add(new Router.Entry.Mounted("", group, wiring.origin(at)));
  }

  private Router group(String at, List<String> without) {
    Router group = Router.declared("", wiring.origin(at));
    group.middleware().addAll(wiring.made(at + ".middleware"));
    group.excluded().addAll(without);
    return group;
  }

  private StaticFiles served(FilesOptions files, boolean singlePage) {
    StaticFiles.Options options =
        singlePage && files.options().fallback().isEmpty()
            ? files
                .options()
                .singlePage("index.html", files.options().except().toArray(new String[0]))
            : files.options();
    return files
        .directory()
        .map(directory -> StaticFiles.from(directory, options))
        .orElseGet(() ->
            StaticFiles.fromClassPath(
                server.resources().orElseThrow(), files.classPath().orElseThrow(), options));
  }
}
