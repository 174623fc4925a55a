/**
 * Services: what an application is made of behind its routes, with a life cycle.
 *
 * <p>{@link io.lokstra.service.Services} is where a program registers them, {@link
 * io.lokstra.service.Service} is what one implements that has to be started and stopped, and {@link
 * io.lokstra.service.LokstraModule} is how a jar contributes.
 */
@NullMarked
package io.lokstra.service;

import org.jspecify.annotations.NullMarked;
