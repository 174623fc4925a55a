package io.lokstra.http;

import io.lokstra.bind.QueryParam;
import io.lokstra.config.Default;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;

/**
 * Which page of a list is asked for: {@code ?page=2&page_size=50}. An input of its own, or a
 * component of one.
 *
 * @param page the page, from 1
 * @param pageSize how many items a page has, at most 100
 */
@QueryParam
public record PageQuery(
    @Default("1") @Min(1) int page, @Default("20") @Min(1) @Max(PageQuery.MAX_SIZE) int pageSize) {
  /** The largest page. */
  public static final int MAX_SIZE = 100;

  /** Checks the range, for those who make one themselves. */
  public PageQuery {
    if (page < 1 || pageSize < 1 || pageSize > MAX_SIZE) {
      throw new IllegalArgumentException(
          "page "
              + page
              + " of size "
              + pageSize
              + "; a page is 1 or greater, its size 1 to "
              + MAX_SIZE);
    }
  }

  /** The first page of the usual size, 20. */
  public static PageQuery first() {
    return new PageQuery(1, 20);
  }

  /** How many items come before this page: SQL's OFFSET. */
  public long offset() {
    return (page - 1L) * pageSize;
  }

  /** How many items the page has at the most: SQL's LIMIT. */
  public int limit() {
    return pageSize;
  }
}
