package io.lokstra.http;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;

/**
 * Signals of the operating system, by {@code sun.misc.Signal}: a shutdown hook would exit with 143
 * and ignore a second signal. By reflection, since the compiler warns of the class in a way that
 * cannot be silenced, though {@code jdk.unsupported} exports it for want of another way.
 */
final class Signals {
  private Signals() {}

  /**
   * Runs {@code action} each time the process gets the signal {@code name}: {@code "TERM"}, {@code
   * "INT"}.
   */
  @SuppressWarnings("ReferenceEquality") // a proxy is equal to itself alone
  static void on(String name, Runnable action) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object proxy =
          Proxy.newProxyInstance(
              Signals.class.getClassLoader(),
              new Class<?>[] {handler},
              (self, method, arguments) ->
                  switch (method.getName()) {
                    case "handle" -> {
                      action.run();
                      yield null;
                    }
                    case "equals" -> self == arguments[0];
                    case "hashCode" -> System.identityHashCode(self);
                    default -> "handler of SIG" + name;
                  });
      Method handle = signal.getMethod("handle", signal, handler);
      handle.invoke(null, signal.getConstructor(String.class).newInstance(name), proxy);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("SIG" + name + " cannot be handled in this JVM", e);
    }
  }
}
