package io.lokstra.internal.files;

import io.lokstra.http.Header;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * Media types by the end of a file's name, in a table of our own: that of the system differs from
 * machine to machine. Text is in UTF-8. Immutable.
 */
public final class ContentTypes {
  private static final String UTF_8 = "; charset=utf-8";
  private static final Header OCTETS = Header.of("content-type", "application/octet-stream");

  /** Lines of a media type and the ends it has; a star before it: packs well. */
  private static final String TABLE =
      """
      *text/html html htm
      *text/css css
      *text/javascript js mjs cjs
      *text/plain txt text log
      *text/markdown md markdown
      *text/csv csv
      *text/tab-separated-values tsv
      *text/calendar ics
      *text/vtt vtt
      *text/vcard vcf
      *application/json json map
      *application/ld+json jsonld
      *application/geo+json geojson
      *application/manifest+json webmanifest
      *application/feed+json jsonfeed
      *application/xml xml xsl xsd
      *application/atom+xml atom
      *application/rss+xml rss
      *application/xhtml+xml xhtml xht
      *application/wasm wasm
      *application/yaml yaml yml
      *application/toml toml
      *application/rtf rtf
      *image/svg+xml svg
      *image/bmp bmp
      *image/x-icon ico
      *font/ttf ttf
      *font/otf otf
      *font/collection ttc
      *application/vnd.ms-fontobject eot
      font/woff woff
      font/woff2 woff2
      image/png png
      image/apng apng
      image/jpeg jpg jpeg jpe jfif
      image/gif gif
      image/webp webp
      image/avif avif
      image/heic heic
      image/jxl jxl
      image/tiff tif tiff
      audio/mpeg mp3
      audio/mp4 m4a
      audio/aac aac
      audio/ogg oga ogg opus
      audio/flac flac
      audio/wav wav
      audio/webm weba
      audio/midi mid midi
      video/mp4 mp4 m4v
      video/webm webm
      video/ogg ogv
      video/quicktime mov
      video/mpeg mpeg mpg
      video/mp2t ts
      video/x-matroska mkv
      application/vnd.apple.mpegurl m3u8
      application/dash+xml mpd
      application/pdf pdf
      application/epub+zip epub
      application/zip zip
      application/gzip gz tgz
      application/zstd zst
      application/x-bzip2 bz2
      application/x-xz xz
      application/x-tar tar
      application/x-7z-compressed 7z
      application/java-archive jar war
      application/vnd.android.package-archive apk
      application/msword doc
      application/vnd.ms-excel xls
      application/vnd.ms-powerpoint ppt
      application/vnd.openxmlformats-officedocument.wordprocessingml.document docx
      application/vnd.openxmlformats-officedocument.spreadsheetml.sheet xlsx
      application/vnd.openxmlformats-officedocument.presentationml.presentation pptx
      application/vnd.oasis.opendocument.text odt
      application/vnd.oasis.opendocument.spreadsheet ods
      application/vnd.oasis.opendocument.presentation odp
      """;

  /**
   * A type.
   *
   * @param field the whole field
   * @param packs whether it is worth looking for packed variants
   */
  public record ContentType(Header field, boolean packs) {}

  private static final ContentType UNKNOWN = new ContentType(OCTETS, false);

  private final Map<String, ContentType> byEnd = new HashMap<>();

  /**
   * The table, with what is said beside it.
   *
   * @param more media types by the end of a name: {@code "glb"} → {@code "model/gltf-binary"}
   * @throws IllegalArgumentException when one of them is no value of a header field
   */
  public ContentTypes(Map<String, String> more) {
    for (String line : TABLE.split("\n")) {
      String[] words = line.split(" ");
      boolean packs = words[0].startsWith("*");
      String type = packs ? words[0].substring(1) : words[0];
      Header field = Header.of("content-type", type.startsWith("text/") ? type + UTF_8 : type);
      for (int i = 1; i < words.length; i++) {
        byEnd.put(words[i], new ContentType(field, packs));
      }
    }
    UnaryOperator<String> plain = end -> end.toLowerCase(Locale.ROOT);
    more.forEach((end, type) ->
        byEnd.put(
            plain.apply(end.startsWith(".") ? end.substring(1) : end),
            new ContentType(Header.of("content-type", type), true)));
  }

  /** The type of a file by its path or name. */
  public ContentType of(String name) {
    int dot = name.lastIndexOf('.');
    if (dot <= name.lastIndexOf('/')) {
      return UNKNOWN;
    }
    return byEnd.getOrDefault(name.substring(dot + 1).toLowerCase(Locale.ROOT), UNKNOWN);
  }
}
