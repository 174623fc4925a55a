package io.lokstra.config;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a record that is read from configuration. {@code lokstra-processor} writes its {@link
 * io.lokstra.config.spi.OptionsShape} at build time: reading it then needs no reflection, and the
 * text of its {@code @param} tags reaches the reference page.
 *
 * <p>A record without this mark, or built without the processor, is read all the same, by
 * reflection.
 */
@Documented
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.TYPE)
public @interface Options {}
