package io.lokstra.bind;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Read from the header fields; a list may be repeated or stand between commas.
 *
 * <p>On a record: for all its components that name no source of their own. Nothing else can set
 * what is bound so.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.RECORD_COMPONENT, ElementType.TYPE})
public @interface HeaderParam {
  /**
   * The name outside; left out, the component's name in kebab-case ({@code requestId} is {@code
   * request-id}). Not for a type.
   */
  String value() default "";
}
