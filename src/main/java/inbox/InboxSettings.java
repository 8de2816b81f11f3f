package inbox;

import configuration.Durations;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.camel.RouteTemplateContext;
import org.apache.camel.util.StringHelper;
import topology.Inbox;

/**
 * The settings of an inbox's route, without the secret.
 *
 * @param path where clients connect, with {@code {client}} in it
 * @param origins the origins of web pages that may connect, in addition to this server's own
 * @param maxClients the most clients at the same time in this process
 * @param pingInterval how often a client is pinged
 * @param missedPings after how many unanswered pings a client counts as gone
 * @param consumer the options of the consumer of a client's queue
 */
public record InboxSettings(
        Inbox inbox,
        String path,
        Set<String> origins,
        int maxClients,
        Duration pingInterval,
        int missedPings,
        Map<String, String> consumer) {
    private static final int LARGEST_RECEIVE = 10;

    /** The settings of a route of the template {@code inbox}. */
    public static Object ofRoute(RouteTemplateContext route) {
        Map<String, String> parameters = new HashMap<>();
        route.getParameters()
                .forEach((name, value) -> parameters.put(
                        StringHelper.dashToCamelCase(name),
                        route.getCamelContext().resolvePropertyPlaceholders(value.toString())));
        return of(parameters);
    }

    /** Whether the ledger records what clients have received. */
    boolean isRemembered() {
        return Boolean.parseBoolean(consumer.get("idempotent"));
    }

    static InboxSettings of(Map<String, String> parameters) {
        return new InboxSettings(
                new Inbox(parameters.get(InboxParameters.INBOX)),
                parameters.get(InboxParameters.PATH),
                InboxParameters.origins(parameters.get(InboxParameters.ORIGINS)),
                Integer.parseInt(parameters.get(InboxParameters.MAX_CLIENTS)),
                Durations.parse(parameters.get(InboxParameters.PING_INTERVAL)),
                Integer.parseInt(parameters.get(InboxParameters.MISSED_PINGS)),
                consumer(parameters));
    }

    private static Map<String, String> consumer(Map<String, String> parameters) {
        Map<String, String> options = new HashMap<>();
        InboxParameters.OF_CONSUMER.stream()
                .filter(parameters::containsKey)
                .forEach(name -> options.put(name, parameters.get(name)));
        int window = Integer.parseInt(parameters.get(InboxParameters.WINDOW));
        options.put("concurrency", String.valueOf(window));
        options.put("maxMessagesPerPoll", String.valueOf(Math.min(window, LARGEST_RECEIVE)));
        options.put("concurrentConsumers", "1");
        options.put("maxPollers", "1");
        return options;
    }
}
