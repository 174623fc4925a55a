package io.lokstra.http;

import io.lokstra.config.ByteSize;
import io.lokstra.config.Default;
import io.lokstra.internal.files.CachePolicy;
import io.lokstra.internal.files.ClassPathFolder;
import io.lokstra.internal.files.ContentTypes;
import io.lokstra.internal.files.DirectoryTree;
import io.lokstra.internal.files.FileNames;
import io.lokstra.internal.files.FileServing;
import io.lokstra.internal.files.FileShelf;
import io.lokstra.internal.files.FileTree;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.PositiveOrZero;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * The files of a directory, or of a folder of the class path: {@code files("/static",
 * StaticFiles.from(Path.of("public")))}. Immutable, thread-safe; may be given to several routes.
 *
 * <p>With entity tags, {@code Last-Modified}, conditions and ranges (RFC 9110 §13, §14), packed
 * variants where they stand beside a file ({@code app.js.br}), and {@code Cache-Control}. Folders
 * are not listed; names that begin with a dot, links, and what is no regular file are not there.
 *
 * <p>Small files are kept in memory, within a bound, and looked at again from time to time: serving
 * one does no I/O. Larger ones are sent from the kernel's cache where the transport can.
 */
public final class StaticFiles implements Handler {
  /** The name of what the route captures. */
  static final String CAPTURED = "file";

  /** What becomes of symbolic links. */
  public enum Links {
    /** They are not there. */
    REFUSE,
    /** They are followed where they lead to what is in the directory itself. */
    INSIDE
  }

  /**
   * How files are served.
   *
   * @param index the file that stands for the folder it is in
   * @param fallback the page of a single-page application: answers GET and HEAD of browsers that go
   *     to a page ({@code Accept: text/html}, no dot in the last name) where there is no file
   * @param except paths below which it does not, relative to where the files are served: {@code
   *     api}
   * @param cacheControl what is said of a file about keeping it, where nothing below says otherwise
   * @param fingerprints whether files with a hash in their name ({@code app.3f2a9b1c.js}) are said
   *     never to change
   * @param cache what is said of files by pattern of their path, {@code *.woff2} or {@code
   *     assets/**}; of several the longest
   * @param types media types beside those of the table, by the end of a name
   * @param precompressed whether {@code app.js.br}, {@code .zst} and {@code .gz} are sent in the
   *     place of {@code app.js} to those who take them
   * @param wellKnown whether the folder {@code .well-known} is served (RFC 8615)
   * @param links what becomes of symbolic links
   * @param memory how much is kept in memory; nothing where it is 0
   * @param memoryPerFile the largest file that is
   * @param recheck how long a file in memory is served without looking whether it has changed; with
   *     0 nothing is kept
   * @param maxRanges how many parts a client may ask for at once; who asks for more gets the whole,
   *     and so does everyone where it is 0
   * @param maxOpenFiles how many files may be open at once to be sent, those in memory not counted;
   *     beyond it 503
   */
  @io.lokstra.config.Options
  public record Options(
      @Default("index.html") @NotBlank String index,
      Optional<String> fallback,
      List<String> except,
      @Default("no-cache") @NotBlank String cacheControl,
      @Default("true") boolean fingerprints,
      Map<String, String> cache,
      Map<String, String> types,
      @Default("true") boolean precompressed,
      @Default("false") boolean wellKnown,
      @Default("refuse") Links links,
      @Default("32MiB") @ByteSize @PositiveOrZero long memory,
      @Default("256KiB") @ByteSize @PositiveOrZero int memoryPerFile,
      @Default("1s") @PositiveOrZero Duration recheck,
      @Default("16") @Min(0) int maxRanges,
      @Default("400") @Min(1) int maxOpenFiles) {

    /** Checks names, patterns and fields. */
    public Options {
      except = except.stream().map(StaticFiles::trimmed).toList();
      cache = Map.copyOf(cache);
      types = Map.copyOf(types);
      var _ = new CachePolicy(cache, fingerprints, cacheControl, fallback);
      var _ = new ContentTypes(types);
      FileNames names = new FileNames(wellKnown);
      if (index.indexOf('/') >= 0 || !names.areServed(index)) {
        throw new IllegalArgumentException(
            "index is no name of a file: '%s'; expected one such as index.html".formatted(index));
      }
      if (fallback.isPresent()
          && (fallback.get().endsWith("/") || !names.areServed(fallback.get()))) {
        throw new IllegalArgumentException(
            "fallback is no path of a file: '%s'; expected one such as index.html"
                .formatted(fallback.get()));
      }
      if (memory < 0
          || memoryPerFile < 0
          || recheck.isNegative()
          || maxRanges < 0
          || maxOpenFiles < 1) {
        throw new IllegalArgumentException(
            "memory, memory-per-file, recheck, max-ranges and max-open-files are %d, %d, %s, %d and %d; expected nothing below zero, and at least one open file"
                .formatted(memory, memoryPerFile, recheck, maxRanges, maxOpenFiles));
      }
    }

    /** What holds where nothing is said. */
    public static Options defaults() {
      return new Options(
          "index.html",
          Optional.empty(),
          List.of(),
          "no-cache",
          true,
          Map.of(),
          Map.of(),
          true,
          false,
          Links.REFUSE,
          32L << 20,
          256 << 10,
          Duration.ofSeconds(1),
          16,
          400);
    }

    /** Another file that stands for its folder. */
    public Options index(String name) {
      return with(draft -> draft.index = name);
    }

    /**
     * Serves a single-page application: {@code page} answers where a browser goes to a page that is
     * no file.
     *
     * @param page the file, usually {@code "index.html"}
     * @param except paths below which it does not: {@code "api"}
     */
    public Options singlePage(String page, String... except) {
      return with(draft -> {
        draft.fallback = Optional.of(page);
        draft.except = List.of(except);
      });
    }

    /** What is said of a file about keeping it, where nothing else says otherwise. */
    public Options cacheControl(String value) {
      return with(draft -> draft.cacheControl = value);
    }

    /** What is said of files whose path is like {@code pattern}. */
    public Options cache(String pattern, String value) {
      return with(draft -> draft.cache.put(pattern, value));
    }

    /** Files whose path is like {@code pattern} never change: they may be kept for a year. */
    public Options immutable(String pattern) {
      return cache(pattern, "public, max-age=31536000, immutable");
    }

    /** Whether files with a hash in their name are said never to change. */
    public Options fingerprints(boolean seen) {
      return with(draft -> draft.fingerprints = seen);
    }

    /** Another media type, by the end of a name: {@code type("glb", "model/gltf-binary")}. */
    public Options type(String end, String mediaType) {
      return with(draft -> draft.types.put(end, mediaType));
    }

    /** Whether packed variants are looked for. */
    public Options precompressed(boolean wanted) {
      return with(draft -> draft.precompressed = wanted);
    }

    /** Whether {@code .well-known} is served. */
    public Options wellKnown(boolean served) {
      return with(draft -> draft.wellKnown = served);
    }

    /** What becomes of symbolic links. */
    public Options links(Links chosen) {
      return with(draft -> draft.links = chosen);
    }

    /**
     * How much is kept in memory.
     *
     * @param bytes of all files together
     * @param perFile of the largest that is kept
     */
    public Options memory(long bytes, int perFile) {
      return with(draft -> {
        draft.memory = bytes;
        draft.memoryPerFile = perFile;
      });
    }

    /** How long a file in memory is served without looking whether it has changed. */
    public Options recheck(Duration time) {
      return with(draft -> draft.recheck = time);
    }

    /** How many parts a client may ask for at once. */
    public Options maxRanges(int parts) {
      return with(draft -> draft.maxRanges = parts);
    }

    /** How many files may be open at once to be sent. */
    public Options maxOpenFiles(int files) {
      return with(draft -> draft.maxOpenFiles = files);
    }

    /** For development: nothing is kept, neither here nor by browsers. */
    public Options development() {
      return with(draft -> {
        draft.cacheControl = "no-store";
        draft.fingerprints = false;
        draft.cache.clear();
        draft.memory = 0;
        draft.recheck = Duration.ZERO;
      });
    }

    private Options with(Consumer<StaticFilesDraft> change) {
      StaticFilesDraft draft = new StaticFilesDraft(this);
      change.accept(draft);
      return draft.options();
    }
  }

