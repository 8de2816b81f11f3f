package commands;

import configuration.ConfigurationException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import process.Loopback;

/**
 * How a command reaches the process that runs this application.
 *
 * @param address where it serves HTTP
 * @param authorization the header that lets an operator act; empty if none is configured
 */
public record RunningProcess(URI address, Optional<String> authorization) {
    /** The variable of the environment that holds an operator's token. */
    static final String TOKEN = "CARAVAN_TOKEN";

    private static final String PORT = "listen.http";

    /**
     * The process that the properties of an application describe.
     *
     * @param address where the process serves HTTP; empty to read the address from the properties
     * @throws ConfigurationException if the properties do not say on which port it listens
     */
    public static RunningProcess of(CamelContext context, Optional<URI> address) {
        return new RunningProcess(address.orElseGet(() -> configured(context)), authorization(context));
    }

    /** The process of an application without properties. */
    static RunningProcess unknown(Optional<URI> address) {
        return new RunningProcess(
                address.orElseThrow(() -> new ConfigurationException(List.of(PORT + ": must be given"))),
                Optional.empty());
    }

    private static URI configured(CamelContext context) {
        String port = text(context, PORT, "8080");
        if (!port.matches("[1-9]\\d{0,4}")) {
            throw new ConfigurationException(
                    List.of("%s = %s: does not say where the process listens; give --url".formatted(PORT, port)));
        }
        return URI.create("http://%s:%s".formatted(reached(Loopback.host(context)), port));
    }

    /** A process that listens everywhere is reached on loopback, too. */
    private static String reached(String host) {
        try {
            if (InetAddress.getByName(host).isAnyLocalAddress()) {
                return "127.0.0.1";
            }
        } catch (UnknownHostException e) {
            return host; // The attempt to connect reports the unknown host.
        }
        return host.contains(":") ? "[" + host + "]" : host;
    }

    private static Optional<String> authorization(CamelContext context) {
        Optional<String> token = Stream.concat(
                        Stream.ofNullable(System.getenv(TOKEN)),
                        Stream.of("console.act.token", "dead-letters.token").map(name -> text(context, name, "")))
                .map(String::strip)
                .filter(one -> !one.isEmpty())
                .findFirst();
        String user = text(context, "dead-letters.user", "");
        String password = text(context, "dead-letters.password", "");
        return token.map(one -> "Bearer " + one)
                .or(() -> user.isEmpty()
                        ? Optional.empty()
                        : Optional.of("Basic "
                                + Base64.getEncoder()
                                        .encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8))));
    }

    private static String text(CamelContext context, String property, String otherwise) {
        return context.resolvePropertyPlaceholders("{{%s:%s}}".formatted(property, otherwise));
    }
}
