package io.lokstra.internal.files;

import io.lokstra.http.Failure;
import io.lokstra.http.Header;
import io.lokstra.http.Headers;
import io.lokstra.http.HttpException;
import io.lokstra.http.RequestContext;
import io.lokstra.http.Response;
import io.lokstra.http.ResponseBody;
import io.lokstra.http.ResponseHeaders;
import io.lokstra.internal.web.HttpDates;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Answers for one form of a file: conditions in the order of RFC 9110 §13.2.2, then ranges (§14).
 */
final class FileAnswer {
  /** A time is a strong validator once it is that old (RFC 9110 §8.8.2.2). */
  private static final Duration SETTLED = Duration.ofSeconds(2);

  private static final Response NOT_MODIFIED = Response.of(304);

  private final FileShelf shelf;
  private final RequestContext ctx;
  private final Headers request;
  private final Snapshot file;
  private final int maxRanges;

  FileAnswer(FileShelf shelf, RequestContext ctx, Snapshot file, int maxRanges) {
    this.shelf = shelf;
    this.ctx = ctx;
    this.request = ctx.headers();
    this.file = file;
    this.maxRanges = maxRanges;
  }

  Response answer() throws IOException {
    checkIfMatch();
    if (isWithClient()) {
      return NOT_MODIFIED.withHeaders(file.notModified());
    }
    int range = request.indexOf("range", 0);
    if (range >= 0
        && maxRanges > 0
        && ctx.method().equals("GET")
        && request.indexOf("range", range + 1) < 0
        && ifRangeHolds()) {
      return switch (RangeRequest.of(request.value(range), file.size(), maxRanges)) {
        case RangeRequest.Whole _ -> whole();
        case RangeRequest.Unsatisfiable _ ->
            throw new HttpException(
                Failure.of(416),
                ResponseHeaders.of(
                    Header.of("content-range", "bytes */" + file.size()),
                    Header.of("accept-ranges", "bytes")));
        case RangeRequest.Parts(List<ByteRange> ranges) ->
            ranges.size() == 1 ? part(ranges.getFirst()) : parts(ranges);
      };
    }
    return whole();
  }

  // ---- conditions

  private void checkIfMatch() {
    if (request.indexOf("if-match", 0) >= 0) {
      ctx.requireMatch(file.tag());
      return;
    }
    int since = request.indexOf("if-unmodified-since", 0);
    if (since >= 0
        && file.modified().isPresent()
        && isLater(file.modified().get(), request.value(since))) {
      throw new HttpException(
          Failure.of(412), ResponseHeaders.of(Header.of("etag", file.tag().toString())));
    }
  }

  private boolean isWithClient() {
    if (request.indexOf("if-none-match", 0) >= 0) {
      return ctx.unlessMatch(file.tag(), () -> Response.of(200)).status() == 304;
    }
    int since = request.indexOf("if-modified-since", 0);
    if (since < 0 || file.modified().isEmpty()) {
      return false;
    }
    String date = request.value(since);
    return date.equals(file.modifiedText())
        || (HttpDates.parse(date, shelf.clock().instant()).isPresent()
            && !isLater(file.modified().get(), date));
  }

  /** Whether {@code time}, in whole seconds, is later than a date; not where that is none. */
  private boolean isLater(Instant time, String date) {
    return HttpDates.parse(date, shelf.clock().instant())
        .map(than -> time.getEpochSecond() > than.getEpochSecond())
        .orElse(false);
  }

  /** Whether what the client has parts of is still the same, byte for byte (RFC 9110 §13.1.5). */
  private boolean ifRangeHolds() {
    int at = request.indexOf("if-range", 0);
    if (at < 0) {
      return true;
    }
    String validator = request.value(at);
    if (validator.startsWith("\"") || validator.startsWith("W/")) {
      return !file.tag().weak() && validator.equals(file.tag().toString());
    }
    Instant now = shelf.clock().instant();
    Optional<Instant> modified = file.modified();
    return modified.isPresent()
        && modified.get().plus(SETTLED).isBefore(now)
        && HttpDates.parse(validator, now)
            .map(time -> time.getEpochSecond() == modified.get().getEpochSecond())
            .orElse(false);
  }

  // ---- bodies

  private Response whole() throws IOException {
    byte[] content = file.content();
    return Response.of(
        200,
        file.headers(),
        content == null ? stream(new ByteRange(0, file.size())) : new ResponseBody.Bytes(content));
  }

  private Response part(ByteRange range) throws IOException {
    byte[] content = file.content();
    return Response.of(
        206,
        file.headers().plus(Header.of("content-range", range.contentRange(file.size()))),
        content == null
            ? stream(range)
            : new ResponseBody.Bytes(
                Arrays.copyOfRange(content, (int) range.from(), (int) range.end())));
  }

  private Response parts(List<ByteRange> ranges) {
    if (file.content() == null) {
      checkCrowd();
    }
    Multipart multipart =
        Multipart.of(ranges, file.size(), file.headers().first("content-type").orElse(""));
    return Response.of(
        206,
        file.headers().with(multipart.contentType()),
        new ResponseBody.Stream(
            multipart.length(),
            out -> {
              byte[] content = file.content();
              try (OpenFile open = content == null ? open() : new OpenBytes(content)) {
                multipart.writeTo(out, open);
              }
            }));
  }

  private ResponseBody stream(ByteRange range) {
    if (range.length() == 0) {
      return new ResponseBody.Bytes(new byte[0]);
    }
    checkCrowd();
    return new ResponseBody.Stream(
        range.length(),
        out -> {
          try (OpenFile open = open()) {
            open.writeTo(out, range);
          }
        });
  }

  /** Who waits for a file that others hold is told so before anything is promised. */
  private void checkCrowd() {
    if (shelf.isCrowded()) {
      throw HttpException.unavailable("Too many files are being sent.", Duration.ofSeconds(1));
    }
  }

  /** Opened when it is sent, so that nobody who drops the answer has anything to close. */
  private OpenFile open() throws IOException {
    OffLoop.leave();
    return shelf.open(file);
  }

  /** Bytes in memory, as a file. */
  private record OpenBytes(byte[] content) implements OpenFile {
    @Override
    public void writeTo(java.io.OutputStream out, ByteRange range) throws IOException {
      out.write(content, (int) range.from(), (int) range.length());
    }

    @Override
    public void close() {
      // Nothing is open.
    }
  }
}
