package features;

import io.lokstra.http.Server;
import io.lokstra.testkit.TestServer;
import io.lokstra.testkit.Via;

/** The servers that the attacks are sent to: one for all of them, as in life. */
final class Attacked {
  static final String USER = "admin";
  static final String PASSWORD = "correct horse battery staple";

  private static final String APP = "features";

  private Attacked() {}

  /** The features example as it is. */
  static int port() {
    return Plain.SERVER.running().port(APP);
  }

  /** The features example with times of one second. */
  static int impatientPort() {
    return Impatient.SERVER.running().port(APP);
  }

  private static final class Plain {
    static final TestServer SERVER = TestServer.of(Features.app(), Via.OVER_THE_WIRE);
  }

  private static final class Impatient {
    static final TestServer SERVER =
        TestServer.of(
            Server.named("impatient")
                .app(Features.app())
                .set("server.http.headers-timeout", "1s")
                .set("server.http.idle-timeout", "1s")
                .set("server.http.body-grace", "1s")
                .set("server.http.write-timeout", "1s"),
            Via.OVER_THE_WIRE);
  }
}
