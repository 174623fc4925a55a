package io.lokstra.config;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks an {@code int} or {@code long} component as a number of bytes, so that it is written with a
 * unit: {@code 8000}, {@code 64KiB}, {@code 1MiB}, {@code 2GiB} (powers of 1,024).
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface ByteSize {}
