package io.lokstra.engine;

import io.lokstra.http.ResponseHeaders;
import java.util.Optional;

/**
 * One attempt to have a request answered by another server. Its content is that of the exchange
 * that it is {@linkplain Exchange#forward forwarded} from.
 *
 * @param to the server
 * @param options how its connections are used
 * @param method a token
 * @param target the target in origin form, as it is to be sent
 * @param headers all fields, {@code Host} among them, but those of framing and of the connection,
 *     which are the engine's
 * @param upgrade the protocol that the connection is to change to, if it is
 */
public record Forward(
    Upstream to,
    UpstreamOptions options,
    String method,
    String target,
    ResponseHeaders headers,
    Optional<String> upgrade) {}
