package io.lokstra.internal.json;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser.NumberType;
import tools.jackson.core.JsonToken;

/**
 * Reads any document: maps, lists, text, booleans, null; numbers so that they are written again as
 * they were: {@code Long}, {@code BigInteger}, {@code BigDecimal}, and a {@code Double} for the
 * negative zero, which the others do not have.
 */
final class UntypedReader extends ValueReader {
  private static final Double NEGATIVE_ZERO = -0.0;

  private final boolean duplicates;

  /** Whether a key may be there twice, the last one counting. */
  UntypedReader(boolean duplicates) {
    this.duplicates = duplicates;
  }

  @Override
  boolean readsNull() {
    return true;
  }

  @Override
  @Nullable Object read(Reading in) {
    JsonToken token = in.parser.currentToken();
    return switch (token) {
      case START_OBJECT -> object(in);
      case START_ARRAY -> list(in);
      case VALUE_STRING -> in.parser.getString();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NUMBER_INT -> whole(in);
      case VALUE_NUMBER_FLOAT -> decimal(in);
      default -> null;
    };
  }

  private Map<String, @Nullable Object> object(Reading in) {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    for (String name = in.parser.nextName(); name != null; name = in.parser.nextName()) {
      in.findings.enter(name);
      in.parser.nextToken();
      int before = map.size();
      map.put(name, read(in));
      if (!duplicates && map.size() == before) {
        in.duplicate();
      }
      in.findings.leave();
    }
    return map;
  }

  private List<@Nullable Object> list(Reading in) {
    List<@Nullable Object> list = new ArrayList<>();
    while (in.parser.nextToken() != JsonToken.END_ARRAY) {
      in.findings.enter(list.size());
      list.add(read(in));
      in.findings.leave();
    }
    return list;
  }

  private static Object whole(Reading in) {
    if (in.parser.getNumberType() == NumberType.BIG_INTEGER) {
      return in.parser.getBigIntegerValue();
    }
    long value = in.parser.getLongValue();
    return value == 0 && isNegative(in) ? NEGATIVE_ZERO : (Object) value;
  }

  private static Object decimal(Reading in) {
    try {
      java.math.BigDecimal value = in.parser.getDecimalValue();
      return value.signum() == 0 && isNegative(in) ? NEGATIVE_ZERO : (Object) value;
    } catch (ArithmeticException | NumberFormatException | JacksonException outOfRange) {
      return in.unfit("a number whose exponent has at most nine digits");
    }
  }

  private static boolean isNegative(Reading in) {
    return in.parser.getStringCharacters()[in.parser.getStringOffset()] == '-';
  }
}
