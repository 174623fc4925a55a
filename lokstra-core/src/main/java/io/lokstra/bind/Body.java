package io.lokstra.bind;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Read from the body.
 *
 * <ul>
 *   <li>{@code @Body NewTodo todo}: the whole JSON document is this component;
 *   <li>{@code @Body byte[] content}: the bytes as they came, whatever their media type;
 *   <li>{@code @Body("due-date") LocalDate due}: the property of that name of the JSON object;
 *   <li>nothing at all: the property by the naming policy, the usual case.
 * </ul>
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.RECORD_COMPONENT, ElementType.TYPE})
public @interface Body {
  /** The property's name; left out, the whole body. Not for a type. */
  String value() default "";
}
