package io.lokstra.netty;

/** The contract of an engine, by a client that agrees on HTTP/2 by ALPN. */
class Http2OverTlsContractTest extends TlsContractTest {
  @Override
  public Protocol protocol() {
    return Protocol.HTTP_2;
  }
}
