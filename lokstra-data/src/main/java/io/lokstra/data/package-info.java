/** Relational databases: a bounded pool, statements, transactions, migrations. */
@NullMarked
package io.lokstra.data;

import org.jspecify.annotations.NullMarked;
