package io.lokstra.config;

import java.util.Optional;

/**
 * A second, shorter name of a key: {@code --port 9000} and {@code PORT=9000} for the address of the
 * only app.
 *
 * @param argument its name on the command line, without dashes; never empty
 * @param variable its environment variable, which counts for less than the key's own; empty for
 *     none
 * @param path the key it sets; one segment may be {@code *} for the name of the only element of a
 *     named list. Where that list has several elements the argument is an error that names them,
 *     and the variable, which a platform may set unasked, is ignored
 * @param expansion makes the key's value
 */
public record ShortForm(String argument, String variable, String path, Expansion expansion) {

  /** Makes the value of the key from what was given. */
  @FunctionalInterface
  public interface Expansion {
    /**
     * The key's value.
     *
     * @param given what follows the argument, or the variable's value
     * @param configured what the key would be without it, as text; empty when it would be missing
     */
    String expand(String given, Optional<String> configured);
  }

  /** {@code --port} and {@code PORT}: the port of an address, whose host stays. */
  public static ShortForm port(String path) {
    return new ShortForm("port", "PORT", path, new PortOf());
  }

  /** A class of its own, since the first lambda of a program costs its start milliseconds. */
  private record PortOf() implements Expansion {
    @Override
    public String expand(String port, Optional<String> configured) {
      String address = configured.orElse("");
      boolean keepsHost = !address.startsWith("unix:") && address.indexOf(':') >= 0;
      return (keepsHost ? address.substring(0, address.lastIndexOf(':')) : "") + ":" + port;
    }
  }
}
