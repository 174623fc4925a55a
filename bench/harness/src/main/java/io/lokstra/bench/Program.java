package io.lokstra.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A server program: what to start, and with what.
 *
 * @param name for tables and for the log's file name
 * @param launch the arguments of {@code java} that say what runs
 * @param jvm the JVM's own options
 * @param environment variables besides {@code PORT}, which is how every program here learns its
 *     port
 * @param before what stands before {@code java}: a program that starts it with other limits
 */
public record Program(
    String name,
    List<String> launch,
    List<String> jvm,
    Map<String, String> environment,
    List<String> before) {

  public static Program jar(String name, String path) {
    return new Program(
        name,
        List.of("-jar", Path.of(path).toAbsolutePath().toString()),
        List.of(),
        Map.of(),
        List.of());
  }

  public static Program main(String name, String classPath, String main) {
    return new Program(
        name,
        List.of("-cp", Path.of(classPath).toAbsolutePath().toString(), main),
        List.of(),
        Map.of(),
        List.of());
  }

  public Program named(String name) {
    return new Program(name, launch, jvm, environment, before);
  }

  public Program with(List<String> options) {
    List<String> all = new ArrayList<>(jvm);
    all.addAll(options);
    return new Program(name, launch, List.copyOf(all), environment, before);
  }

  public Program with(String variable, String value) {
    Map<String, String> all = new HashMap<>(environment);
    all.put(variable, value);
    return new Program(name, launch, jvm, Map.copyOf(all), before);
  }

  /** The same, started by another program. */
  public Program startedBy(List<String> command) {
    return new Program(name, launch, jvm, environment, command);
  }
}
