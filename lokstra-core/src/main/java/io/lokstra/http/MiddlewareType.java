package io.lokstra.http;

import io.lokstra.middleware.ApiKey;
import io.lokstra.middleware.BasicAuth;
import io.lokstra.middleware.BodyLimit;
import io.lokstra.middleware.CacheControl;
import io.lokstra.middleware.Compression;
import io.lokstra.middleware.ConcurrencyLimit;
import io.lokstra.middleware.Cors;
import io.lokstra.middleware.Csrf;
import io.lokstra.middleware.Decompression;
import io.lokstra.middleware.Etag;
import io.lokstra.middleware.IpFilter;
import io.lokstra.middleware.Maintenance;
import io.lokstra.middleware.RateLimit;
import io.lokstra.middleware.Recovery;
import io.lokstra.middleware.RequestId;
import io.lokstra.middleware.RequestLogger;
import io.lokstra.middleware.SecureHeaders;
import io.lokstra.middleware.Timeout;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * How middleware of one name is made.
 *
 * @param options what can be said of it
 * @param factory makes it
 */
record MiddlewareType<T extends Record>(Class<T> options, MiddlewareFactory<? super T> factory) {

  /** The names of the standard middleware. */
  static final List<String> STANDARD =
      List.of(
          "api-key",
          "basic-auth",
          "body-limit",
          "cache-control",
          "compression",
          "concurrency-limit",
          "cors",
          "csrf",
          "decompression",
          "etag",
          "ip-filter",
          "maintenance",
          "rate-limit",
          "recovery",
          "request-id",
          "request-logger",
          "secure-headers",
          "timeout");

  /**
   * The standard middleware of that name. Names no class before it is asked for: a program must not
   * load what it does not use.
   */
  static Optional<MiddlewareType<?>> standard(String name) {
    return switch (name) {
      case "api-key" -> of(ApiKey.Options.class, ApiKey::create);
      case "basic-auth" -> of(BasicAuth.Options.class, BasicAuth::create);
      case "body-limit" -> of(BodyLimit.Options.class, BodyLimit::create);
      case "cache-control" -> of(CacheControl.Options.class, CacheControl::create);
      case "compression" -> of(Compression.Options.class, Compression::create);
      case "concurrency-limit" -> of(ConcurrencyLimit.Options.class, ConcurrencyLimit::create);
      case "cors" -> of(Cors.Options.class, Cors::create);
      case "csrf" -> of(Csrf.Options.class, Csrf::create);
      case "decompression" -> of(Decompression.Options.class, Decompression::create);
      case "etag" -> of(Etag.Options.class, Etag::create);
      case "ip-filter" -> of(IpFilter.Options.class, IpFilter::create);
      case "maintenance" -> of(Maintenance.Options.class, Maintenance::create);
      case "rate-limit" -> of(RateLimit.Options.class, RateLimit::create);
      case "recovery" -> of(Recovery.Options.class, Recovery::create);
      case "request-id" -> of(RequestId.Options.class, RequestId::create);
      case "request-logger" -> of(RequestLogger.Options.class, RequestLogger::create);
      case "secure-headers" -> of(SecureHeaders.Options.class, SecureHeaders::create);
      case "timeout" -> of(Timeout.Options.class, Timeout::create);
      default -> Optional.empty();
    };
  }

  private static <T extends Record> Optional<MiddlewareType<?>> of(
      Class<T> options, Function<T, Middleware> factory) {
    return Optional.of(new MiddlewareType<>(options, (values, _) -> factory.apply(values)));
  }
}
