package io.lokstra.internal.log;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A field of a scope, within those of the scopes around it.
 *
 * @param outer the fields around it
 * @param name its name
 * @param value its value
 */
public record ScopedFields(Optional<ScopedFields> outer, String name, @Nullable Object value) {}
