package io.lokstra.bench.netty;

import static io.netty.handler.codec.http.HttpHeaderNames.CONNECTION;
import static io.netty.handler.codec.http.HttpHeaderNames.CONTENT_LENGTH;
import static io.netty.handler.codec.http.HttpHeaderNames.CONTENT_TYPE;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.AsciiString;
import io.netty.util.ReferenceCountUtil;
import tools.jackson.databind.ObjectMapper;

/**
 * Answers {@code /plaintext} with fixed bytes and {@code /json} with an object encoded for each
 * request.
 */
final class AnswerHandler extends ChannelInboundHandlerAdapter {
  private static final byte[] PLAINTEXT = "Hello, World!".getBytes(UTF_8);
  private static final AsciiString TEXT = AsciiString.cached("text/plain; charset=utf-8");
  private static final AsciiString JSON = AsciiString.cached("application/json");

  /** Loaded at the first JSON, as a program that only answers text would not load it at all. */
  private static final class Json {
    static final ObjectMapper MAPPER = new ObjectMapper();
  }

  record Message(String message) {}

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (message instanceof HttpRequest request) {
      answer(context, request);
    }
    ReferenceCountUtil.release(message);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    context.flush();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    var _ = context.close();
  }

  private static void answer(ChannelHandlerContext context, HttpRequest request) {
    FullHttpResponse response =
        switch (request.uri()) {
          case "/", "/plaintext" -> response(HttpResponseStatus.OK, TEXT, PLAINTEXT);
          case "/json" ->
              response(
                  HttpResponseStatus.OK,
                  JSON,
                  Json.MAPPER.writeValueAsBytes(new Message("Hello, World!")));
          default -> response(HttpResponseStatus.NOT_FOUND, TEXT, new byte[0]);
        };
    if (HttpUtil.isKeepAlive(request)) {
      var _ = context.write(response);
    } else {
      response.headers().set(CONNECTION, HttpHeaderValues.CLOSE);
      var _ = context.write(response).addListener(ChannelFutureListener.CLOSE);
    }
  }

  private static FullHttpResponse response(
      HttpResponseStatus status, AsciiString type, byte[] content) {
    FullHttpResponse response =
        new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, Unpooled.wrappedBuffer(content));
    response.headers().set(CONTENT_TYPE, type).setInt(CONTENT_LENGTH, content.length);
    return response;
  }
}
