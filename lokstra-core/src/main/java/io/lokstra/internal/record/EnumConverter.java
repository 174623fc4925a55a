package io.lokstra.internal.record;

import io.lokstra.bind.Converter;
import io.lokstra.bind.Naming;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** An enum by the outside spelling of its constants, in exactly that case. */
public final class EnumConverter implements Converter<Object> {
  private static final int NAMES_IN_A_MESSAGE = 20;

  private final Map<String, Object> constants;
  private final Map<Object, String> names = new HashMap<>();
  private final String expected;

  private EnumConverter(Map<String, Object> constants) {
    this.constants = constants;
    constants.forEach((name, constant) -> names.put(constant, name));
    StringBuilder names = new StringBuilder("one of ");
    int count = 0;
    for (String name : constants.keySet()) {
      if (count == NAMES_IN_A_MESSAGE) {
        names.append(", …");
        break;
      }
      names.append(count++ == 0 ? "" : ", ").append(name);
    }
    this.expected = names.toString();
  }

  /** The converter for an enum class. */
  public static EnumConverter of(Class<?> type, Naming naming) {
    Map<String, Object> constants = new LinkedHashMap<>();
    for (Object constant : type.getEnumConstants()) {
      String name = naming.of(((Enum<?>) constant).name());
      if (constants.put(name, constant) != null) {
        throw new IllegalArgumentException(
            "two constants of " + type.getName() + " are both spelt '" + name + "' outside");
      }
    }
    return new EnumConverter(constants);
  }

  @Override
  public Object convert(String text) {
    Object constant = constants.get(text);
    if (constant == null) {
      throw new IllegalArgumentException();
    }
    return constant;
  }

  @Override
  public String write(Object constant) {
    String name = names.get(constant);
    if (name == null) {
      throw new IllegalArgumentException("not a constant of this enum: " + constant);
    }
    return name;
  }

  @Override
  public String expected() {
    return expected;
  }
}
