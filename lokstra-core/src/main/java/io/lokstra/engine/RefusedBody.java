package io.lokstra.engine;

import io.lokstra.http.HttpException;
import java.io.InputStream;
import java.util.Optional;

/**
 * A body that is not given to its call.
 *
 * @param length as announced, -1 when it was not
 * @param reason what reading it fails with
 */
record RefusedBody(long length, Refusal reason) implements RequestBody {
  @Override
  public byte[] bytes() {
    throw failure();
  }

  @Override
  public InputStream stream() {
    throw failure();
  }

  @Override
  public Optional<Refusal> refusal() {
    return Optional.of(reason);
  }

  private HttpException failure() {
    return new HttpException(reason.status(), reason.code(), reason.message());
  }
}
