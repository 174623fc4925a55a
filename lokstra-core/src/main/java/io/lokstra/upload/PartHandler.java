package io.lokstra.upload;

/** Takes the parts of a form, one after the other. */
@FunctionalInterface
public interface PartHandler {

  /** Takes one part; what it leaves unread is skipped. */
  void handle(Part part) throws Exception;
}
