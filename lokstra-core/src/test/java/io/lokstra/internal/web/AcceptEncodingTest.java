package io.lokstra.internal.web;

import static io.lokstra.internal.web.AcceptEncoding.DEFLATE;
import static io.lokstra.internal.web.AcceptEncoding.GZIP;
import static io.lokstra.internal.web.AcceptEncoding.IDENTITY;
import static org.assertj.core.api.Assertions.assertThat;

import io.lokstra.http.Headers;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AcceptEncodingTest {

  /** The fields of a request that says this. */
  private record Said(List<String> lines) implements Headers {
    @Override
    public int size() {
      return lines.size();
    }

    @Override
    public String name(int index) {
      return "Accept-Encoding";
    }

    @Override
    public String value(int index) {
      return lines.get(index);
    }
  }

  private static AcceptEncoding best(String... lines) {
    return AcceptEncoding.best(new Said(List.of(lines)));
  }

  @Test
  void choosesWhatIsLikedBest() {
    assertThat(best()).isEqualTo(IDENTITY);
    assertThat(best("")).isEqualTo(IDENTITY);
    assertThat(best("gzip")).isEqualTo(GZIP);
    assertThat(best("GZip")).isEqualTo(GZIP);
    assertThat(best("x-gzip")).isEqualTo(GZIP);
    assertThat(best("deflate")).isEqualTo(DEFLATE);
    assertThat(best("gzip, deflate, br, zstd")).isEqualTo(GZIP);
    assertThat(best("deflate, gzip")).isEqualTo(GZIP);
    assertThat(best("br", "deflate")).isEqualTo(DEFLATE);
    assertThat(best("*")).isEqualTo(GZIP);
    assertThat(best("br;q=1, *;q=0.1")).isEqualTo(GZIP);
    assertThat(best("gzip;q=0, *")).isEqualTo(DEFLATE);
    assertThat(best("gzip;q=0.5, deflate;q=0.501")).isEqualTo(DEFLATE);
    assertThat(best("gzip ; Q=0.5 ,\tdeflate;q=0.4")).isEqualTo(GZIP);
    assertThat(best("gzip;q=0.5, identity;q=0.6")).isEqualTo(IDENTITY);
    assertThat(best("identity;q=0")).isEqualTo(IDENTITY);
    assertThat(best("gzip;q=1.000")).isEqualTo(GZIP);
  }

  @Test
  void takesNothingFromAWeightThatIsNone() {
    for (String weight :
        List.of("q", "q=", "q=2", "q=-1", "q=1.1", "q=0.0000", "q=.5", "q=0,5", "x=1", "q=0.a")) {
      assertThat(best("gzip;" + weight)).as(weight).isEqualTo(IDENTITY);
    }
    assertThat(best("gzip;q=0")).isEqualTo(IDENTITY);
    assertThat(best("gzip;q=0.000")).isEqualTo(IDENTITY);
    assertThat(best("gzipx, xgzip, gz ip")).isEqualTo(IDENTITY);
  }

  @Test
  void looksNoFurtherThanIsReasonable() {
    assertThat(best("br,".repeat(500) + "gzip")).isEqualTo(IDENTITY);
    assertThat(best(",".repeat(900) + "gzip")).isEqualTo(GZIP);
  }

  @Test
  void agreesWithASimpleReadingOfTheGrammar() {
    String[] codings = {"gzip", "deflate", "identity", "*", "br", "GZIP", " x-gzip "};
    String[] weights = {"", ";q=0", ";q=1", ";q=0.5", "; q=0.25", ";q=0.999", ";Q=0.1"};
    Random random = new Random(20_261_124);
    for (int i = 0; i < 20_000; i++) {
      StringBuilder field = new StringBuilder();
      for (int n = random.nextInt(5); n >= 0; n--) {
        field.append(codings[random.nextInt(codings.length)]);
        field.append(weights[random.nextInt(weights.length)]).append(n > 0 ? "," : "");
      }
      check(field.toString());
    }
  }

  /** The answer is one that a plain reading allows. */
  static void check(String... lines) {
    AcceptEncoding best = best(lines);
    if (best == IDENTITY) {
      return;
    }
    String all = String.join(",", lines).toLowerCase(Locale.ROOT);
    double own = weight(all, best.token(), best == GZIP ? "x-gzip" : "");
    assertThat(own).as(all).isPositive();
    assertThat(own).as(all).isGreaterThanOrEqualTo(plain(all, "identity"));
  }

  private static double weight(String all, String token, String alias) {
    double named = Math.max(plain(all, token), alias.isEmpty() ? -1 : plain(all, alias));
    return named >= 0 ? named : plain(all, "*");
  }

  /** The greatest weight of a coding by its name, -1 where it is not there. */
  private static double plain(String all, String token) {
    double greatest = -1;
    for (String each : all.split(",", -1)) {
      String[] parts = each.split(";", 2);
      if (parts[0].strip().equals(token)) {
        double weight = 1;
        if (parts.length > 1) {
          String text = parts[1].strip();
          weight =
              text.matches("q=(0(\\.[0-9]{0,3})?|1(\\.0{0,3})?)")
                  ? Double.parseDouble(text.substring(2))
                  : 0;
        }
        greatest = Math.max(greatest, weight);
      }
    }
    return greatest;
  }
}
