package io.lokstra.internal.json;

import io.lokstra.bind.Naming;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.PropertyNamingStrategy;
import tools.jackson.databind.json.JsonMapper;

/** Jackson's own mapper; a class of its own so that it is loaded only where it is needed. */
final class FallbackMapper {
  private final ObjectMapper mapper;

  FallbackMapper(Naming naming) {
    mapper = JsonMapper.builder().propertyNamingStrategy(strategy(naming)).build();
  }

  private static PropertyNamingStrategy strategy(Naming naming) {
    return switch (naming) {
      case SNAKE_CASE -> PropertyNamingStrategies.SNAKE_CASE;
      case CAMEL_CASE -> PropertyNamingStrategies.LOWER_CAMEL_CASE;
      case KEBAB_CASE -> PropertyNamingStrategies.KEBAB_CASE;
    };
  }

  byte[] encode(Object value) {
    return mapper.writeValueAsBytes(value);
  }
}
