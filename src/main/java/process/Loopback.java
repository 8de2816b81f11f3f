package process;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.apache.camel.CamelContext;

/** Tells whether a server can be reached from this machine only. */
public final class Loopback {
    private Loopback() {}

    /** Whether the HTTP server of the application listens on loopback only. */
    public static boolean isAllOf(CamelContext context) {
        return is(host(context));
    }

    /** The host on which the HTTP server of the application listens. */
    public static String host(CamelContext context) {
        return context.resolvePropertyPlaceholders("{{camel.server.host:{{listen.host:127.0.0.1}}}}");
    }

    /**
     * Whether a host is a loopback address.
     *
     * @param host a name or an address
     */
    public static boolean is(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
