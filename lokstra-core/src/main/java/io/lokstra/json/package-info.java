/** JSON by the application's own rules; whose library parses is nobody's business outside. */
@NullMarked
package io.lokstra.json;

import org.jspecify.annotations.NullMarked;
