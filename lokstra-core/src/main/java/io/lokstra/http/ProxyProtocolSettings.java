package io.lokstra.http;

import io.lokstra.config.ConfigSources;
import io.lokstra.engine.ProxyProtocolOptions;

/** The PROXY protocol that a program gives to an app, as a source of configuration. */
final class ProxyProtocolSettings {
  private ProxyProtocolSettings() {}

  /** Puts {@code options} under {@code apps.<app>.proxy-protocol}. */
  static void put(ConfigSources sources, String app, ProxyProtocolOptions options) {
    String place = "App.named(\"%s\", …).proxyProtocol(…)".formatted(app);
    String path = "apps." + app + ".proxy-protocol.";
    sources.code(place, path + "from", String.join(",", options.from()));
    sources.code(place, path + "optional", Boolean.toString(options.optional()));
    sources.code(place, path + "timeout", TlsSettings.text(options.timeout()));
  }
}
