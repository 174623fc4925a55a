/**
 * Files of configuration: YAML to trees of values with their places, and what values refer to.
 * Nothing here is loaded by a program that has no file.
 */
@NullMarked
package io.lokstra.internal.config.file;

import org.jspecify.annotations.NullMarked;
