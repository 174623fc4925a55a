package peers;

import io.helidon.webserver.WebServer;

/** Helidon SE, with its module for HTTP/2. */
final class HelidonPeer {
  private HelidonPeer() {}

  public static void main(String[] args) {
    // Else Helidon refuses what is asked by JMX, by which its heap is read.
    System.setProperty("helidon.serialFilter.missing.action", "ignore");
    WebServer.builder()
        .port(Peer.port())
        .routing(
            routing ->
                routing
                    .get("/", (request, response) -> response.send(Peer.HOME))
                    .get("/plaintext", (request, response) -> response.send(Peer.HELLO))
                    .post(
                        "/echo",
                        (request, response) ->
                            response.send(
                                request.content().hasEntity()
                                    ? request.content().as(byte[].class)
                                    : new byte[0])))
        .build()
        .start();
  }
}
