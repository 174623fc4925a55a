package io.lokstra.devservices.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TarReaderTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"gnu", "ustar"})
  void unpacksWhatTarPacks(String format) throws Exception {
    Path packed = Files.createDirectories(folder.resolve("packed"));
    String deep = "a".repeat(60) + "/" + "b".repeat(60);
    Files.createDirectories(packed.resolve(deep));
    Files.writeString(packed.resolve(deep).resolve("deep"), "deep");
    Files.writeString(packed.resolve("block"), "x".repeat(512));
    Files.writeString(packed.resolve("run"), "#!/bin/sh\n");
    assertThat(packed.resolve("run").toFile().setExecutable(true)).isTrue();
    Files.createFile(packed.resolve("empty"));
    Files.createSymbolicLink(packed.resolve("link"), Path.of("block"));
    Path archive = folder.resolve("a.tar");
    var made =
        Command.run(
            Duration.ofMinutes(1),
            List.of(
                "tar",
                "--format=" + format,
                "-cf",
                archive.toString(),
                "-C",
                packed.toString(),
                "."));
    assertThat(made.output()).isEmpty();
    Path unpacked = Files.createDirectories(folder.resolve("unpacked"));
    try (InputStream in = Files.newInputStream(archive)) {
      TarReader.unpack(in, unpacked);
    }
    assertThat(unpacked.resolve(deep).resolve("deep")).hasContent("deep");
    assertThat(unpacked.resolve("block")).hasContent("x".repeat(512));
    assertThat(unpacked.resolve("empty")).isEmptyFile();
    assertThat(Files.isExecutable(unpacked.resolve("run"))).isTrue();
    assertThat(unpacked.resolve("link")).isSymbolicLink().hasContent("x".repeat(512));
  }

  private static byte[] archive(String name, char type, String link, int size) {
    byte[] bytes = new byte[2048];
    put(bytes, 0, name);
    put(bytes, 100, "0000644");
    put(bytes, 124, "%011o".formatted(size));
    bytes[156] = (byte) type;
    put(bytes, 157, link);
    put(bytes, 257, "ustar");
    return bytes;
  }

  private static void put(byte[] into, int at, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(bytes, 0, into, at, bytes.length);
  }

  private void unpack(byte[] archive) throws IOException {
    TarReader.unpack(new ByteArrayInputStream(archive), folder);
  }

  @Test
  void refusesWhatLeadsOutOfTheFolder() {
    assertThatThrownBy(() -> unpack(archive("../evil", '0', "", 0)))
        .hasMessageContaining("a name that leads out of it: ../evil");
    assertThatThrownBy(() -> unpack(archive("/etc/evil", '0', "", 0)))
        .hasMessageContaining("leads out of it");
    assertThatThrownBy(() -> unpack(archive("evil", '2', "../../etc", 0)))
        .hasMessageContaining("leads out of its archive");
  }

  @Test
  void refusesWhatItDoesNotKnowAndWhatIsCut() {
    assertThatThrownBy(() -> unpack(archive("pipe", '6', "", 0)))
        .hasMessageContaining("an entry of the type 54");
    assertThatThrownBy(() -> unpack(archive("long", '0', "", 5000)))
        .hasMessageContaining("ends within");
    assertThatThrownBy(() -> unpack(Arrays.copyOf(archive("long", '0', "", 700), 1300)))
        .isInstanceOf(IOException.class);
  }
}
