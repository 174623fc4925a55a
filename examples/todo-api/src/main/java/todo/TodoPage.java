package todo;

import io.lokstra.http.EntityTag;
import io.lokstra.http.Router;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The page that uses the API: four files, read once at start, each served on a path of its own, so
 * that there is no path to climb out of. Browsers ask each time whether theirs is still good.
 */
final class TodoPage {
  private TodoPage() {}

  static Router routes() {
    Router page = Router.named("page");
    file(page, "/", "index.html", "text/html; charset=utf-8");
    file(page, "/app.js", "app.js", "text/javascript; charset=utf-8");
    file(page, "/style.css", "style.css", "text/css; charset=utf-8");
    file(page, "/icon.svg", "icon.svg", "image/svg+xml");
    return page;
  }

  private static void file(Router page, String path, String name, String mediaType) {
    byte[] content = read(name);
    EntityTag tag = EntityTag.of(hash(content));
    page.get(
        path,
        ctx ->
            ctx.unlessMatch(tag, () -> ctx.bytes(content, mediaType))
                .withHeader("cache-control", "no-cache"));
  }

  private static byte[] read(String name) {
    try (InputStream in = TodoPage.class.getResourceAsStream("/page/" + name)) {
      if (in == null) {
        throw new IllegalStateException("the page's " + name + " is not on the class path");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String hash(byte[] content) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(content);
      return HexFormat.of().formatHex(digest, 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
