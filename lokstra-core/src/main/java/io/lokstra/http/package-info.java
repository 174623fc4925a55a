/**
 * Server, app, router, handler, middleware, request and response: what an application's first page
 * names.
 */
@NullMarked
package io.lokstra.http;

import org.jspecify.annotations.NullMarked;
