package io.lokstra.http;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * One page of a list, and where it stands in the whole. In the default envelope the items are
 * {@code data} and the rest is {@code meta}.
 *
 * @param items what is on the page
 * @param meta where the page stands
 * @param <T> the type of the items
 */
public record Page<T>(List<T> items, Meta meta) {

  /**
   * Where a page stands.
   *
   * @param page the page, from 1
   * @param pageSize how many items a full page has
   * @param total how many items there are on all pages
   * @param totalPages how many pages there are; 0 for an empty list
   * @param hasNext whether a page follows
   * @param hasPrev whether a page precedes that has items
   */
  public record Meta(
      int page, int pageSize, long total, long totalPages, boolean hasNext, boolean hasPrev) {}

  /** Copies the items. */
  public Page {
    items = List.copyOf(items);
  }

  /**
   * A page.
   *
   * @param items what is on it
   * @param total how many items there are on all pages
   * @param query what was asked for
   */
  public static <T> Page<T> of(List<T> items, long total, PageQuery query) {
    return of(items, total, query.page(), query.pageSize());
  }

  /**
   * A page of any size.
   *
   * @param page its number, from 1
   * @param pageSize how many items a full page has, at least 1
   */
  public static <T> Page<T> of(List<T> items, long total, int page, int pageSize) {
    if (total < 0 || page < 1 || pageSize < 1) {
      throw new IllegalArgumentException(
          "page " + page + " of size " + pageSize + " of a total of " + total);
    }
    long pages = total / pageSize + (total % pageSize == 0 ? 0 : 1);
    return new Page<>(
        items, new Meta(page, pageSize, total, pages, page < pages, page > 1 && pages > 0));
  }

  /** This page with each item replaced. */
  public <R> Page<R> map(Function<? super T, ? extends R> mapping) {
    List<R> mapped = new ArrayList<>(items.size());
    for (T item : items) {
      mapped.add(mapping.apply(item));
    }
    return new Page<>(mapped, meta);
  }
}
