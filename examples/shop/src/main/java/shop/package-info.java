/** Two apps, three services, PostgreSQL and Redis, put together in {@code lokstra.yaml}. */
@NullMarked
package shop;

import org.jspecify.annotations.NullMarked;
