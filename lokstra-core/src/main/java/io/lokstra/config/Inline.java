package io.lokstra.config;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a component that is a record of options and no section of its own: its keys stand beside
 * those of the record it is in. {@code record Site(Path directory, @Inline StaticFiles.Options
 * files)} has {@code site.directory} and {@code site.memory}.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Inline {}
