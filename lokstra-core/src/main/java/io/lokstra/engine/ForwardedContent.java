package io.lokstra.engine;

import io.lokstra.http.ResponseBody;

/**
 * The content of a {@link ForwardedResponse}: handed to {@link Exchange#respond} as it is, it is
 * passed on by the engine, which sees to its failures too. What wraps it is a writer like any
 * other.
 */
public interface ForwardedContent extends ResponseBody.Stream.Writer {}
