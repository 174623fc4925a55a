package io.lokstra.netty;

import io.lokstra.engine.HttpHandler;
import io.lokstra.engine.Refusal;
import io.lokstra.http.Header;
import io.lokstra.http.Response;
import io.lokstra.http.ResponseBody;
import io.lokstra.netty.http1.Refusals;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Responses in the place of those that a call did not give, or gave and cannot be sent. */
final class Refusing {
  private static final Logger LOG = LoggerFactory.getLogger(Responder.class);
  private static final Header RETRY_AFTER = Header.of("retry-after", "1");

  private Refusing() {}

  /** The application's response to {@code refusal}. */
  static Response response(HttpHandler handler, Refusal refusal) {
    try {
      Response response = handler.refuse(refusal);
      if (response.status() >= 200 && !(response.body() instanceof ResponseBody.Data)) {
        return refusal.status() == 503 && !response.headers().contains("retry-after")
            ? response.withHeader(RETRY_AFTER)
            : response;
      }
      LOG.error("a refusal ({}) was given a response that cannot be sent: {}", refusal, response);
    } catch (RuntimeException thrown) {
      LOG.error("a refusal ({}) could not be given a response", refusal, thrown);
    }
    return Response.of(refusal.status());
  }

  /** What is sent for what the call of {@code exchange} answered; null for a change of protocol. */
  static @Nullable Response sendable(NettyExchange exchange, HttpHandler handler) {
    Response response = exchange.response();
    if (response == null) {
      return response(handler, Refusals.FAILED);
    }
    if (response.body() instanceof ResponseBody.Upgrade) {
      return null;
    }
    if (response.status() < 200 || response.body() instanceof ResponseBody.Data) {
      LOG.error("{} was answered with what cannot be sent: {}", exchange, response);
      return response(handler, Refusals.FAILED);
    }
    return response;
  }
}
