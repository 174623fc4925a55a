package io.lokstra.internal.websocket;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * What a client offers in {@code Sec-WebSocket-Extensions} (RFC 6455 §9.1), and what is taken of
 * it: the first offer of permessage-deflate that can be kept to (RFC 7692 §7.1).
 */
final class Extensions {
  private static final String NAME = "permessage-deflate";

  /** In every answer: no message refers to another. */
  private static final String ACCEPTED =
      NAME + "; server_no_context_takeover; client_no_context_takeover";

  private static final String WINDOW = "server_max_window_bits=15";

  private Extensions() {}

  /**
   * The answer to the first offer that can be taken.
   *
   * @param fields the values of the field, in their order
   * @return empty when they are not in the grammar of the field; an empty text when none is taken
   */
  static Optional<String> accept(List<String> fields) {
    String answer = "";
    for (String field : fields) {
      Optional<List<List<String>>> offers = parse(field);
      if (offers.isEmpty()) {
        return Optional.empty();
      }
      for (List<String> offer : offers.get()) {
        if (answer.isEmpty()
            && offer.getFirst().equals(NAME)
            && canKeep(offer.subList(1, offer.size()))) {
          // Who names a window for what is sent to him wants to hear that it is kept to.
          answer = offer.contains(WINDOW) ? ACCEPTED + "; " + WINDOW : ACCEPTED;
        }
      }
    }
    return Optional.of(answer);
  }

  /**
   * Whether the parameters of an offer are known and can be kept to. A smaller window for what this
   * end sends cannot: zlib as Java has it always takes the largest.
   */
  private static boolean canKeep(List<String> parameters) {
    Set<String> names = new HashSet<>();
    for (String parameter : parameters) {
      int equals = parameter.indexOf('=');
      String name = equals < 0 ? parameter : parameter.substring(0, equals);
      String value = equals < 0 ? "" : parameter.substring(equals + 1);
      boolean kept =
          switch (name) {
            case "server_no_context_takeover", "client_no_context_takeover" -> equals < 0;
            case "client_max_window_bits" -> equals < 0 || isWindow(value);
            case "server_max_window_bits" -> value.equals("15");
            default -> false;
          };
      if (!kept || !names.add(name)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isWindow(String value) {
    return value.equals("8")
        || value.equals("9")
        || (value.length() == 2 && value.compareTo("10") >= 0 && value.compareTo("15") <= 0);
  }

  /** The offers of one field, each its name and then its parameters, quotes taken off. */
  private static Optional<List<List<String>>> parse(String field) {
    List<List<String>> offers = new ArrayList<>();
    for (String part : field.split(",", -1)) {
      List<String> offer = new ArrayList<>();
      for (String piece : part.split(";", -1)) {
        String text = piece.strip().toLowerCase(Locale.ROOT);
        int equals = text.indexOf('=');
        String name = (equals < 0 ? text : text.substring(0, equals)).strip();
        String value = equals < 0 ? "" : text.substring(equals + 1).strip();
        if (value.length() > 2 && value.startsWith("\"") && value.endsWith("\"")) {
          value = value.substring(1, value.length() - 1);
        }
        if (!isToken(name)
            || (equals >= 0 && !isToken(value))
            || (offer.isEmpty() && equals >= 0)) {
          return Optional.empty();
        }
        offer.add(equals < 0 ? name : name + "=" + value);
      }
      offers.add(offer);
    }
    return Optional.of(offers);
  }

  private static boolean isToken(String text) {
    return !text.isEmpty()
        && text.chars().allMatch(c -> c > ' ' && c < 127 && "()<>@,;:\\\"/[]?={}".indexOf(c) < 0);
  }
}
