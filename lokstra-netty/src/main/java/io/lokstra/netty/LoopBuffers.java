package io.lokstra.netty;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.DefaultMaxMessagesRecvByteBufAllocator;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The memory through which all connections of one event loop receive and send: one buffer each way
 * instead of two taken and given back for every request. Confined to the loop.
 */
final class LoopBuffers extends DefaultMaxMessagesRecvByteBufAllocator {
  static final int SIZE = 64 * 1024;

  private final ByteBuf out = memory();
  private ByteBuf in = memory();

  private static ByteBuf memory() {
    return Unpooled.wrappedBuffer(ByteBuffer.allocateDirect(SIZE));
  }

  /**
   * For connections whose handler is done with what it receives when it returns. One that keeps the
   * buffer all the same has it for itself.
   */
  @Override
  public MaxMessageHandle newHandle() {
    return new MaxMessageHandle() {
      @Override
      public ByteBuf allocate(ByteBufAllocator unused) {
        return receiving();
      }

      @Override
      public int guess() {
        return SIZE;
      }
    };
  }

  private ByteBuf receiving() {
    if (in.refCnt() != 1) {
      in.release();
      in = memory();
    }
    return in.clear().retain();
  }

  /**
   * Hands octets to the kernel, past the queue of the channel.
   *
   * @param count at most {@link #SIZE}
   * @return how many the kernel took
   */
  int send(Socket socket, byte[] octets, int count) throws IOException {
    out.setBytes(0, octets, 0, count);
    return send(socket, count);
  }

  /**
   * Hands octets and others after them to the kernel at once.
   *
   * @param from of the first of the others
   * @param more how many of them; all together at most {@link #SIZE}
   * @return how many of all the kernel took
   */
  int send(Socket socket, byte[] octets, int count, byte[] others, int from, int more)
      throws IOException {
    out.setBytes(0, octets, 0, count);
    out.setBytes(count, others, from, more);
    return send(socket, count + more);
  }

  private int send(Socket socket, int count) throws IOException {
    return out.hasMemoryAddress()
        ? socket.sendAddress(out.memoryAddress(), 0, count)
        : socket.send(out.internalNioBuffer(0, count), 0, count);
  }
}
