package io.lokstra.netty.http1;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What we read and Netty's codec refuses: all of it, each kind recognised by the request alone.
 * Every text given here is a request that we have read.
 */
enum NettyDifference {
  /**
   * A minor version above 1 with a chunked body. RFC 9110 §2.5: a minor version higher than the
   * recipient's own is processed as if it were the highest one that the recipient implements, so
   * HTTP/1.2 is read as HTTP/1.1, which has chunks. Netty takes chunks in HTTP/1.1 alone.
   */
  LATER_MINOR_VERSION_CHUNKED {
    @Override
    boolean appliesTo(String request) {
      return LATER_MINOR_VERSION.matcher(request).lookingAt() && isChunked(request);
    }
  },
  /**
   * An octet above 0x7f in the quoted value of a chunk extension. RFC 9110 §5.6.4: {@code qdtext}
   * and {@code quoted-pair} include {@code obs-text}, which is 0x80 to 0xff. Netty 4.2.18 looks the
   * octet up in a table of 128 and fails with an IndexOutOfBoundsException.
   */
  OBS_TEXT_IN_CHUNK_EXTENSION {
    @Override
    boolean appliesTo(String request) {
      // Only a quoted value can have one in a line that we have read.
      return isChunked(request)
          && sizeLines(request).anyMatch(line -> line.chars().anyMatch(octet -> octet > 0x7f));
    }
  },
  /**
   * White space between the unquoted value of a chunk extension and the next semicolon. RFC 9112
   * §7.1.1: {@code chunk-ext = *( BWS ";" BWS chunk-ext-name [ BWS "=" BWS chunk-ext-val ] )}, and
   * a recipient must parse for such white space (RFC 9110 §5.6.3). Netty takes it after a name and
   * after a quoted value, not after a token.
   */
  SPACE_AFTER_TOKEN_IN_CHUNK_EXTENSION {
    @Override
    boolean appliesTo(String request) {
      return isChunked(request)
          && sizeLines(request)
              .map(line -> QUOTED.matcher(line).replaceAll("\"\""))
              .anyMatch(line -> SPACE_AFTER_TOKEN.matcher(line).find());
    }
  };

  private static final Pattern LATER_MINOR_VERSION =
      Pattern.compile("(?:\r\n)?[^ ]+ [^ ]+ HTTP/1\\.[2-9]\r\n");
  private static final Pattern CHUNKED =
      Pattern.compile("\r\ntransfer-encoding:[ \t]*chunked[ \t]*\r\n", Pattern.CASE_INSENSITIVE);
  private static final Pattern SIZE = Pattern.compile("\\p{XDigit}+");

  private static final Pattern QUOTED = Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*\"");
  private static final Pattern SPACE_AFTER_TOKEN = Pattern.compile("=[ \t]*[^ \t;=\"]+[ \t]+;");

  /** Whether Netty is known to refuse this request, one octet a character. */
  abstract boolean appliesTo(String request);

  /** The known difference that a request shows. */
  static Optional<NettyDifference> of(String request) {
    return Stream.of(values()).filter(difference -> difference.appliesTo(request)).findFirst();
  }

  private static boolean isChunked(String request) {
    return CHUNKED.matcher(request.substring(0, endOfHead(request))).find();
  }

  private static int endOfHead(String request) {
    // The empty line that may stand before a request is not the one that ends its head.
    return request.indexOf("\r\n\r\n", 2) + 4;
  }

  /** The lines that begin the chunks: size and extensions. */
  private static Stream<String> sizeLines(String request) {
    Stream.Builder<String> lines = Stream.builder();
    int at = endOfHead(request);
    long size = 1;
    while (size > 0) {
      int end = request.indexOf("\r\n", at);
      String line = request.substring(at, end);
      lines.add(line);
      Matcher digits = SIZE.matcher(line);
      size = digits.lookingAt() ? Long.parseLong(digits.group(), 16) : 0;
      at = (int) (end + 2 + size + 2);
    }
    return lines.build();
  }
}
