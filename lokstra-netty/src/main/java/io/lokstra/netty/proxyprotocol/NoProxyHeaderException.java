package io.lokstra.netty.proxyprotocol;

/** A connection does not begin with a PROXY protocol header. */
public final class NoProxyHeaderException extends Exception {
  private static final long serialVersionUID = 1L;

  NoProxyHeaderException() {
    super("it does not begin with a PROXY protocol header", null, false, false);
  }
}
