package io.lokstra.config;

import io.lokstra.internal.config.Reading;
import java.util.List;
import java.util.Optional;

/**
 * The configuration of one program: what its sources say, read into records of options.
 *
 * <p>A record's component is a key, its name in kebab-case; {@link Default} gives what it is when
 * no source says anything. A component that has neither a default nor is an {@code Optional}, a
 * list or a map must be given.
 *
 * <pre>{@code
 * record ShopOptions(@Default("50") @Min(1) int pageLimit, Optional<URI> imageServer) {}
 *
 * Configuration configuration =
 *     Configuration.load(
 *         ConfigSources.none().environment(System.getenv()).commandLine(args));
 * ShopOptions shop = configuration.bind("shop", ShopOptions.class);
 * configuration.verify();
 * }</pre>
 *
 * <p>Nothing is static: two programs in one JVM have two configurations. Not for several threads.
 */
public final class Configuration {

  private final Reading reading;

  private Configuration(Reading reading) {
    this.reading = reading;
  }

  /** Reads the sources as they are now; what is wrong in them {@link #verify} tells. */
  public static Configuration load(ConfigSources sources) {
    Reading reading =
        new Reading(
            sources.codeValues(),
            sources.trees(),
            sources.files(),
            sources.environment(),
            sources.arguments(),
            sources.shortForms());
    reading.knowOutside(sources.outside());
    return new Configuration(reading);
  }

  /**
   * Reads one record now.
   *
   * @param path its section, {@code "shop"}; empty for the top level
   * @throws ConfigurationException with every problem of this record and those within it
   * @throws IllegalArgumentException when the record cannot be one of options
   */
  public <T extends Record> T bind(String path, Class<T> type) {
    return declare(path, type).get();
  }

  /**
   * Reads one record and keeps its problems for {@link #verify}, so that those of several records
   * are told together.
   *
   * @param path its section, {@code "shop"}; empty for the top level
   * @throws IllegalArgumentException when the record cannot be one of options
   */
  public <T extends Record> Bound<T> declare(String path, Class<T> type) {
    return reading.declare(path, type);
  }

  /**
   * Reads a section of which others take what they do not say themselves ({@link #declare(String,
   * Class, String)}): what is wrong in it is told, but not what is missing.
   */
  public void declareInPart(String path, Class<? extends Record> type) {
    reading.declareInPart(path, type);
  }

  /**
   * Reads one record whose section may leave to another what it does not say: that of one instance
   * and that of all of its kind.
   *
   * @param otherwise the other section, which has been declared before, in part or whole
   */
  public <T extends Record> Bound<T> declare(String path, Class<T> type, String otherwise) {
    return reading.declare(path, type, otherwise);
  }

  /**
   * Where what is in force at {@code path}, a key or a section, was written; empty when nobody said
   * anything of it.
   */
  public Optional<Origin> origin(String path) {
    return Optional.ofNullable(reading.origin(path));
  }

  /** The names of the elements of a named list that has been read, {@code "apps"}. */
  public List<String> names(String path) {
    return reading.names(path);
  }

  /**
   * Leaves alone what stands below {@code path}: a section of something that is not known, which
   * was reported.
   */
  public void ignore(String path) {
    reading.ignore(path);
  }

  /**
   * The keys whose values differ from those of an {@code earlier} configuration of the same
   * program, and those that only one of them has.
   */
  public List<String> differences(Configuration earlier) {
    return reading.differences(earlier.reading);
  }

  /** Adds what somebody else found wrong, for {@link #verify} to tell with all the rest. */
  public void report(ConfigProblem problem) {
    reading.report(problem);
  }

  /**
   * Checks that all that was declared could be read and that every key, variable and argument
   * belongs to it. To be called once everything is declared.
   *
   * @throws ConfigurationException with every problem there is
   */
  public void verify() {
    List<ConfigProblem> problems = reading.problems();
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
  }

  /**
   * Whether any source says something of {@code section}, right or wrong: a program need not
   * declare what nobody mentions.
   *
   * @param section a name at the top level
   */
  public boolean mentions(String section) {
    return reading.mentions(section);
  }

  /** Every key that was read as it is in force, with who said it; secrets are masked. */
  public List<EffectiveValue> effective() {
    return reading.effective();
  }

  /** {@link #effective} as text, a line each, the origins in one column. */
  public String show() {
    List<EffectiveValue> values = effective();
    int width = 0;
    for (EffectiveValue value : values) {
      width = Math.max(width, value.key().length() + 3 + value.text().length());
    }
    StringBuilder text = new StringBuilder(values.size() * 80);
    for (EffectiveValue value : values) {
      int from = text.length();
      text.append(value.key()).append(" = ").append(value.text());
      text.append(" ".repeat(width - (text.length() - from) + 2));
      text.append('(').append(value.origin()).append(")\n");
    }
    return text.toString();
  }
}
