package io.lokstra.http;

import io.lokstra.config.ConfigSources;
import io.lokstra.config.Secret;
import io.lokstra.engine.Http3Options;
import io.lokstra.engine.TlsCertificate;
import io.lokstra.engine.TlsOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/** The TLS that a program gives to an app, as a source of configuration. */
final class TlsSettings {
  private final ConfigSources sources;
  private final String place;

  private TlsSettings(ConfigSources sources, String place) {
    this.sources = sources;
    this.place = place;
  }

  /** Puts {@code tls} under {@code apps.<app>.tls}. */
  static void put(ConfigSources sources, String app, TlsOptions tls) {
    TlsSettings settings = new TlsSettings(sources, "App.named(\"%s\", …).tls(…)".formatted(app));
    String path = "apps." + app + ".tls.";
    settings.files(path, tls.certificate(), tls.key(), tls.keystore(), tls.password());
    for (TlsCertificate further : tls.certificates()) {
      settings.files(
          path + "certificates." + further.name() + ".",
          further.certificate(),
          further.key(),
          further.keystore(),
          further.password());
    }
    settings.put(
        path + "client-certificates", tls.clientCertificates().name().toLowerCase(Locale.ROOT));
    tls.clientAuthorities()
        .ifPresent(file -> settings.put(path + "client-authorities", file.toString()));
    settings.put(path + "handshake-timeout", text(tls.handshakeTimeout()));
    settings.put(path + "reload-interval", text(tls.reloadInterval()));
    settings.put(path + "check-host", Boolean.toString(tls.checkHost()));
    settings.http3(path + "http3.", tls.http3());
  }

  private void http3(String path, Http3Options http3) {
    put(path + "enabled", Boolean.toString(http3.enabled()));
    put(path + "max-age", text(http3.maxAge()));
    put(path + "max-concurrent-streams", Integer.toString(http3.maxConcurrentStreams()));
    put(path + "max-resets", Integer.toString(http3.maxResets()));
    put(path + "reset-window", text(http3.resetWindow()));
    put(path + "max-control-frames", Integer.toString(http3.maxControlFrames()));
    put(path + "max-unverified", Integer.toString(http3.maxUnverified()));
  }

  private void files(
      String path,
      Optional<Path> certificate,
      Optional<Path> key,
      Optional<Path> keystore,
      Optional<Secret> password) {
    certificate.ifPresent(file -> put(path + "certificate", file.toString()));
    key.ifPresent(file -> put(path + "key", file.toString()));
    keystore.ifPresent(file -> put(path + "keystore", file.toString()));
    password.ifPresent(secret -> put(path + "password", secret.reveal()));
  }

  private void put(String path, String text) {
    sources.code(place, path, text);
  }

  /** As configuration writes it. */
  static String text(Duration time) {
    return time.toSeconds() + "s" + time.toNanosPart() + "ns";
  }
}
