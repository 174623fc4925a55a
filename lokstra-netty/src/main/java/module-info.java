import io.lokstra.engine.HttpEngineProvider;
import io.lokstra.netty.NettyProvider;

/**
 * The HTTP engine on Netty. Nothing is exported: an application meets it through {@code
 * io.lokstra.engine}.
 */
module io.lokstra.netty {
  requires io.lokstra.core;
  requires static org.jspecify;
  requires org.slf4j;
  requires io.netty.buffer;
  requires io.netty.codec;
  requires static io.netty.codec.classes.quic;
  requires io.netty.codec.http2;
  requires io.netty.common;
  requires io.netty.handler;
  requires io.netty.transport;
  requires io.netty.transport.classes.epoll;
  requires static io.netty.transport.classes.io_uring;
  requires io.netty.transport.unix.common;

  provides HttpEngineProvider with
      NettyProvider;
}
