package io.lokstra.netty;

import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringChannelOption;
import io.netty.channel.uring.IoUringDomainSocketChannel;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerDomainSocketChannel;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.netty.channel.uring.IoUringSocketChannel;

/**
 * Linux io_uring. A class of its own because Netty's part of it is there only where an application
 * asks for it: loading this class without it is a {@link NoClassDefFoundError}.
 */
final class IoUringTransport {
  private IoUringTransport() {}

  /**
   * The transport.
   *
   * @throws IllegalStateException when the kernel or the native library does not have it
   */
  static Transport open() {
    if (!IoUring.isAvailable()) {
      Throwable cause = IoUring.unavailabilityCause();
      throw new IllegalStateException(
          "transport io-uring cannot be had here ("
              + reason(cause)
              + "); it needs a kernel that has it, kernel.io_uring_disabled=0, a seccomp profile that"
              + " allows it, and io.netty:netty-transport-native-io_uring for this processor; use"
              + " transport auto, epoll or nio without it",
          cause);
    }
    return new Transport(
        "io-uring",
        IoUringIoHandler.newFactory(),
        IoUringServerSocketChannel.class,
        IoUringServerDomainSocketChannel.class,
        IoUringSocketChannel.class,
        IoUringDomainSocketChannel.class,
        true,
        false,
        IoUringChannelOption.TCP_NOTSENT_LOWAT);
  }

  private static String reason(Throwable cause) {
    Throwable first = cause;
    while (first.getCause() != null) {
      first = first.getCause();
    }
    return String.valueOf(first.getMessage());
  }
}
