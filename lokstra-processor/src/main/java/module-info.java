/**
 * The annotation processor. For each record marked {@code @Options} it writes how the record is
 * read and what its javadoc says. It needs nothing of Lokstra's at build time, and nothing of it is
 * needed at run time.
 */
module io.lokstra.processor {
  requires java.compiler;
  requires static org.jspecify;

  provides javax.annotation.processing.Processor with
      io.lokstra.processor.OptionsProcessor;
}
