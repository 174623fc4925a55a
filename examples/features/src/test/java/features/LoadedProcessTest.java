package features;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Socket;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A server that is told to stop while it is under load: see {@link StopUnderLoad}. */
class LoadedProcessTest {

  @Test
  void answersWhatBeganBeforeItEndsWithZero() throws Exception {
    try (Child child = Child.start(LoadedProgram.class, Map.of())) {
      StopUnderLoad load = new StopUnderLoad(child);
      load.run();

      assertThat(child.exitCode()).as(load.ending()).isZero();
      load.judge();
    }
  }

  @Test
  void answersTheOthersWhenOneIgnoresItsInterruption() throws Exception {
    try (Child child = Child.start(LoadedProgram.class, Map.of(), "--server.shutdown-timeout=10s");
        Socket stubborn = child.send("/stubborn")) {
      child.await("stubborn began");
      StopUnderLoad load = new StopUnderLoad(child);
      load.run();

      assertThat(child.exitCode()).as(load.ending()).isEqualTo(3);
      assertThat(child.output()).contains("cut: GET /stubborn after ");
      assertThat(stubborn.isConnected()).isTrue();
      load.judge();
    }
  }
}
