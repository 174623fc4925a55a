package io.lokstra.netty;

import io.lokstra.engine.EventSpeaker;
import io.lokstra.engine.Refusal;
import io.lokstra.http.Header;
import io.lokstra.http.Response;
import io.lokstra.http.ResponseBody;
import io.lokstra.http.ResponseHeaders;
import io.lokstra.netty.http1.Refusals;
import io.lokstra.netty.http1.ResponseEncoder;
import io.lokstra.netty.http1.ResponseEncoder.Framing;
import io.lokstra.netty.http1.ResponseEncoder.Persistence;
import io.lokstra.netty.http1.ResponseHead;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns responses into octets: decides framing and whether the connection stays (RFC 9112 §6, §9).
 * Confined to the event loop.
 */
final class Responder {
  private static final Logger LOG = LoggerFactory.getLogger(Responder.class);
  private static final byte[] NOTHING = {};

  private final Connection connection;
  private final Outbound outbound;
  private @Nullable StreamedResponse streaming;
  private boolean keepAfterStream;

  Responder(Connection connection, ChannelHandlerContext context, LoopContext loop) {
    this.connection = connection;
    this.outbound = new Outbound(context, loop);
  }

  /** The way out. */
  Outbound outbound() {
    return outbound;
  }

  /** Sends what the call of {@code exchange} answered. */
  void answer(NettyExchange exchange) {
    Response response = exchange.response();
    if (response == null) {
      response = refusal(Refusals.FAILED);
    }
    if (response.body() instanceof ResponseBody.Upgrade upgrade) {
      if (exchange.head().asksFor(upgrade.protocol())) {
        switchProtocol(exchange, response, upgrade);
        return;
      }
      response = refusal(Refusals.UPGRADE).withHeader("upgrade", upgrade.protocol());
    }
    if (response.status() < 200 || response.body() instanceof ResponseBody.Data) {
      LOG.error("{} was answered with what cannot be sent: {}", exchange, response);
      response = refusal(Refusals.FAILED);
    }
    send(exchange, response, connection.keepsAfter(exchange));
  }

  private void send(NettyExchange exchange, Response response, boolean keep) {
    ResponseBody body = response.body();
    byte[] content = body instanceof ResponseBody.Bytes bytes ? bytes.content() : NOTHING;
    long length = body instanceof ResponseBody.Stream stream ? stream.length() : content.length;
    boolean sent = exchange.bodyIsSent(response.status());
    boolean measured =
        sent || (length >= 0 && response.status() != 204 && response.status() != 304);
    head(exchange, response, measured ? Framing.LENGTH : Framing.NONE, length, keep);
    if (!sent) {
      connection.answered(exchange, keep);
      return;
    }
    exchange.sent(content.length);
    if (outbound.body(content, () -> connection.sentLargeBody(exchange, keep))) {
      connection.answered(exchange, keep);
    } else {
      connection.sending();
    }
  }

  private void head(
      NettyExchange exchange, Response response, Framing framing, long length, boolean keep) {
    exchange.sending(response.status());
    outbound
        .encoder()
        .head(response.status(), response.headers(), framing, length, persistence(exchange, keep));
  }

  private static Persistence persistence(NettyExchange exchange, boolean keep) {
    if (!keep) {
      return Persistence.CLOSE;
    }
    return exchange.version() == 0 ? Persistence.KEEP_ALIVE : Persistence.IMPLIED;
  }

  /**
   * Answers instead of a call, and closes unless {@code keep}.
   *
   * @param exchange what is refused; null when its head could not be read
   */
  void refuse(@Nullable NettyExchange exchange, Refusal refusal, boolean keep) {
    Response response = refusal(refusal);
    if (exchange != null) {
      send(exchange, response, keep);
      return;
    }
    byte[] content =
        response.body() instanceof ResponseBody.Bytes bytes ? bytes.content() : NOTHING;
    outbound
        .encoder()
        .head(
            response.status(),
            response.headers(),
            Framing.LENGTH,
            content.length,
            Persistence.CLOSE);
    outbound.encoder().octets(content, 0, content.length);
  }

  private Response refusal(Refusal refusal) {
    return Refusing.response(connection.listener().handler(), refusal);
  }

  /** Passes an interim response on to a client that knows what it is. */
  void interim(NettyExchange exchange, ResponseHead head) {
    if (exchange.version() > 0) {
      outbound.encoder().interim(head);
      outbound.flush();
    }
  }

  /** Sends the head of a response that its thread goes on to write. */
  void beginStream(StreamedResponse stream) {
    NettyExchange exchange = stream.exchange();
    boolean keep = connection.keepsAfter(exchange) && stream.framing() != Framing.UNTIL_CLOSE;
    streaming = stream;
    keepAfterStream = keep;
    head(exchange, stream.response(), stream.framing(), stream.length(), keep);
    connection.sending();
  }

  /** Sends a piece of it. */
  void sendPiece(StreamedResponse stream, byte[] bytes, int count) {
    ResponseEncoder encoder = outbound.encoder();
    if (stream.framing() == Framing.CHUNKED) {
      encoder.chunk(bytes, 0, count);
    } else {
      encoder.octets(bytes, 0, count);
    }
    stream.exchange().sent(count);
    sendTracked(stream, count);
  }

  /** Sends what the network takes of a piece of it now, and tells how much that was. */
  int sendAtOnce(StreamedResponse stream, byte[] bytes, int from, int count) {
    if (stream.framing() != Framing.LENGTH) {
      return 0;
    }
    int taken = outbound.sendAtOnce(bytes, from, count);
    stream.exchange().sent(taken);
    return taken;
  }

  /** Sends part of a file as a piece of it; the framing is by length. */
  void sendFile(StreamedResponse stream, FilePart part) {
    stream.exchange().sent(part.count());
    outbound.file(part, stream);
  }

  private void sendTracked(OutputPipe pipe, int count) {
    ChannelFuture written = outbound.writePiece();
    var _ =
        written.addListener(done -> {
          if (written.isSuccess()) {
            pipe.written(count, true);
          } else {
            pipe.fail(new IOException("the client went away", written.cause()));
          }
        });
  }

  /** Ends it. */
  void endStream(StreamedResponse stream) {
    streaming = null;
    if (stream.framing() == Framing.CHUNKED) {
      outbound.encoder().lastChunk();
    }
    connection.answered(stream.exchange(), keepAfterStream);
  }

  private void switchProtocol(
      NettyExchange exchange, Response response, ResponseBody.Upgrade upgrade) {
    ResponseHeaders headers = response.headers().with(Header.of("upgrade", upgrade.protocol()));
    exchange.sending(101);
    outbound.encoder().head(101, headers, Framing.NONE, 0, Persistence.UPGRADE);
    if (upgrade.speaker() instanceof EventSpeaker speaker) {
      connection.makeWay(exchange, speaker);
      return;
    }
    UpgradedConnection upgraded = new UpgradedConnection(connection, exchange, upgrade);
    connection.upgraded(upgraded);
    upgraded.start();
  }

  /** Sends octets of an upgraded connection. */
  void sendRaw(UpgradedConnection.Output pipe, byte[] bytes, int count) {
    outbound.encoder().octets(bytes, 0, count);
    sendTracked(pipe, count);
  }

  /** The connection is gone: whoever writes a response to it learns so. */
  void closed() {
    if (streaming != null) {
      streaming.fail(new IOException("the client went away"));
    }
  }
}
