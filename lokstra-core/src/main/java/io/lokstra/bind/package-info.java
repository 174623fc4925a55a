/**
 * Where the values of a record come from: the path, the query, header fields, cookies, a form or
 * the body, and how text becomes a value.
 */
@NullMarked
package io.lokstra.bind;

import org.jspecify.annotations.NullMarked;
