package io.lokstra.bind;

import io.lokstra.http.Cookies;
import io.lokstra.http.Headers;
import io.lokstra.http.QueryParameters;
import io.lokstra.upload.Upload;
import java.util.List;
import java.util.Optional;

/**
 * The places of a request that values are read from. Each is parsed when first asked for, and once.
 */
public interface RequestSource {

  /** What the route's parameter captured, decoded; empty when the route has no such parameter. */
  Optional<String> pathValue(String name);

  /**
   * The query.
   *
   * @throws io.lokstra.http.HttpException 400 when it is malformed
   */
  QueryParameters query();

  /** The header fields. */
  Headers headers();

  /** The cookies the client sent. */
  Cookies cookies();

  /**
   * The fields of the body as a form ({@code application/x-www-form-urlencoded} or {@code
   * multipart/form-data}), those that are no files.
   *
   * @throws io.lokstra.http.HttpException 400 when it is malformed, 413 when it is too large, 415
   *     when the body is something else
   */
  QueryParameters form();

  /**
   * The files of that name in the body as a form ({@code multipart/form-data}), in their order;
   * empty when there is none.
   *
   * @throws io.lokstra.http.HttpException 400 when it is malformed, 413 when it is too large, 415
   *     when the body is something else
   */
  default List<Upload> uploads(String name) {
    return List.of();
  }

  /**
   * The body; empty without one.
   *
   * @throws io.lokstra.http.HttpException 413 when it is too large
   */
  byte[] bytes();
}
