/**
 * Logging with fields: {@code log.info("order placed", "order", id, "total", sum)}.
 *
 * <p>{@link io.lokstra.log.Log} writes through SLF4J, so an application may bring whatever output
 * it likes. With {@code lokstra-log} among its dependencies (the starter brings none, so that the
 * choice is the application's), lines have a form for people or one for machines ({@link
 * io.lokstra.log.LoggingOptions}), levels can be changed while the program runs ({@link
 * io.lokstra.log.Logging}), and every line says which request it belongs to, whoever wrote it.
 */
@NullMarked
package io.lokstra.log;

import org.jspecify.annotations.NullMarked;
