package io.lokstra.http;

/** How a program tells that it has started. */
public enum StartReportForm {
  /** For people. */
  TEXT,
  /** For machines: JSON. */
  JSON,
  /** Not at all. */
  NONE
}
