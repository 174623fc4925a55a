/**
 * The strict binder: sources, layered over one another, to records of options.
 *
 * <p>A server that is given no options pays for this at every start: what runs when nothing is
 * wrong uses no reflection, no lambdas, no pattern switches and no string templates, each of which
 * costs milliseconds the first time.
 */
@NullMarked
package io.lokstra.internal.config;

import org.jspecify.annotations.NullMarked;
