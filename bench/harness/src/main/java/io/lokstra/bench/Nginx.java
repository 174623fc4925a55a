package io.lokstra.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Debian's nginx, as its package is configured: {@code sendfile} and {@code tcp_nopush} on, a
 * worker for each processor; without a log, which we do not write either. It serves a directory, or
 * has another server answer.
 */
final class Nginx implements Measured, AutoCloseable {
  private final String name;
  private final Path folder;
  private final int port;
  private final Process master;

  private Nginx(String name, Path folder, int port, Process master) {
    this.name = name;
    this.folder = folder;
    this.port = port;
    this.master = master;
  }

  /** Starts it over {@code files} and waits until it answers for {@code path}. */
  static Nginx start(Path files, String path) throws IOException {
    return start(
        "nginx", "", "location /files/ { alias %s/; }".formatted(files.toAbsolutePath()), path);
  }

  /**
   * Starts it in front of the server on {@code upstream} and waits until it answers for {@code
   * path}. Connections to that server are kept, and buffers are its defaults; it says who asked, as
   * we do.
   */
  static Nginx before(int upstream, String path) throws IOException {
    return start(
        "nginx-proxy",
        "upstream behind { server 127.0.0.1:%d; keepalive 64; keepalive_requests 1000000000; }"
            .formatted(upstream),
        """
        location /files/ {
              proxy_pass http://behind/files/;
              proxy_http_version 1.1;
              proxy_set_header Connection "";
              proxy_set_header X-Forwarded-For $remote_addr;
              proxy_set_header X-Forwarded-Proto $scheme;
              proxy_set_header X-Forwarded-Host $host;
            }\
        """,
        path);
  }

  private static Nginx start(String name, String upstream, String location, String path)
      throws IOException {
    Path folder = Files.createTempDirectory("lokstra-nginx");
    int port = ServerProcess.freePort();
    Path configuration = folder.resolve("nginx.conf");
    Files.writeString(
        configuration,
        """
        daemon off;
        worker_processes auto;
        pid %1$s/pid;
        error_log %1$s/error.log;
        events { worker_connections 1024; }
        http {
          access_log off;
          sendfile on;
          tcp_nopush on;
          keepalive_requests 1000000000;
          include /etc/nginx/mime.types;
          default_type application/octet-stream;
          client_body_temp_path %1$s/body;
          proxy_temp_path %1$s/proxy;
          fastcgi_temp_path %1$s/fastcgi;
          uwsgi_temp_path %1$s/uwsgi;
          scgi_temp_path %1$s/scgi;
          %3$s
          server {
            listen 127.0.0.1:%2$d;
            %4$s
          }
        }
        """
            .formatted(folder, port, upstream, location));
    Process master =
        new ProcessBuilder(
                "nginx",
                "-e",
                folder.resolve("error.log").toString(),
                "-c",
                configuration.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("out.log").toFile())
            .start();
    Nginx nginx = new Nginx(name, folder, port, master);
    nginx.awaitAnswer(path);
    return nginx;
  }

  private void awaitAnswer(String path) {
    long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (System.nanoTime() < deadline && master.isAlive()) {
      try {
        if (HttpProbe.get(port, path).status() == 200) {
          return;
        }
      } catch (IOException _) {
        ServerProcess.pause();
      }
    }
    close();
    throw new IllegalStateException("nginx does not answer; see " + folder);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public int port() {
    return port;
  }

  @Override
  public CpuTime cpu() {
    CpuTime sum = CpuTime.of(master.pid());
    for (ProcessHandle worker : master.children().toList()) {
      CpuTime of = CpuTime.of(worker.pid());
      sum = new CpuTime(sum.user() + of.user(), sum.system() + of.system());
    }
    return sum;
  }

  @Override
  public void close() {
    master.destroy();
    try {
      if (!master.waitFor(10, TimeUnit.SECONDS)) {
        master.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      master.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
