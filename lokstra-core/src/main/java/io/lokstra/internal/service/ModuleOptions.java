package io.lokstra.internal.service;

import io.lokstra.config.Default;
import io.lokstra.config.Options;
import java.util.List;

/**
 * What a module on the module path or class path may do; keys under {@code modules.<name>}. A name
 * that ends in {@code *} stands for all that begin so.
 *
 * @param name the module's name, as it gives it itself
 * @param enabled whether it contributes anything
 * @param register names of the service types and middleware it may add, and the listeners {@code
 *     before-start}, {@code after-start}, {@code before-stop}, {@code after-response}
 * @param use names of the services that what it added may look up
 */
@Options
public record ModuleOptions(
    String name,
    @Default("true") boolean enabled,
    @Default("*") List<String> register,
    @Default("*") List<String> use) {

  /** Whether {@code register} has {@code name}. */
  public boolean mayRegister(String name) {
    return has(register, name);
  }

  /** Whether {@code use} has the service {@code name}. */
  public boolean mayUse(String name) {
    return has(use, name);
  }

  private static boolean has(List<String> allowed, String name) {
    for (String each : allowed) {
      if (each.endsWith("*")
          ? name.startsWith(each.substring(0, each.length() - 1))
          : name.equals(each)) {
        return true;
      }
    }
    return false;
  }
}
