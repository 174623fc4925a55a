package io.lokstra.redis;

import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.CommandOutput;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Puts a reply together from the parts that Lettuce reads. Used by one event loop, once. */
final class ReplyOutput extends CommandOutput<byte[], byte[], RedisReply> {
  private record Open(List<RedisReply> replies, int size) {}

  private final String name;
  private final String command;
  private @Nullable ArrayDeque<Open> open;

  ReplyOutput(String name, String command) {
    super(ByteArrayCodec.INSTANCE, RedisReply.Nil.INSTANCE);
    this.name = name;
    this.command = command;
  }

  @Override
  public void set(@Nullable ByteBuffer bytes) {
    add(bytes == null ? RedisReply.Nil.INSTANCE : new RedisReply.Bytes(copy(bytes)));
  }

  @Override
  public void setBigNumber(@Nullable ByteBuffer bytes) {
    set(bytes);
  }

  @Override
  public void set(long integer) {
    add(new RedisReply.Whole(integer));
  }

  @Override
  public void set(double number) {
    add(new RedisReply.Bytes(Double.toString(number).getBytes(StandardCharsets.US_ASCII)));
  }

  @Override
  public void set(boolean value) {
    add(new RedisReply.Whole(value ? 1 : 0));
  }

  @Override
  public void setError(@Nullable ByteBuffer message) {
    String text = message == null ? "" : decodeString(message);
    if (open == null || open.isEmpty()) {
      error = text;
    } else {
      add(
          new RedisReply.Failed(
              RedisException.replied(
                  name, command, text, new io.lettuce.core.RedisCommandExecutionException(text))));
    }
  }

  @Override
  public void multi(int count) {
    ArrayDeque<Open> all = open == null ? new ArrayDeque<>(2) : open;
    open = all;
    if (count <= 0) {
      add(count < 0 ? RedisReply.Nil.INSTANCE : new RedisReply.Several(List.of()));
    } else {
      // What a server announces is believed only as far as it costs little.
      all.push(new Open(new ArrayList<>(Math.min(count, 1024)), count));
    }
  }

  private void add(RedisReply reply) {
    RedisReply whole = reply;
    while (open != null && !open.isEmpty()) {
      Open innermost = open.peek();
      innermost.replies().add(whole);
      if (innermost.replies().size() < innermost.size()) {
        return;
      }
      open.pop();
      whole = new RedisReply.Several(innermost.replies());
    }
    output = whole;
  }

  private static byte[] copy(ByteBuffer bytes) {
    byte[] copy = new byte[bytes.remaining()];
    bytes.get(copy);
    return copy;
  }
}
