package event;

import configuration.Rule;
import configuration.Rules;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;

/**
 * Copies the message attributes that a route names into headers, so that an HTTP handler gets them. Binary and all
 * other attributes stay under {@link ReceivedEvent#ATTRIBUTES}.
 */
public final class ForwardedAttributes implements Processor {
    /** Exchange property: the names of the attributes, separated by commas. */
    public static final String NAMES = "CaravanForward";

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,256}");

    /** Headers that control a request: its caller, its target, or how it is read. */
    private static final Set<String> STEERING = Set.of(
            "authorization",
            "proxy-authorization",
            "proxy-authenticate",
            "proxy-connection",
            "cookie",
            "set-cookie",
            "host",
            "origin",
            "referer",
            "forwarded",
            "connection",
            "keep-alive",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade",
            "expect",
            "accept-encoding");

    private static final List<String> STEERING_PREFIXES = List.of("camel", "ce-", "content-", "x-forwarded-", "sec-");

    /** Accepts names that a route may forward. */
    public static Rule rule() {
        return Rules.rule(
                "names of message attributes, separated by commas, such as X-Tenant, region; none that steers a request, such as"
                        + " Authorization, Host, Cookie, Content-Type or ce-id",
                value -> names(value).stream().allMatch(ForwardedAttributes::isAllowed));
    }

    private static boolean isAllowed(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return NAME.matcher(name).matches()
                && !STEERING.contains(lower)
                && STEERING_PREFIXES.stream().noneMatch(lower::startsWith);
    }

    private static List<String> names(String written) {
        return Arrays.asList(written.strip().split("\\s*,\\s*", -1));
    }

    @Override
    public void process(Exchange exchange) {
        String written = exchange.getProperty(NAMES, String.class);
        Message message = exchange.getMessage();
        if (written != null && message.getHeader(ReceivedEvent.ATTRIBUTES) instanceof Map<?, ?> attributes) {
            for (String name : names(written)) {
                Object value = attributes.get(name);
                if (value != null && !(value instanceof byte[])) {
                    message.setHeader(name, value.toString());
                }
            }
        }
    }
}
