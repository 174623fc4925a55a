package io.lokstra.engine;

/** Whether a TLS listener asks its clients for a certificate. */
public enum ClientCertificates {
  /** It does not. */
  NONE,
  /** It asks; a client without one is served, one whose certificate is not trusted is not. */
  OPTIONAL,
  /** A client without a trusted certificate is not served. */
  REQUIRED
}
