package io.lokstra.testkit.engine;

/**
 * What every HTTP engine must do. The test class of an engine implements this interface and gives
 * engines; the tests come with it:
 *
 * <pre>{@code
 * class MyEngineTest implements HttpEngineContract {
 *   public HttpEngine engine() {
 *     return new MyEngine(...);
 *   }
 * }
 * }</pre>
 *
 * <p>Needs JUnit and AssertJ. An engine that is no {@code MemoryEngine} is reached through sockets
 * on this machine, and must also do what {@link ConnectionContract} says of them.
 */
public interface HttpEngineContract
    extends RequestContract,
        ResponseContract,
        StreamContract,
        CancellationContract,
        LifecycleContract,
        ConnectionContract {}
