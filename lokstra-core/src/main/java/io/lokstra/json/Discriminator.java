package io.lokstra.json;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The property that says which record of a sealed interface a JSON object is; {@code "type"} where
 * this is not written. Its values are the records' names by the naming policy ({@code CardPayment}
 * is {@code "card_payment"}) or their {@link VariantName}s: a class name never comes from input.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Discriminator {
  /** The property's name, as it is in the document. */
  String value();
}
