package io.lokstra.http;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Conditional requests (RFC 9110 §13). */
final class Conditions {
  private Conditions() {}

  static void requireMatch(RequestContext ctx, EntityTag current) {
    if (ctx.headers().contains("if-match") && !listed(ctx, "if-match", current, true)) {
      throw new HttpException(
          Failure.of(412), ResponseHeaders.of(Header.of("etag", current.toString())));
    }
  }

  static void demandMatch(RequestContext ctx, EntityTag current) {
    if (!ctx.headers().contains("if-match")) {
      throw new HttpException(Failure.of(428));
    }
    requireMatch(ctx, current);
  }

  static Response unlessMatch(RequestContext ctx, EntityTag current, Supplier<Response> response) {
    Header tag = Header.of("etag", current.toString());
    if (listed(ctx, "if-none-match", current, false)) {
      if (!ctx.method().equals("GET") && !ctx.method().equals("HEAD")) {
        throw new HttpException(Failure.of(412), ResponseHeaders.of(tag));
      }
      return Response.of(304).withHeader(tag);
    }
    return response.get().withHeader(tag);
  }

  private static boolean listed(
      RequestContext ctx, String field, EntityTag current, boolean strong) {
    for (String list : ctx.headers().all(field)) {
      if (list.equals("*")) {
        return true;
      }
      for (EntityTag tag : parse(field, list)) {
        if (strong ? tag.matchesStrongly(current) : tag.matchesWeakly(current)) {
          return true;
        }
      }
    }
    return false;
  }

  /**
   * A list of entity tags. What is none is 400: a condition that cannot be read must not be
   * ignored.
   */
  private static List<EntityTag> parse(String field, String list) {
    List<EntityTag> tags = new ArrayList<>(2);
    int at = 0;
    boolean separated = true;
    while (at < list.length()) {
      char c = list.charAt(at);
      if (c == ' ' || c == '\t' || c == ',') {
        separated |= c == ',';
        at++;
        continue;
      }
      if (!separated) {
        throw unreadable(field);
      }
      separated = false;
      boolean weak = list.startsWith("W/", at);
      int open = weak ? at + 2 : at;
      int close =
          open < list.length() && list.charAt(open) == '"' ? list.indexOf('"', open + 1) : -1;
      if (close < 0) {
        throw unreadable(field);
      }
      try {
        tags.add(new EntityTag(list.substring(open + 1, close), weak));
      } catch (IllegalArgumentException e) {
        throw unreadable(field);
      }
      at = close + 1;
    }
    return tags;
  }

  private static HttpException unreadable(String field) {
    return new HttpException(
        400,
        "bad_request",
        "A condition cannot be read.",
        List.of(
            new FieldError(field, "entity_tag", "must be a list of entity tags in quotes, or *")));
  }
}
