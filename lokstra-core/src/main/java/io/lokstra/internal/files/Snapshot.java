package io.lokstra.internal.files;

import io.lokstra.http.EntityTag;
import io.lokstra.http.Header;
import io.lokstra.http.ResponseHeaders;
import io.lokstra.internal.web.HttpDates;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One form of a file in one state, with all that is said of it made ready. Immutable. */
final class Snapshot {
  private static final Header RANGES = Header.of("accept-ranges", "bytes");
  private static final Header VARY = Header.of("vary", "Accept-Encoding");

  private final String path;
  private final FileState state;
  private final Optional<Coding> coding;
  private final EntityTag tag;
  private final Optional<Instant> modified;
  private final String modifiedText;
  private final byte @Nullable [] content;
  private final ResponseHeaders headers;
  private final ResponseHeaders notModified;

  /**
   * Makes it ready.
   *
   * @param varies whether there are other forms
   * @param content all its bytes, null where they are read when they are sent
   * @param now a time after it in the file system is not passed on (RFC 9110 §8.8.2.1)
   */
  Snapshot(
      String path,
      FileState state,
      Optional<Coding> coding,
      boolean varies,
      EntityTag tag,
      Header contentType,
      Header cacheControl,
      byte @Nullable [] content,
      Instant now) {
    this.path = path;
    this.state = state;
    this.coding = coding;
    this.tag = tag;
    this.content = content;
    this.modified = state.modified().filter(time -> !time.isAfter(now));
    this.modifiedText = modified.map(HttpDates::format).orElse("");
    List<Header> common = new ArrayList<>();
    common.add(Header.of("etag", tag.toString()));
    modified.ifPresent(_ -> common.add(Header.of("last-modified", modifiedText)));
    common.add(cacheControl);
    if (varies) {
      common.add(VARY);
    }
    this.notModified = ResponseHeaders.of(common.toArray(new Header[0]));
    List<Header> all = new ArrayList<>();
    all.add(contentType);
    coding.ifPresent(packed -> all.add(packed.field()));
    all.addAll(common);
    all.add(RANGES);
    this.headers = ResponseHeaders.of(all.toArray(new Header[0]));
  }

  String path() {
    return path;
  }

  FileState state() {
    return state;
  }

  long size() {
    return state.size();
  }

  Optional<Coding> coding() {
    return coding;
  }

  EntityTag tag() {
    return tag;
  }

  /** When it was changed last. */
  Optional<Instant> modified() {
    return modified;
  }

  /** That as a header field says it, in whole seconds; empty when there is none. */
  String modifiedText() {
    return modifiedText;
  }

  /** All bytes, not to be changed; null where they are read when they are sent. */
  byte @Nullable [] content() {
    return content;
  }

  /** Of the whole. */
  ResponseHeaders headers() {
    return headers;
  }

  /** Of 304. */
  ResponseHeaders notModified() {
    return notModified;
  }
}
