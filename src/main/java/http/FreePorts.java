package http;

import configuration.ConfigurationException;
import configuration.Rule;
import configuration.Rules;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.MainListenerSupport;

/**
 * Stops the start if another process has an HTTP port. Camel's server only logs that it cannot listen, and the
 * application would start without HTTP.
 */
public final class FreePorts extends MainListenerSupport {
    private static final String HOST = "listen.host";
    private static final List<String> PORTS = List.of("listen.http", "listen.management");
    private static final Rule PORT = Rules.between(0, 65_535);
    private static final int ANY = 0;

    private final Set<Integer> ours;

    public FreePorts() {
        this(Set.of());
    }

    /** @param ours the ports on which this process listens already */
    public FreePorts(Set<Integer> ours) {
        this.ours = Set.copyOf(ours);
    }

    /** The ports that an application is configured to listen on. */
    public static Set<Integer> of(CamelContext context) {
        return PORTS.stream()
                .map(property -> Integer.valueOf(port(context, property)))
                .collect(Collectors.toSet());
    }

    /** @throws ConfigurationException with one line for each property whose value can never be listened on */
    @Override
    public void beforeConfigure(BaseMainSupport main) {
        CamelContext context = main.getCamelContext();
        refuse(Stream.concat(
                wrongHost(host(context)).stream(),
                PORTS.stream().flatMap(property -> wrongPort(property, port(context, property)).stream())));
    }

    /**
     * @throws ConfigurationException with one line for each property whose value can never be listened on
     * @throws PortsTakenException with one line for each port in use, and the property that changes it
     */
    @Override
    public void afterConfigure(BaseMainSupport main) {
        CamelContext context = main.getCamelContext();
        List<String> taken = new ArrayList<>();
        List<String> mistakes = new ArrayList<>();
        for (String property : PORTS) {
            int port = Integer.parseInt(port(context, property));
            if (ours.contains(port)) {
                continue;
            }
            listen(host(context), port).ifPresent(failure -> {
                if (isTaken(failure)) {
                    taken.add("port %d for HTTP is taken; another one: -D%s=%d".formatted(port, property, port + 1));
                } else {
                    mistakes.add("%s = %d: cannot be listened on: %s".formatted(property, port, failure.getMessage()));
                }
            });
        }
        refuse(mistakes.stream());
        if (!taken.isEmpty()) {
            throw new PortsTakenException(taken);
        }
    }

    private static void refuse(Stream<String> mistakes) {
        List<String> lines = mistakes.toList();
        if (!lines.isEmpty()) {
            throw new ConfigurationException(lines);
        }
    }

    private static Optional<String> wrongHost(String host) {
        return listen(host, ANY)
                .map(failure -> "%s = %s: must be a name or an address of this machine".formatted(HOST, host));
    }

    private static Optional<String> wrongPort(String property, String port) {
        return PORT.objection(port).map(allowed -> "%s = %s: must be %s".formatted(property, port, allowed));
    }

    /** Java throws the same exception for ports in use and for ports reserved for the superuser. */
    private static boolean isTaken(IOException failure) {
        return failure instanceof BindException
                && String.valueOf(failure.getMessage()).contains("in use");
    }

    /** The host of the HTTP ports. */
    static String host(CamelContext context) {
        return context.resolvePropertyPlaceholders("{{" + HOST + ":127.0.0.1}}");
    }

    private static String port(CamelContext context, String property) {
        return context.resolvePropertyPlaceholders("{{" + property + ":0}}");
    }

    /** Tries to listen; the failure, if there is one. */
    private static Optional<IOException> listen(String host, int port) {
        try (ServerSocket probe = new ServerSocket()) {
            probe.bind(new InetSocketAddress(InetAddress.getByName(host), port));
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(e);
        }
    }
}
