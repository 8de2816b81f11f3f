package inbox;

import configuration.ConfigurationException;
import configuration.ConfiguredRoute;
import configuration.Durations;
import http.Connections;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import ledger.ConnectionRecords;
import ledger.LedgerTable;
import org.apache.camel.CamelContext;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.MainListenerSupport;
import process.Loopback;

/**
 * Reads the secrets of an application's inboxes, and refuses a start that would let everybody in. Register it as a listener of
 * camel-main. It binds {@code connectedClients}, the {@link ConnectedClients} of all inboxes.
 */
public final class EntranceSetup extends MainListenerSupport {
    /** The template whose routes are inboxes. */
    public static final String TEMPLATE = "inbox";

    /** The tokens of each route's clients, by the route's id. A route that lets every client in has none. */
    record Tokens(Map<String, ClientTokens> ofRoutes) {
        static Optional<ClientTokens> of(CamelContext camel, String route) {
            return Optional.ofNullable(camel.getRegistry().findSingleByType(Tokens.class))
                    .flatMap(all -> Optional.ofNullable(all.ofRoutes().get(route)));
        }
    }

    /**
     * Runs after the configuration, because only then can the vault be asked.
     *
     * @throws ConfigurationException with one line for each inbox without a secret
     */
    @Override
    public void afterConfigure(BaseMainSupport main) {
        CamelContext camel = main.getCamelContext();
        Optional<ConnectionRecords> records = Optional.ofNullable(
                        camel.getRegistry().findSingleByType(LedgerTable.class))
                .map(table -> new ConnectionRecords(table, Clock.systemUTC()));
        camel.getRegistry().bind("connectedClients", new ConnectedClients(records));
        boolean isOpen = camel.getRegistry().findSingleByType(EveryClient.class) != null && Loopback.isAllOf(camel);
        List<String> mistakes = new ArrayList<>();
        Map<String, ClientTokens> tokens = new HashMap<>();
        for (ConfiguredRoute route : ConfiguredRoute.in(camel.getRegistry())) {
            if (route.template().equals(TEMPLATE)) {
                String secret = route.parameters().getOrDefault(InboxParameters.SECRET, "");
                if (!secret.isBlank()) {
                    tokens.put(route.id(), ClientTokens.by(secret));
                } else if (!isOpen) {
                    mistakes.add(
                            ("route %s: secret must be given, because the tokens of its clients are made of it: set"
                                            + " INBOX_SECRET in the environment, and write secret = {{inbox.secret}} in the route")
                                    .formatted(route.id()));
                }
                slowPing(route, Connections.idleTimeout(camel)).ifPresent(mistakes::add);
            }
        }
        if (!mistakes.isEmpty()) {
            throw new ConfigurationException(mistakes);
        }
        camel.getRegistry().bind("clientTokens", new Tokens(tokens));
    }

    private static Optional<String> slowPing(ConfiguredRoute route, Duration idle) {
        String interval = route.parameters().get(InboxParameters.PING_INTERVAL);
        return Durations.parse(interval).compareTo(idle) < 0
                ? Optional.empty()
                : Optional.of("route %s: pingInterval = %s: must be shorter than listen.idle-timeout, which is %d s"
                        .formatted(route.id(), interval, idle.toSeconds()));
    }
}
