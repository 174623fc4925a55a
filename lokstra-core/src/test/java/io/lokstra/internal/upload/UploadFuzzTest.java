package io.lokstra.internal.upload;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.lokstra.http.HttpException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Whatever is sent as a form with files: it is read in one way, or refused. */
class UploadFuzzTest {

  /** Pieces change nothing, and what is read can be written so that it is read again. */
  @FuzzTest(maxDuration = "2m")
  void readsForms(FuzzedDataProvider data) throws IOException {
    int first = data.consumeInt(1, 64);
    int most = data.consumeInt(1, 4_096);
    byte[] form = data.consumeRemainingAsBytes();
    List<String> whole = outcome(new ByteArrayInputStream(form));
    assertThat(outcome(MultipartReaderTest.inPieces(form, first, most))).isEqualTo(whole);
  }

  private static List<String> outcome(InputStream in) throws IOException {
    List<String> all = new ArrayList<>();
    try {
      for (MultipartReaderTest.Read part : MultipartReaderTest.read(in, "b")) {
        assertThat(part.header().name()).doesNotContain("\r", "\n", "\0");
        assertThat(new String(part.content(), UTF_8)).doesNotContain("\r\n--b");
        all.add(part.header() + " " + Arrays.toString(part.content()));
      }
    } catch (HttpException e) {
      assertThat(e.status()).isIn(400, 413);
      all.add(e.code() + " " + e.getMessage());
    }
    return all;
  }

  @FuzzTest(maxDuration = "2m")
  void makesFileNamesHarmless(FuzzedDataProvider data) {
    FileName.harmless(data.consumeRemainingAsString())
        .ifPresent(name -> {
          assertThat(name.getBytes(UTF_8).length).isBetween(1, 255);
          assertThat(Path.of("/a").resolve(name).normalize().getParent()).isEqualTo(Path.of("/a"));
          // One that is harmless stays as it is, but for a cut that leaves a space or a dot.
          assertThat(FileName.harmless(name)).isPresent();
        });
  }
}
