package io.lokstra.processor;

import javax.lang.model.element.Element;

/** A record that cannot be one of options. */
final class RefusedException extends Exception {

  private static final long serialVersionUID = 1L;

  private final String reason;
  private final transient Element element;

  RefusedException(String reason, Element element) {
    super(reason);
    this.reason = reason;
    this.element = element;
  }

  String reason() {
    return reason;
  }

  Element element() {
    return element;
  }
}
