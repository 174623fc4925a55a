package io.lokstra.engine;

import java.io.IOException;
import java.nio.channels.FileChannel;

/**
 * What the output of a streamed response is as well, where an engine can send parts of files
 * without their bytes passing through the program: from the kernel's cache to the network.
 *
 * <p>An engine need not offer it, and what wraps the output hides it; then whoever writes a file
 * reads it and writes what was read.
 */
public interface FileOutput {

  /** Whether {@link #transfer} is of use for this response. */
  boolean takesFiles();

  /**
   * Sends {@code count} bytes of {@code file} from {@code position} on, after all that was written
   * before. Returns when they were handed to the network; waits in the calling thread while the
   * client does not read. The file stays open, and its own position as it is.
   *
   * @throws IOException when the client is gone, or the file ends before that: then the response
   *     cannot be completed
   */
  void transfer(FileChannel file, long position, long count) throws IOException;
}
