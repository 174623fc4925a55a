package io.lokstra.http;

/** Middleware under another name. */
final class Named implements Middleware {
  private final String name;
  private final Middleware middleware;

  Named(String name, Middleware middleware) {
    this.name = name;
    this.middleware = middleware;
  }

  @Override
  public Response handle(RequestContext ctx, Next next) throws Exception {
    return middleware.handle(ctx, next);
  }

  @Override
  public String name() {
    return name;
  }

  /** A setter of limits under another name. */
  record Setter(String name, LimitSetter setter) implements LimitSetter {
    @Override
    public Limits inside(Limits outside) {
      return setter.inside(outside);
    }
  }

  /** A reporter of failures under another name. */
  static final class Reporter implements FailureReporter {
    private final String name;
    private final FailureReporter reporter;

    Reporter(String name, FailureReporter reporter) {
      this.name = name;
      this.reporter = reporter;
    }

    @Override
    public void report(RequestContext ctx, Throwable failure) {
      reporter.report(ctx, failure);
    }

    @Override
    public String name() {
      return name;
    }
  }
}
