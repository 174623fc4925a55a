/** What is written at build time; the compiler finds it by itself on its processor path. */
@NullMarked
package io.lokstra.processor;

import org.jspecify.annotations.NullMarked;
