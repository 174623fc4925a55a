package io.lokstra.engine;

/** Makes the engine a server runs on; found by {@link java.util.ServiceLoader}. */
public interface HttpEngineProvider {

  /** The name by which configuration selects this engine: {@code "netty"}. */
  String name();

  /** A new engine, independent of every other one in this process. */
  HttpEngine create(EngineOptions options);
}
