/** JSON. */
@org.jspecify.annotations.NullMarked
package io.lokstra.json;
