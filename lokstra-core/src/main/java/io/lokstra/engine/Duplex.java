package io.lokstra.engine;

import java.io.InputStream;
import java.io.OutputStream;

/**
 * Both directions of a connection that left HTTP behind. Reading and writing block, each with the
 * peer's pace; one thread may read while another writes.
 */
public interface Duplex {

  /** What the peer sends from here on, beginning with what had already arrived. */
  InputStream input();

  /** What is sent to the peer; small writes are collected until {@code flush}. */
  OutputStream output();
}
