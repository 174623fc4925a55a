package io.lokstra.bind;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The names a value may consist of: of a {@code Sort}, of {@code Fields}, of the keys of a map, of
 * the elements of a list or set of text, of one text. Any other is a field error that lists these.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Allowed {
  /** The names, as they are outside. */
  String[] value();
}
