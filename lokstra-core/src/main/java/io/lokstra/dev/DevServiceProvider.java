package io.lokstra.dev;

import io.lokstra.service.Mode;
import java.util.Set;

/**
 * Starts servers of one kind. Found by {@link java.util.ServiceLoader}; nothing is loaded of it
 * before a configuration asks for one.
 */
public interface DevServiceProvider {

  /** The word after {@code dev:} that asks for this kind: {@code postgresql}. */
  String kind();

  /** The parameters it understands, behind the question mark of an address. */
  Set<String> parameters();

  /**
   * Starts one, or joins one that runs already and is meant by the same address.
   *
   * @param address what was asked for; its parameters are among {@link #parameters()}
   * @param mode development or test
   * @throws DevServiceException when none can be started here, with what to do
   * @throws InterruptedException when the thread is interrupted meanwhile; nothing stays behind
   */
  DevService start(DevAddress address, Mode mode) throws InterruptedException;
}
