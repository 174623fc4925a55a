/** What the standard middleware reads and writes: origins, codings, networks, fields. */
@NullMarked
package io.lokstra.internal.web;

import org.jspecify.annotations.NullMarked;