  private final FileServing serving;
  private final String description;

  private StaticFiles(FileTree tree, Options options) {
    this.description = tree.toString();
    this.serving =
        new FileServing(
            new FileShelf(
                tree,
                new ContentTypes(options.types()),
                new CachePolicy(
                    options.cache(),
                    options.fingerprints(),
                    options.cacheControl(),
                    options.fallback()),
                options.precompressed(),
                options.memory(),
                options.memoryPerFile(),
                options.recheck().toNanos(),
                options.maxOpenFiles(),
                Clock.systemUTC()),
            new FileNames(options.wellKnown()),
            options.index(),
            options.fallback(),
            options.except(),
            options.maxRanges());
  }

  /** {@code "/api/"} as {@code "api"}. */
  private static String trimmed(String prefix) {
    String rest = prefix.startsWith("/") ? prefix.substring(1) : prefix;
    return rest.endsWith("/") ? rest.substring(0, rest.length() - 1) : rest;
  }

  /**
   * The files below a directory, which may be a link.
   *
   * @throws IllegalArgumentException when there is no such directory
   */
  public static StaticFiles from(Path directory) {
    return from(directory, Options.defaults());
  }

  /** {@code from(directory, files -> files.singlePage("index.html", "api"))}. */
  public static StaticFiles from(Path directory, UnaryOperator<Options> options) {
    return from(directory, options.apply(Options.defaults()));
  }

  /** By these options. */
  public static StaticFiles from(Path directory, Options options) {
    return new StaticFiles(new DirectoryTree(directory, options.links() == Links.INSIDE), options);
  }

  /**
   * The files of a folder of the jar, or the directory of classes, that a class comes from; a
   * module need not open it.
   *
   * @param beside a class of that jar
   * @param folder from its root: {@code "web"}
   * @throws IllegalArgumentException when there is no such folder, saying where it was looked for
   */
  public static StaticFiles fromClassPath(Class<?> beside, String folder) {
    return fromClassPath(beside, folder, Options.defaults());
  }

  /** {@code fromClassPath(Shop.class, "web", files -> files.immutable("assets/**"))}. */
  public static StaticFiles fromClassPath(
      Class<?> beside, String folder, UnaryOperator<Options> options) {
    return fromClassPath(beside, folder, options.apply(Options.defaults()));
  }

  /** By these options. */
  public static StaticFiles fromClassPath(Class<?> beside, String folder, Options options) {
    return new StaticFiles(ClassPathFolder.find(beside, folder), options);
  }

  @Override
  public Object handle(RequestContext ctx) throws IOException {
    return serving.serve(ctx, ctx.path(CAPTURED));
  }

  /** What is served, for the table of routes. */
  @Override
  public String toString() {
    return "files of " + description;
  }
}
