package io.lokstra.dev;

import io.lokstra.internal.config.Nearest;
import io.lokstra.service.Mode;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;

/**
 * How a service that can use a dev service gets one. In its factory it checks, and in its start it
 * starts:
 *
 * <pre>{@code
 * (options, use) -> {
 *   DevServices.check(options.url(), use.mode());       // an error before anything starts
 *   return new Store(options);
 * }
 *
 * public void onStart(StartContext start) throws InterruptedException {
 *   if (DevAddress.isOne(url)) {
 *     dev = DevServices.start(url, start.mode());       // close it after what uses it
 *     url = dev.address();
 *     start.note(dev.description());
 *   }
 * }
 * }</pre>
 */
public final class DevServices {
  private DevServices() {}

  /**
   * Checks that {@code address} may be asked for and that there is somebody to start it; an address
   * that asks for no dev service is always right. Starts nothing.
   *
   * @throws DevServiceException in production ({@code LOK-DEV-001}), where nobody starts services
   *     of that kind ({@code LOK-DEV-002}), and for a malformed address ({@code LOK-DEV-003})
   */
  public static void check(String address, Mode mode) {
    if (DevAddress.isOne(address)) {
      var _ = provider(DevAddress.of(address), mode);
    }
  }

  /**
   * Starts what {@code address} asks for, or joins it where it runs already.
   *
   * @throws DevServiceException as {@link #check}, and when it cannot be started here
   * @throws InterruptedException when the thread is interrupted meanwhile; nothing stays behind
   */
  public static DevService start(String address, Mode mode) throws InterruptedException {
    DevAddress asked = DevAddress.of(address);
    return provider(asked, mode).start(asked, mode);
  }

  private static DevServiceProvider provider(DevAddress address, Mode mode) {
    if (mode == Mode.PRODUCTION) {
      throw new DevServiceException(
          "LOK-DEV-001",
          address + " is asked for, and this process runs in production",
          "give the address of a server of yours; or, on a programmer's machine alone, start with"
              + " ./lokstra dev, --mode=development or LOKSTRA_MODE=development (a test:"
              + " --mode=test)");
    }
    List<String> kinds = new ArrayList<>();
    for (DevServiceProvider each : ServiceLoader.load(DevServiceProvider.class)) {
      if (each.kind().equals(address.kind())) {
        checkParameters(address, each);
        return each;
      }
      kinds.add(each.kind());
    }
    throw new DevServiceException(
        "LOK-DEV-002",
        "nobody here starts '" + address.kind() + "', which " + address + " asks for",
        kinds.isEmpty()
            ? "add io.lokstra:lokstra-devservices to what runs in development and tests"
            : Nearest.of(address.kind(), kinds)
                    .map(near -> "did you mean dev:" + near + "? ")
                    .orElse("")
                + "there are "
                + String.join(", ", kinds));
  }

  private static void checkParameters(DevAddress address, DevServiceProvider provider) {
    for (String key : address.parameters().keySet()) {
      if (!provider.parameters().contains(key)) {
        throw new DevServiceException(
            "LOK-DEV-003",
            "the address '" + address + "' has the unknown parameter '" + key + "'",
            Nearest.of(key, provider.parameters())
                    .map(near -> "did you mean " + near + "? ")
                    .orElse("")
                + "there are "
                + String.join(", ", provider.parameters().stream().sorted().toList()));
      }
    }
  }
}
