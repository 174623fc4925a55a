@NullMarked
package io.lokstra.bench;

import org.jspecify.annotations.NullMarked;
