package features;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.netty.buffer.ByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** No test of this module has lost a buffer, with Netty's leak detector at its strictest. */
@Order(Integer.MAX_VALUE)
class LeakTest {

  @Test
  void noTestBeforeThisOneLostABuffer() throws InterruptedException {
    assertThat(ResourceLeakDetector.getLevel()).isEqualTo(ResourceLeakDetector.Level.PARANOID);
    // The detector tells of what was collected when the next buffer is asked for.
    for (int i = 0; i < 5; i++) {
      System.gc();
      Thread.sleep(20);
      for (int j = 0; j < 200; j++) {
        ByteBufAllocator.DEFAULT.directBuffer(64).release();
      }
    }
    Logger detector = (Logger) LoggerFactory.getLogger(ResourceLeakDetector.class);
    ListAppender<ILoggingEvent> reports =
        (ListAppender<ILoggingEvent>) detector.getAppender("leaks");
    assertThat(reports.list).isEmpty();
  }
}
