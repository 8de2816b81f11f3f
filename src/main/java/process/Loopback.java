package process;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.apache.camel.CamelContext;

/** Whether nobody but this machine reaches what listens. */
public final class Loopback {
    private Loopback() {}

    /** Whether the HTTP server of the application listens on loopback only. */
    public static boolean isAllOf(CamelContext context) {
        return is(host(context));
    }

    /** Where the HTTP server of the application listens. */
    public static String host(CamelContext context) {
        return context.resolvePropertyPlaceholders("{{camel.server.host:{{listen.host:127.0.0.1}}}}");
    }

    /** @param host a name or an address */
    public static boolean is(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
