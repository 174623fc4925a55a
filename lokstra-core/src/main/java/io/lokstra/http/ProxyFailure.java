package io.lokstra.http;

import io.lokstra.engine.ForwardException;
import io.lokstra.internal.text.Printable;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a client is told of a server behind a {@link Proxy} that did not answer, and the log. */
final class ProxyFailure {
  private static final Logger LOG = LoggerFactory.getLogger(Proxy.class);

  private ProxyFailure() {}

  /** The answer. */
  static HttpException of(ActiveRequest request, ForwardException e) {
    LOG.warn(
        "{} {} was not answered: {} [{}]",
        request.method(),
        Printable.of(request.path()),
        Printable.of(String.valueOf(e.getMessage())),
        request.requestId());
    HttpException told =
        switch (e.reason()) {
          case UNREACHABLE, CLOSED, CUT, MALFORMED ->
              new HttpException(Failure.of(502, "The server behind this one gave no answer."));
          case CONNECT_TIMEOUT, TIMEOUT ->
              new HttpException(
                  Failure.of(504, "The server behind this one did not answer in time."));
          case BUSY ->
              HttpException.unavailable(
                  "The server behind this one is busy; try again later.", Duration.ofSeconds(1));
        };
    told.initCause(e);
    return told;
  }
}
