package io.lokstra.engine;

import io.lokstra.http.Headers;
import io.lokstra.http.ResponseBody;
import java.util.Optional;

/**
 * What another server answered, as soon as the head has arrived. Its content is on its way; it
 * comes no faster than it is read.
 */
public interface ForwardedResponse {

  /** 200 to 599, or 101 when {@link #upgraded} is there. */
  int status();

  /** All fields as they came, in their order, those of the connection among them. */
  Headers headers();

  /**
   * The content: empty, or a stream that is read once. Handed to {@link Exchange#respond}, the
   * engine passes it on by itself; its writer can be called instead, by the request's thread.
   */
  ResponseBody body();

  /** The connection, where the server left HTTP. It closes with the exchange. */
  Optional<Duplex> upgraded();
}
