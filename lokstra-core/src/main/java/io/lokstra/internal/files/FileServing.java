package io.lokstra.internal.files;

import io.lokstra.http.Failure;
import io.lokstra.http.Header;
import io.lokstra.http.Headers;
import io.lokstra.http.HttpException;
import io.lokstra.http.RequestContext;
import io.lokstra.http.Response;
import io.lokstra.http.ResponseHeaders;
import io.lokstra.internal.web.Vary;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * From a path to an answer: files, folders, the page that stands in for those of an application.
 */
public final class FileServing {
  private static final Header VARY = Header.of("vary", "Accept");
  private static final String NOTHING = "There is no such file.";

  private final FileShelf shelf;
  private final FileNames names;
  private final String index;
  private final Optional<String> fallback;
  private final List<String> except;
  private final int maxRanges;

  /**
   * Serves what is on {@code shelf}.
   *
   * @param index the file that stands for its folder
   * @param fallback the page that answers where there is no file and a browser goes to a page
   * @param except prefixes of paths, relative and without a slash at the end, below which it does
   *     not
   */
  public FileServing(
      FileShelf shelf,
      FileNames names,
      String index,
      Optional<String> fallback,
      List<String> except,
      int maxRanges) {
    this.shelf = shelf;
    this.names = names;
    this.index = index;
    this.fallback = fallback;
    this.except = List.copyOf(except);
    this.maxRanges = maxRanges;
  }

  /**
   * The answer for {@code path}, relative.
   *
   * @throws HttpException 404, 412, 416
   */
  public Response serve(RequestContext ctx, String path) throws IOException {
    if (!names.areServed(path)) {
      throw HttpException.notFound(NOTHING);
    }
    boolean folder = path.isEmpty() || path.endsWith("/");
    String file = folder ? path + index : path;
    ServedFile here = shelf.here(file, System.nanoTime());
    if (here != null) {
      return answer(ctx, here);
    }
    OffLoop.leave();
    Optional<ServedFile> found = shelf.fetch(file);
    if (found.isPresent()) {
      return answer(ctx, found.get());
    }
    if (!folder && shelf.look(path).map(FileState::folder).orElse(false)) {
      Optional<ServedFile> page = shelf.fetch(path + "/" + index);
      if (page.isPresent()) {
        return toFolder(ctx);
      }
    }
    if (fallback.isEmpty() || !isPage(path)) {
      throw HttpException.notFound(NOTHING);
    }
    if (!acceptsHtml(ctx.headers())) {
      throw new HttpException(Failure.of(404, NOTHING), ResponseHeaders.of(VARY));
    }
    return page(ctx, fallback.get());
  }

  private Response answer(RequestContext ctx, ServedFile file) throws IOException {
    return new FileAnswer(shelf, ctx, file.formFor(ctx.headers()), maxRanges).answer();
  }

  private Response page(RequestContext ctx, String path) throws IOException {
    ServedFile here = shelf.here(path, System.nanoTime());
    Optional<ServedFile> file = here == null ? shelf.fetch(path) : Optional.of(here);
    return Vary.with(answer(ctx, file.orElseThrow(() -> HttpException.notFound(NOTHING))), VARY);
  }

  /** 308 to the same path with a slash: what the page of a folder refers to is relative to it. */
  public static Response toFolder(RequestContext ctx) {
    String raw = ctx.target().raw();
    int path = raw.startsWith("/") ? 0 : raw.indexOf('/', raw.indexOf("://") + 3);
    int question = raw.indexOf('?');
    int end = question < 0 ? raw.length() : question;
    return Response.of(308)
        .withHeader("location", raw.substring(path, end) + "/" + raw.substring(end));
  }

  // ---- single-page applications

  /** Whether it may be a page of the application: neither a file nor of an API. */
  private boolean isPage(String path) {
    String name = path.substring(path.lastIndexOf('/', path.length() - 2) + 1);
    if (name.indexOf('.') >= 0) {
      return false;
    }
    for (String prefix : except) {
      if (path.startsWith(prefix)
          && (path.length() == prefix.length() || path.charAt(prefix.length()) == '/')) {
        return false;
      }
    }
    return true;
  }

  /** Whether HTML is asked for by name, which only browsers on their way to a page do. */
  static boolean acceptsHtml(Headers request) {
    for (int at = request.indexOf("accept", 0); at >= 0; at = request.indexOf("accept", at + 1)) {
      if (listsHtml(request.value(at))) {
        return true;
      }
    }
    return false;
  }

  private static boolean listsHtml(String accept) {
    int from = 0;
    while (from < accept.length()) {
      int comma = accept.indexOf(',', from);
      int to = comma < 0 ? accept.length() : comma;
      String range = accept.substring(from, to).strip();
      int semicolon = range.indexOf(';');
      String type = semicolon < 0 ? range : range.substring(0, semicolon).stripTrailing();
      if (type.equalsIgnoreCase("text/html") && !isRefused(range, semicolon)) {
        return true;
      }
      from = to + 1;
    }
    return false;
  }

  private static boolean isRefused(String range, int semicolon) {
    if (semicolon < 0) {
      return false;
    }
    @Nullable String weight = null;
    for (String parameter : range.substring(semicolon + 1).split(";", -1)) {
      String plain = parameter.strip();
      if (plain.regionMatches(true, 0, "q=", 0, 2)) {
        weight = plain.substring(2);
      }
    }
    return weight != null && weight.chars().allMatch(c -> c == '0' || c == '.');
  }
}
