package publishing;

import configuration.ConfigurationException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.MainListenerSupport;

/**
 * Refuses a start on an HTTP port that another process has. Camel's server logs that it cannot listen, and the application
 * starts all the same, deaf.
 */
public final class FreePorts extends MainListenerSupport {
    /** @throws ConfigurationException with one line for each port that is taken, and the property that changes it */
    @Override
    public void afterConfigure(BaseMainSupport main) {
        CamelContext context = main.getCamelContext();
        List<String> taken = Stream.of("listen.http", "listen.management")
                .filter(property -> isTaken(context, property))
                .map(property -> line(property, port(context, property)))
                .toList();
        if (!taken.isEmpty()) {
            throw new ConfigurationException(taken);
        }
    }

    private static String line(String property, int port) {
        return "port %d for HTTP is taken; another one: -D%s=%d".formatted(port, property, port + 1);
    }

    private static int port(CamelContext context, String property) {
        return Integer.parseInt(context.resolvePropertyPlaceholders("{{" + property + ":0}}"));
    }

    private static boolean isTaken(CamelContext context, String property) {
        try (ServerSocket probe = new ServerSocket()) {
            String host = context.resolvePropertyPlaceholders("{{listen.host:127.0.0.1}}");
            probe.bind(new InetSocketAddress(InetAddress.getByName(host), port(context, property)));
            return false;
        } catch (IOException e) {
            return true;
        }
    }
}
