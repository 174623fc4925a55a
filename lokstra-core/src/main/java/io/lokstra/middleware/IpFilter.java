package io.lokstra.middleware;

import io.lokstra.config.Default;
import io.lokstra.http.Middleware;
import io.lokstra.http.Next;
import io.lokstra.http.RequestContext;
import io.lokstra.http.Response;
import io.lokstra.internal.web.IpAddress;
import io.lokstra.internal.web.IpNetwork;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Lets pass by address, as far as it can be believed ({@link RequestContext#clientAddress()}: that
 * of the connection, or what a trusted proxy says). What is denied is denied, whatever is allowed;
 * where something is allowed, everything else is denied too. 403 then.
 */
public final class IpFilter implements Middleware {

  /**
   * Who passes.
   *
   * @param allow the networks that pass, and no others; everybody when empty: {@code 10.0.0.0/8},
   *     {@code ::1}, {@code unix}
   * @param deny the networks that do not
   */
  @io.lokstra.config.Options
  public record Options(@Default("") List<String> allow, @Default("") List<String> deny) {

    /** Checks each network. */
    public Options {
      allow = List.copyOf(allow);
      deny = List.copyOf(deny);
      IpNetwork.checked("allow", allow);
      IpNetwork.checked("deny", deny);
    }

    /** Everybody: to be told who. */
    public static Options defaults() {
      return new Options(List.of(), List.of());
    }

    /** These and no others. */
    public Options allow(String... networks) {
      return new Options(List.of(networks), deny);
    }

    /** Not these. */
    public Options deny(String... networks) {
      return new Options(allow, List.of(networks));
    }
  }

  private final List<IpNetwork> allow;
  private final List<IpNetwork> deny;

  private IpFilter(Options options) {
    if (options.allow().isEmpty() && options.deny().isEmpty()) {
      throw new IllegalArgumentException(
          "ip-filter: neither allow nor deny names a network, so everybody would pass; name some, or leave it out");
    }
    allow = IpNetwork.checked("allow", options.allow());
    deny = IpNetwork.checked("deny", options.deny());
  }

  /** {@code create(clients -> clients.allow("10.0.0.0/8"))}. */
  public static IpFilter create(UnaryOperator<Options> options) {
    return create(options.apply(Options.defaults()));
  }

  /**
   * By these options.
   *
   * @throws IllegalArgumentException when they name no network
   */
  public static IpFilter create(Options options) {
    return new IpFilter(options);
  }

  @Override
  public Response handle(RequestContext ctx, Next next) {
    return passes(ctx.clientAddress())
        ? next.handle(ctx)
        : Response.forbidden("This address is not allowed here.");
  }

  private boolean passes(String client) {
    Optional<IpAddress> address = IpAddress.parseWithoutZone(client);
    if (address.isEmpty() && !client.isEmpty()) {
      return false;
    }
    return !contains(deny, address) && (allow.isEmpty() || contains(allow, address));
  }

  private static boolean contains(List<IpNetwork> networks, Optional<IpAddress> address) {
    for (IpNetwork network : networks) {
      if (network.contains(address)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public String name() {
    return "ip-filter";
  }
}
