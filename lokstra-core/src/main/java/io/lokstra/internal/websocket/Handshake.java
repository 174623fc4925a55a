package io.lokstra.internal.websocket;

import io.lokstra.engine.ConnectionEvents;
import io.lokstra.engine.EventConnection;
import io.lokstra.engine.EventSpeaker;
import io.lokstra.http.Failure;
import io.lokstra.http.Header;
import io.lokstra.http.HttpException;
import io.lokstra.http.RequestContext;
import io.lokstra.http.Response;
import io.lokstra.http.ResponseBody;
import io.lokstra.http.ResponseHeaders;
import io.lokstra.internal.web.ListField;
import io.lokstra.internal.web.WebOrigin;
import io.lokstra.websocket.WebSocket;
import io.lokstra.websocket.WebSocketOptions;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The opening handshake of one route (RFC 6455 §4.2). Thread-safe. */
public final class Handshake {
  /** The token of the {@code Upgrade} field. */
  public static final String PROTOCOL = "websocket";

  private static final String VERSION = "13";
  private static final String MAGIC = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

  private static final ResponseHeaders UPGRADE =
      ResponseHeaders.of(
          Header.of("upgrade", PROTOCOL), Header.of("sec-websocket-version", VERSION));

  private final WebSocketOptions options;
  private final Sessions sessions;
  private final Packing packing = new Packing();
  private final Set<String> allowed;

  /** The handshake of a route with these options. */
  public Handshake(WebSocketOptions options, Sessions sessions) {
    this.options = options;
    this.sessions = sessions;
    this.allowed = Set.copyOf(options.allowedOrigins());
  }

  /**
   * Checks everything that does not depend on what the connection is for.
   *
   * @throws HttpException 426 when no WebSocket of the only version there is was asked for, 400
   *     when it was asked for wrongly, 403 when a page of another site asks
   */
  public void check(RequestContext ctx) {
    if (!ctx.method().equals("GET")
        || !ListField.has(ctx.headers(), "upgrade", PROTOCOL)
        || !ListField.has(ctx.headers(), "connection", "upgrade")) {
      throw upgradeRequired("This address speaks WebSocket.");
    }
    List<String> versions = ctx.headers().all("sec-websocket-version");
    if (versions.size() != 1 || !versions.getFirst().equals(VERSION)) {
      throw upgradeRequired("Version 13 of WebSocket is spoken here.");
    }
    List<String> keys = ctx.headers().all("sec-websocket-key");
    if (keys.size() != 1 || !isKey(keys.getFirst())) {
      throw HttpException.badRequest("Sec-WebSocket-Key is 16 bytes in base64.");
    }
    List<String> origins = ctx.headers().all("origin");
    if (!origins.isEmpty() && !isAllowed(origins, ctx.host())) {
      throw new HttpException(403, "origin_refused", "Pages of this origin may not connect here.");
    }
  }

  private static HttpException upgradeRequired(String message) {
    return new HttpException(new Failure(426, "upgrade_required", message, List.of()), UPGRADE);
  }

  private static boolean isKey(String key) {
    try {
      return Base64.getDecoder().decode(key).length == 16;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private boolean isAllowed(List<String> origins, String host) {
    String origin = origins.getFirst();
    return origins.size() == 1 && (WebOrigin.isOfHost(origin, host) || allowed.contains(origin));
  }

  /** The answer that agrees, after {@link #check}. */
  public Response accept(SessionScope scope, WebSocket socket) {
    RequestContext ctx = scope.context();
    String protocol = protocol(ctx, socket);
    String extensions = extensions(ctx);
    Response response =
        Response.of(101)
            .withHeader("sec-websocket-accept", accept(ctx.header("sec-websocket-key").orElse("")));
    if (!protocol.isEmpty()) {
      response = response.withHeader("sec-websocket-protocol", protocol);
    }
    if (!extensions.isEmpty()) {
      response = response.withHeader("sec-websocket-extensions", extensions);
    }
    Agreement agreement =
        new Agreement(
            socket,
            options,
            protocol,
            extensions.isEmpty() ? Optional.empty() : Optional.of(packing));
    return response.withBody(
        new ResponseBody.Upgrade(PROTOCOL, new Speaker(scope, agreement, sessions)));
  }

  private static String protocol(RequestContext ctx, WebSocket socket) {
    for (String spoken : socket.protocols()) {
      for (String field : ctx.headers().all("sec-websocket-protocol")) {
        for (String offered : field.split(",", -1)) {
          if (offered.strip().equals(spoken)) {
            return spoken;
          }
        }
      }
    }
    return "";
  }

  private String extensions(RequestContext ctx) {
    List<String> offers = ctx.headers().all("sec-websocket-extensions");
    if (offers.isEmpty()) {
      return "";
    }
    String accepted =
        Extensions.accept(offers)
            .orElseThrow(
                () -> HttpException.badRequest("Sec-WebSocket-Extensions cannot be read."));
    return options.compression() ? accepted : "";
  }

  /** The value that shows that the key was understood (RFC 6455 §4.2.2). */
  public static String accept(String key) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-1")
              .digest((key + MAGIC).getBytes(StandardCharsets.ISO_8859_1));
      return Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-1", e);
    }
  }

  /** Makes the session, once HTTP is left. */
  private record Speaker(SessionScope scope, Agreement agreement, Sessions sessions)
      implements EventSpeaker {
    @Override
    public ConnectionEvents begin(EventConnection connection) {
      Session session = new Session(scope, agreement, connection, sessions);
      session.begin();
      return session;
    }
  }
}
