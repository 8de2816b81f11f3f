package inbox;

import static configuration.Rules.between;
import static configuration.Rules.duration;
import static configuration.Rules.rule;

import configuration.Rule;
import configuration.Template;
import configuration.Template.Objection;
import delivery.QueueParameters;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import topology.Inbox;

/** The parameters of an inbox: where its clients connect, which clients may connect, and how their events are delivered. */
public final class InboxParameters {
    static final String INBOX = "inbox";
    static final String PATH = "path";
    static final String SECRET = "secret";
    static final String ORIGINS = "origins";
    static final String WINDOW = "window";
    static final String PING_INTERVAL = "pingInterval";
    static final String MISSED_PINGS = "missedPings";
    static final String MAX_CLIENTS = "maxClients";

    /** The place of the client's name in the path. */
    static final String CLIENT = "{client}";

    /** The parameters that are passed unchanged to the consumer of a client's queue. */
    static final List<String> OF_CONSUMER =
            List.of("visibilityTimeout", "timeout", "expires", "maxAttempts", "backoff", "maxBackoff", "idempotent");

    private static final String COMMAS = "\\s*,\\s*";

    private static final Pattern PATHS = Pattern.compile("(/[A-Za-z0-9_.~-]+)*/\\{client}(/[A-Za-z0-9_.~-]+)*");

    private InboxParameters() {}

    /** Declares the parameters of an inbox. */
    public static Template declare(Template template) {
        return template.required(
                        INBOX,
                        Inbox.rule(),
                        "The name of the inbox. The queue of its client ana is NAME-inbox-ana; with .fifo at the end its queues are FIFO")
                .optional(
                        PATH,
                        "/inbox/" + CLIENT,
                        rule(
                                "a path with one {client} such as /inbox/{client}, and not under /caravan",
                                path -> PATHS.matcher(path).matches() && !path.startsWith("/caravan/")),
                        "Where a client connects by a WebSocket")
                .secret(
                        SECRET,
                        ClientTokens.rule(),
                        "The secret of which the clients' tokens are made, as a placeholder such as {{inbox.secret}} for INBOX_SECRET in the environment; two, separated by commas, while one takes the place of the other. Needed outside a local run")
                .optional(
                        ORIGINS,
                        origins(),
                        "The web pages, by their origins, that may connect beside those of this server's own origin, separated by commas")
                .optional(
                        WINDOW,
                        "10",
                        between(1, 100),
                        "The most events that a client gets before it has answered one of them")
                .optional(
                        PING_INTERVAL,
                        "20s",
                        duration("100ms", "5m"),
                        "How often a client is pinged. Shorter than listen.idle-timeout")
                .optional(
                        MISSED_PINGS,
                        "2",
                        between(1, 10),
                        "After how many pings without any answer a client is taken to be gone")
                .optional(
                        MAX_CLIENTS,
                        "1000",
                        between(1, 100_000),
                        "The most clients at the same time in each process. Others are answered 503")
                .optional(
                        "visibilityTimeout",
                        "30s",
                        duration("1s", "12h"),
                        "How long an event stays hidden from others after its process has died. Renewed while the client is connected")
                .optional(
                        "timeout",
                        duration("100ms", "12h"),
                        "How long a client may take to answer an event. Then this attempt has failed. If left out: as long as it is connected")
                .with(QueueParameters::attempts)
                .agreeingWithOthers(InboxParameters::samePath);
    }

    private static Rule origins() {
        return rule(
                "origins such as https://shop.example, separated by commas",
                value -> Arrays.stream(value.strip().split(COMMAS, -1)).allMatch(InboxParameters::isOrigin));
    }

    private static boolean isOrigin(String text) {
        URI origin = URI.create(text);
        return Set.of("http", "https").contains(String.valueOf(origin.getScheme()))
                && origin.getHost() != null
                && text.equals(origin.getScheme() + "://" + origin.getAuthority())
                && origin.getUserInfo() == null;
    }

    /** Parses the origins of a route. */
    static Set<String> origins(String written) {
        return written == null
                ? Set.of()
                : Arrays.stream(written.strip().split(COMMAS, -1)).collect(Collectors.toCollection(TreeSet::new));
    }

    private static Optional<Objection> samePath(Map<String, String> parameters, Map<String, String> other) {
        return other.containsKey(INBOX) && parameters.get(PATH).equals(other.get(PATH))
                ? Optional.of(new Objection(PATH, "another path than that"))
                : Optional.empty();
    }
}
