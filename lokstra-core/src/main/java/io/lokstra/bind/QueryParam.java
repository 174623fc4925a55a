package io.lokstra.bind;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Read from the query: {@code ?page=2}; repeated and between commas for a list, {@code
 * filter[name]=x} for a map or a nested record.
 *
 * <p>On a record: for all its components that name no source of their own. Nothing else can set
 * what is bound so.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.RECORD_COMPONENT, ElementType.TYPE})
public @interface QueryParam {
  /** The name outside; left out, the component's name by the naming policy. Not for a type. */
  String value() default "";
}
