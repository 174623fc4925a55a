package io.lokstra.http;

import io.lokstra.engine.Exchange;
import io.lokstra.engine.Refusal;
import io.lokstra.engine.RequestBody;
import io.lokstra.internal.web.GunzipInput;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Optional;

/**
 * A request's body where it may have come in gzip: what an application reads is what was meant, and
 * the header fields say so (RFC 9110 §8.4).
 */
final class ReceivedBody implements RequestBody {
  private static final ResponseHeaders TAKEN =
      ResponseHeaders.of(Header.of("accept-encoding", "gzip"));

  private final RequestBody encoded;
  private final long maxBody;
  private final int maxRatio;

  private ReceivedBody(RequestBody encoded, long maxBody, int maxRatio) {
    this.encoded = encoded;
    this.maxBody = maxBody;
    this.maxRatio = maxRatio;
  }

  /**
   * The body of {@code exchange}.
   *
   * @throws HttpException 415 for a coding other than gzip, and for more than one
   */
  static RequestBody of(Exchange exchange, long maxBody, int maxRatio) {
    return switch (codings(exchange.headers())) {
      case NONE -> exchange.body();
      case GZIP -> new ReceivedBody(exchange.body(), maxBody, maxRatio);
      case OTHER ->
          throw new HttpException(
              Failure.of(415, "The body must be sent as it is, or in gzip, once."), TAKEN);
    };
  }

  /**
   * The fields of {@code exchange} as they are of the body that is read; a coding that cannot be
   * read is told of by {@link #of}.
   */
  static Headers headers(Exchange exchange) {
    return codings(exchange.headers()) == Codings.NONE
        ? exchange.headers()
        : new Decoded(exchange.headers());
  }

  private enum Codings {
    NONE,
    GZIP,
    OTHER
  }

  private static Codings codings(Headers headers) {
    Codings found = Codings.NONE;
    for (int at = headers.indexOf("content-encoding", 0);
        at >= 0;
        at = headers.indexOf("content-encoding", at + 1)) {
      for (String each : headers.value(at).split(",", -1)) {
        String coding = each.strip();
        if (coding.equalsIgnoreCase("identity")) {
          continue;
        }
        boolean gzip = coding.equalsIgnoreCase("gzip") || coding.equalsIgnoreCase("x-gzip");
        found = gzip && found == Codings.NONE ? Codings.GZIP : Codings.OTHER;
      }
    }
    return found;
  }

  @Override
  public long length() {
    return encoded.length() == 0 ? 0 : -1;
  }

  @Override
  public byte[] bytes() throws IOException {
    if (encoded.length() == 0) {
      return new byte[0];
    }
    try (InputStream in = stream()) {
      return in.readAllBytes();
    }
  }

  @Override
  public InputStream stream() throws IOException {
    return new GunzipInput(encoded.stream(), maxBody, maxRatio);
  }

  @Override
  public Optional<Refusal> refusal() {
    return encoded.refusal();
  }

  /** All fields but those that describe the encoded body. */
  private static final class Decoded implements Headers {
    private final Headers all;
    private final int[] shown;

    Decoded(Headers all) {
      this.all = all;
      int[] indexes = new int[all.size()];
      int count = 0;
      for (int i = 0; i < indexes.length; i++) {
        String name = all.name(i);
        if (!name.equalsIgnoreCase("content-encoding")
            && !name.equalsIgnoreCase("content-length")) {
          indexes[count++] = i;
        }
      }
      this.shown = Arrays.copyOf(indexes, count);
    }

    @Override
    public int size() {
      return shown.length;
    }

    @Override
    public String name(int index) {
      return all.name(shown[index]);
    }

    @Override
    public String value(int index) {
      return all.value(shown[index]);
    }
  }
}
