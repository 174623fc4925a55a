package io.lokstra.netty;

import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.DefaultFileRegion;
import io.netty.channel.FileRegion;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The part of a file that a connection is sending, past the program's memory. Netty counts no octet
 * of it as pending, so what is left of it is counted here. One at a time; confined to the event
 * loop.
 */
final class FileSending {
  private @Nullable FileRegion region;
  private long seen;
  private long stalledSince;

  /** A region that leaves its file open: the file is its reader's. */
  private static final class Borrowed extends DefaultFileRegion {
    Borrowed(FilePart part) {
      super(part.file(), part.position(), part.count());
    }

    @Override
    protected void deallocate() {
      // Nothing is ours.
    }
  }

  /** Sends {@code part} after what was written before, and flushes. */
  void send(ChannelHandlerContext context, FilePart part, OutputPipe from) {
    FileRegion sending = new Borrowed(part);
    region = sending;
    seen = -1;
    ChannelFuture sent = context.writeAndFlush(sending);
    var _ =
        sent.addListener(done -> {
          region = null;
          if (sent.isSuccess()) {
            from.written(part.count(), false);
          } else {
            from.fail(new IOException("the client went away, or the file ended", sent.cause()));
          }
        });
  }

  /** Whether a part is on its way. */
  boolean isPending() {
    return region != null;
  }

  /** Whether none of it was taken for {@code limit} nanoseconds. */
  boolean isStalled(long now, long limit) {
    FileRegion sending = region;
    if (sending == null) {
      return false;
    }
    if (sending.transferred() != seen) {
      seen = sending.transferred();
      stalledSince = now;
      return false;
    }
    return now - stalledSince >= limit;
  }
}
