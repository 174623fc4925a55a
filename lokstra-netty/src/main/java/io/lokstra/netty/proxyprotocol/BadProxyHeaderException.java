package io.lokstra.netty.proxyprotocol;

/** A PROXY protocol header breaks a rule; the message says which and holds nothing of it. */
public final class BadProxyHeaderException extends Exception {
  private static final long serialVersionUID = 1L;

  BadProxyHeaderException(String message) {
    super(message, null, false, false);
  }
}
