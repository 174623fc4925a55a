package io.lokstra.netty;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.quic.QuicTokenHandler;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Makes clients show that they receive what is sent to the address they claim, before anything is
 * kept for them (RFC 9000 §8.1.2). A token names its address and is signed; it is good for a few
 * seconds. Confined to the event loop of its socket.
 */
final class RetryTokens implements QuicTokenHandler {
  private static final String ALGORITHM = "HmacSHA256";
  private static final int SIGNATURE = 32;
  private static final int TIME = Long.BYTES;

  /** A connection identifier of ours; the client's next packet must be for one. */
  static final int CONNECTION_ID = 20;

  /** Longest identifier a client chooses for the server. */
  private static final int LONGEST_ID = 20;

  private static final long GOOD_FOR = TimeUnit.SECONDS.toNanos(10);

  private final Mac mac;
  private final BooleanSupplier wanted;
  private final LongSupplier clock;

  /**
   * Tokens that are signed with {@code key}.
   *
   * @param wanted whether a client that begins now has to show its address
   * @param clock in nanoseconds
   */
  RetryTokens(byte[] key, BooleanSupplier wanted, LongSupplier clock) {
    this.wanted = wanted;
    this.clock = clock;
    try {
      mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(key, ALGORITHM));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK has no " + ALGORITHM, e);
    }
  }

  /** A key that nobody knows. */
  static byte[] newKey() {
    byte[] key = new byte[SIGNATURE];
    new SecureRandom().nextBytes(key);
    return key;
  }

  @Override
  public boolean writeToken(ByteBuf out, ByteBuf destination, InetSocketAddress address) {
    if (!wanted.getAsBoolean() || destination.readableBytes() > LONGEST_ID) {
      return false;
    }
    byte[] id = new byte[destination.readableBytes()];
    destination.getBytes(destination.readerIndex(), id);
    long now = clock.getAsLong();
    out.writeLong(now);
    out.writeBytes(sign(now, address, id));
    out.writeBytes(id);
    return true;
  }

  @Override
  public int validateToken(ByteBuf token, InetSocketAddress address) {
    int length = token.readableBytes();
    if (length < TIME + SIGNATURE || length > maxTokenLength()) {
      return -1;
    }
    int from = token.readerIndex();
    long made = token.getLong(from);
    byte[] signature = new byte[SIGNATURE];
    token.getBytes(from + TIME, signature);
    byte[] id = new byte[length - TIME - SIGNATURE];
    token.getBytes(from + TIME + SIGNATURE, id);
    boolean genuine = MessageDigest.isEqual(signature, sign(made, address, id));
    long age = clock.getAsLong() - made;
    return genuine && age >= 0 && age <= GOOD_FOR ? TIME + SIGNATURE : -1;
  }

  @Override
  public TokenValidationResult validateToken(
      ByteBuf token, InetSocketAddress address, ByteBuf destination) {
    return destination.readableBytes() == CONNECTION_ID
        ? QuicTokenHandler.super.validateToken(token, address, destination)
        : TokenValidationResult.invalidToken();
  }

  private byte[] sign(long made, InetSocketAddress address, byte[] id) {
    mac.update(ByteBuffer.allocate(TIME).putLong(0, made));
    byte[] host = address.getAddress().getAddress();
    mac.update((byte) host.length);
    mac.update(host);
    mac.update((byte) (address.getPort() >>> 8));
    mac.update((byte) address.getPort());
    return Arrays.copyOf(mac.doFinal(id), SIGNATURE);
  }

  @Override
  public int maxTokenLength() {
    return TIME + SIGNATURE + LONGEST_ID;
  }
}
