package io.lokstra.netty;

import io.lokstra.engine.HttpOptions;
import io.lokstra.engine.Refusal;
import io.lokstra.netty.http1.Http2HeadBuilder;
import io.lokstra.netty.http1.Refusals;
import io.lokstra.netty.http1.RequestHead;
import io.lokstra.netty.http2.ErrorCode;
import io.lokstra.netty.http2.Frame;
import io.lokstra.netty.http2.ViolationException;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Collects the header block of one stream at a time, and decompresses it (RFC 9113 §4.3, RFC 7541).
 * Bounded by length, by the number of its frames (CVE-2024-27316), and by what it decompresses to.
 * Confined to the event loop.
 */
final class HeaderBlocks {
  /** What RFC 7541 §4.1 adds to the length of each field. */
  private static final int FIELD_EXTRA = 32;

  /** Pseudo-header fields. */
  private static final int EXTRA_FIELDS = 4;

  private static final Iterable<Map.Entry<CharSequence, CharSequence>> NONE = List.of();

  private final HttpOptions options;
  private final DefaultHttp2HeadersDecoder decoder;
  private final int maxList;
  private byte[] block = new byte[0];
  private int length;
  private int stream;
  private int continuations;
  private boolean endStream;

  HeaderBlocks(HttpOptions options) {
    this.options = options;
    this.maxList = maxList(options);
    this.decoder = new DefaultHttp2HeadersDecoder(true, false, maxList);
  }

  /** The largest list of fields that is read to its end, as {@code SETTINGS} tells the client. */
  static int maxList(HttpOptions options) {
    return options.maxRequestLine()
        + options.maxHeaderSize()
        + FIELD_EXTRA * (options.maxHeaders() + EXTRA_FIELDS);
  }

  /** The stream whose block is not whole yet; 0 when there is none. */
  int open() {
    return stream;
  }

  /** Begins a block with its first fragment. */
  void begin(int of, boolean ends, byte[] bytes, int from, int to) throws ViolationException {
    stream = of;
    endStream = ends;
    continuations = 0;
    length = 0;
    add(bytes, from, to);
  }

  /** Goes on with it. */
  void goOn(byte[] bytes, int from, int to) throws ViolationException {
    if (++continuations > options.http2().maxContinuations()) {
      throw ViolationException.ofConnection(
          ErrorCode.ENHANCE_YOUR_CALM, "too many CONTINUATION frames");
    }
    add(bytes, from, to);
  }

  private void add(byte[] bytes, int from, int to) throws ViolationException {
    if (length + to - from > maxList + Frame.MAX_PAYLOAD) {
      throw ViolationException.ofConnection(
          ErrorCode.ENHANCE_YOUR_CALM, "a header block that is too large");
    }
    if (block.length - length < to - from) {
      block = Arrays.copyOf(block, Math.max(length + to - from, 2 * block.length));
    }
    System.arraycopy(bytes, from, block, length, to - from);
    length += to - from;
  }

  /** Whether the stream ends with this block. */
  boolean endsStream() {
    return endStream;
  }

  /**
   * Decompresses the block, which is whole.
   *
   * @param wanted whether anyone will look at its fields; if not, they only pass through the table
   * @throws ViolationException of the connection when it cannot be decompressed; of the stream when
   *     its fields are malformed
   */
  Http2HeadBuilder end(boolean wanted) throws ViolationException {
    int of = stream;
    stream = 0;
    Http2HeadBuilder builder =
        new Http2HeadBuilder(
            options.maxRequestLine(), options.maxHeaderSize(), options.maxHeaders());
    try {
      Http2Headers fields = decoder.decodeHeaders(of, Unpooled.wrappedBuffer(block, 0, length));
      for (Map.Entry<CharSequence, CharSequence> field : wanted ? fields : NONE) {
        AsciiString name = AsciiString.of(field.getKey());
        AsciiString value = AsciiString.of(field.getValue());
        builder.add(
            name.array(),
            name.arrayOffset(),
            name.length(),
            value.array(),
            value.arrayOffset(),
            value.length());
      }
    } catch (Http2Exception.HeaderListSizeException tooLarge) {
      builder.refuse(Refusals.HEADER_SIZE);
    } catch (Http2Exception e) {
      throw e instanceof Http2Exception.StreamException
          ? ViolationException.ofStream(of, ErrorCode.PROTOCOL_ERROR, "malformed fields")
          : ViolationException.ofConnection(
              ErrorCode.COMPRESSION_ERROR, "a header block that cannot be decompressed");
    }
    if (block.length > Frame.MAX_PAYLOAD) {
      block = new byte[0];
    }
    return builder;
  }

  /** The head of a request out of its fields, or why it is refused. */
  static @Nullable RequestHead head(Http2HeadBuilder builder, int stream, boolean endStream)
      throws ViolationException {
    RequestHead head = builder.build(endStream);
    if (builder.malformed() != null) {
      throw ViolationException.ofStream(stream, ErrorCode.PROTOCOL_ERROR, builder.malformed());
    }
    return head;
  }

  /** Why a well-formed head is refused. */
  static Refusal refusal(Http2HeadBuilder builder) {
    Refusal refusal = builder.refusal();
    return refusal == null ? Refusals.FAILED : refusal;
  }
}
