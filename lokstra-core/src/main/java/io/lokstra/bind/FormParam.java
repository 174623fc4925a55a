package io.lokstra.bind;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Read from the body, sent as a form, with files or without; a component of type {@link
 * io.lokstra.upload.Upload} is a file of it. A field left empty counts as not given, but for text.
 *
 * <p>On a record: for all its components that name no source of their own. Nothing else can set
 * what is bound so.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.RECORD_COMPONENT, ElementType.TYPE})
public @interface FormParam {
  /** The name outside; left out, the component's name by the naming policy. Not for a type. */
  String value() default "";
}
