package io.lokstra.devservices.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lokstra.dev.DevService;
import io.lokstra.dev.DevServices;
import io.lokstra.service.Mode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real Redis that is started, shared and ended. */
class DevRedisTest {
  @TempDir Path folder;

  /** The first line of the answer to each command. */
  private static List<String> ask(DevService dev, String... commands) throws IOException {
    URI uri = URI.create(dev.address());
    try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
      socket.setSoTimeout(10_000);
      BufferedReader in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
      List<String> answers = new ArrayList<>();
      for (String command : commands) {
        String line = command.replace("$password", uri.getUserInfo().substring(1));
        socket.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
        answers.add(in.readLine());
      }
      return answers;
    }
  }

  private static Path theFolder(Path in, String prefix) throws IOException {
    try (Stream<Path> all = Files.list(in)) {
      return all.filter(each -> each.getFileName().toString().startsWith(prefix))
          .filter(Files::isDirectory)
          .findFirst()
          .orElseThrow();
    }
  }

  @Test
  void isARealRedisThatAsksForAPassword() throws Exception {
    try (DevService dev = DevServices.start("dev:redis/3", Mode.TEST)) {
      assertThat(dev.address()).startsWith("redis://:").endsWith("/3");
      assertThat(ask(dev, "PING").getFirst()).startsWith("-NOAUTH");
      assertThat(ask(dev, "AUTH $password", "SET a 1", "INCR a"))
          .containsExactly("+OK", "+OK", ":2");
      assertThat(dev.description()).startsWith("Redis ").contains("its data gone when it ends");
    }
  }

  @Test
  void keepsDataBetweenRunsInDevelopmentAndEndsBetweenThem() throws Exception {
    String address = "dev:redis?folder=" + folder.resolve("dev services"); // a space in its path
    try (DevService dev = DevServices.start(address, Mode.DEVELOPMENT)) {
      assertThat(ask(dev, "AUTH $password", "SET kept 41")).endsWith("+OK");
    }
    Path place = theFolder(folder.resolve("dev services/dev"), "redis-");
    assertThat(place.resolve("pid")).doesNotExist();
    try (DevService dev = DevServices.start(address, Mode.DEVELOPMENT)) {
      assertThat(ask(dev, "AUTH $password", "INCR kept")).endsWith(":42");
      try (DevService again = DevServices.start(address, Mode.DEVELOPMENT)) {
        assertThat(again.address()).isEqualTo(dev.address());
        assertThat(again.description()).contains("runs already");
      }
      assertThat(ask(dev, "AUTH $password", "INCR kept")).endsWith(":43");
    }
  }

  @Test
  void takesTheProgramThatIsNamed() throws Exception {
    Path program;
    try (DevService _ = DevServices.start("dev:redis", Mode.TEST)) {
      UserFolder user = UserFolder.of(Privileges.OWN, System.getenv());
      program = theFolder(user.path().resolve("programs"), "redis-").resolve("program");
    }
    Path named = Files.copy(program, folder.resolve("redis-server"));
    try (DevService dev = DevServices.start("dev:redis?program=" + named, Mode.TEST)) {
      assertThat(ask(dev, "AUTH $password")).containsExactly("+OK");
    }
    try (DevService dev =
        new Redis(java.util.Map.of("PATH", "relative:" + folder, "XDG_CACHE_HOME", folder + "/c"))
            .start(io.lokstra.dev.DevAddress.of("dev:redis?program=path"), Mode.TEST)) {
      assertThat(ask(dev, "AUTH $password")).containsExactly("+OK");
    }
  }

  @Test
  void refusesWhatItCannotUse() {
    assertThatThrownBy(() -> DevServices.start("dev:redis/16", Mode.TEST))
        .hasMessageContaining("LOK-DEV-003")
        .hasMessageContaining("expected 0 to 15");
    assertThatThrownBy(() -> DevServices.start("dev:redis?program=/tmp", Mode.TEST))
        .hasMessageContaining("names a program that is none");
    assertThatThrownBy(() -> DevServices.start("dev:redis?program=/bin/true", Mode.TEST))
        .hasMessageContaining("LOK-DEV-004 the Redis at /bin/true does not run");
    assertThatThrownBy(() ->
            new Redis(java.util.Map.of("XDG_CACHE_HOME", folder.toString()))
                .start(io.lokstra.dev.DevAddress.of("dev:redis?program=path"), Mode.TEST))
        .hasMessageContaining("redis-server is not on the PATH");
  }
}
