package io.lokstra.internal.upload;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Names of files as clients send them. */
class FileNameTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "photo.jpg | photo.jpg",
        "Bericht für März.pdf | Bericht für März.pdf",
        "../../etc/passwd | passwd",
        "C:\\Users\\ada\\x.png | x.png",
        "/abs | abs",
        ".htaccess | htaccess",
        "..a.. | a",
        "a<b>:c?.txt | a_b__c_.txt",
        "con | _con",
        "NUL.txt | _NUL.txt",
        "nul .txt | _nul .txt",
        "console | console",
      })
  void areMadeHarmless(String sent, String name) {
    assertThat(FileName.harmless(sent)).contains(name);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "..", "a/", "a\\", " ", "\0", "\u202e", "...", "/.. "})
  void areLeftOutWhereNothingIsLeft(String sent) {
    assertThat(FileName.harmless(sent)).isEmpty();
  }

  @Test
  void haveNoControlAndNothingInvisible() {
    assertThat(FileName.harmless("a\r\nb\0c\u202egpj.exe\u200b")).contains("abcgpj.exe");
    // Composed, so that one name has one spelling.
    assertThat(FileName.harmless("u\u0308.txt")).contains("\u00fc.txt");
  }

  @Test
  void areCutToWhatFileSystemsTakeAndKeepTheirEnding() {
    assertThat(FileName.harmless("x".repeat(300) + ".jpeg").orElseThrow())
        .hasSize(255)
        .endsWith("x.jpeg");
    assertThat(FileName.harmless("ü".repeat(300)).orElseThrow()).isEqualTo("ü".repeat(127));
    assertThat(FileName.harmless("x." + "y".repeat(300)).orElseThrow()).hasSize(255);
  }

  /** Whatever is sent: below a directory it names a file in there, and in there only. */
  @Test
  void neverLeadOutOfTheirDirectory() {
    Random random = new Random(3);
    String[] pieces = {"..", "/", "\\", ".", " ", "a", "\0", ":", "~", "ü", "\u202e", "con", "\n"};
    Path directory = Path.of("/srv/uploads");
    for (int round = 0; round < 20_000; round++) {
      StringBuilder sent = new StringBuilder();
      for (int i = random.nextInt(8); i >= 0; i--) {
        sent.append(pieces[random.nextInt(pieces.length)]);
      }
      FileName.harmless(sent.toString())
          .ifPresent(name -> {
            assertThat(directory.resolve(name).normalize().getParent()).isEqualTo(directory);
            assertThat(name.getBytes(UTF_8).length).isBetween(1, 255);
          });
    }
  }
}
