/** What servers do under attack, and what a normal client gets meanwhile. */
@NullMarked
package io.lokstra.bench.attack;

import org.jspecify.annotations.NullMarked;
