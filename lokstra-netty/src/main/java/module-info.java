/**
 * The HTTP engine on Netty. Nothing is exported: an application meets it through {@code
 * io.lokstra.engine}.
 */
module io.lokstra.netty {
  requires io.lokstra.core;
  requires static org.jspecify;
  requires org.slf4j;
  requires io.netty.buffer;
  requires io.netty.common;
  requires io.netty.transport;
  requires static io.netty.transport.classes.epoll;
  requires jdk.unsupported;
}
