package io.lokstra.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What a client shows to prove its address. */
class RetryTokensTest {
  private final AtomicLong now = new AtomicLong(-5);
  private final byte[] key = RetryTokens.newKey();
  private final RetryTokens tokens = new RetryTokens(key, () -> true, now::get);
  private final InetSocketAddress client = address("192.0.2.1", 4433);
  private final ByteBuf id = Unpooled.wrappedBuffer(new byte[] {1, 2, 3, 4, 5, 6, 7, 8});

  private static InetSocketAddress address(String host, int port) {
    return new InetSocketAddress(InetAddress.ofLiteral(host), port);
  }

  private ByteBuf token() {
    ByteBuf token = Unpooled.buffer(tokens.maxTokenLength());
    assertThat(tokens.writeToken(token, id, client)).isTrue();
    return token;
  }

  @Test
  void takesATokenFromItsAddressAlone() {
    ByteBuf token = token();
    int at = tokens.validateToken(token, client);
    assertThat(token.slice(at, token.readableBytes() - at)).isEqualTo(id);
    assertThat(tokens.validateToken(token, address("192.0.2.2", 4433))).isNegative();
    assertThat(tokens.validateToken(token, address("192.0.2.1", 4434))).isNegative();
    assertThat(tokens.validateToken(token, address("::1", 4433))).isNegative();
  }

  @Test
  void takesATokenForAFewSeconds() {
    ByteBuf token = token();
    now.addAndGet(TimeUnit.SECONDS.toNanos(10));
    assertThat(tokens.validateToken(token, client)).isPositive();
    now.addAndGet(1);
    assertThat(tokens.validateToken(token, client)).isNegative();
  }

  @Test
  void refusesTokensThatItDidNotMake() {
    ByteBuf token = token();
    for (int i = 0; i < token.readableBytes(); i++) {
      ByteBuf changed = token.copy();
      changed.setByte(i, changed.getByte(i) ^ 1);
      assertThat(tokens.validateToken(changed, client)).isNegative();
    }
    assertThat(tokens.validateToken(token.slice(0, 39), client)).isNegative();
    assertThat(tokens.validateToken(Unpooled.EMPTY_BUFFER, client)).isNegative();
    assertThat(
            new RetryTokens(RetryTokens.newKey(), () -> true, now::get)
                .validateToken(token, client))
        .isNegative();
    assertThat(tokens.validateToken(token, client, id).isValid()).isFalse();
    assertThat(tokens.validateToken(token, client, Unpooled.wrappedBuffer(new byte[20])).isValid())
        .isTrue();
  }

  @Test
  void asksForNoneWhereThatIsNotWanted() {
    ByteBuf out = Unpooled.buffer();
    assertThat(new RetryTokens(key, () -> false, now::get).writeToken(out, id, client)).isFalse();
    assertThat(out.readableBytes()).isZero();
  }
}
