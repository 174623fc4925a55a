package peers;

/** What every server here answers. */
final class Peer {
  static final String HOME = "Peers: the same page on every server";
  static final String HELLO = "Hello, World!";

  private Peer() {}

  static int port() {
    return Integer.parseInt(System.getenv("PORT"));
  }
}
