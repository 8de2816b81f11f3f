package http;

import configuration.ConfigurationException;
import io.vertx.core.http.HttpServerRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.camel.CamelContext;

/**
 * The callers of the application and their tokens. {@code callers.shop.token = …} gives the caller {@code shop} its bearer token,
 * or several, separated by commas, while a token is being replaced. Each may be a placeholder of Camel's vault.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6750#section-2.1">RFC 6750</a>
 */
final class Callers {
    private static final String BEARER = "bearer ";
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9._~+/-]+=*");

    /** The caller of each token. */
    private final Map<String, String> tokens;

    private Callers(Map<String, String> tokens) {
        this.tokens = tokens;
    }

    /** @throws ConfigurationException with one line for each caller whose tokens are missing or cannot be used */
    static Callers named(Set<String> names, CamelContext context) {
        Map<String, String> tokens = new HashMap<>();
        List<String> mistakes = new ArrayList<>();
        for (String name : names) {
            String property = "callers.%s.token".formatted(name);
            String configured = context.resolvePropertyPlaceholders("{{" + property + ":}}");
            if (configured.isBlank()) {
                mistakes.add("%s: must be set, for a route gives access to %s".formatted(property, name));
                continue;
            }
            for (String token : configured.strip().split("\\s*,\\s*", -1)) {
                // The token itself is a secret, so no message contains it.
                if (!TOKEN.matcher(token).matches()) {
                    mistakes.add(property + ": must be letters, digits and -._~+/, or several such tokens separated by"
                            + " commas");
                } else if (!name.equals(tokens.getOrDefault(token, name))) {
                    mistakes.add("%s: must not be the token of %s, too".formatted(property, tokens.get(token)));
                }
                tokens.putIfAbsent(token, name);
            }
        }
        if (!mistakes.isEmpty()) {
            throw new ConfigurationException(mistakes.stream().distinct().toList());
        }
        return new Callers(tokens);
    }

    /** The caller that sends the request, known by its single {@code Authorization} header; empty if the sender is unknown. */
    Optional<String> sender(HttpServerRequest request) {
        List<String> given = request.headers().getAll("Authorization");
        if (given.size() != 1 || !given.get(0).regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            return Optional.empty();
        }
        byte[] token = bytes(given.get(0).substring(BEARER.length()).strip());
        String sender = null;
        // Each token is compared to its end, so the time reveals neither where tokens differ nor whose token it is.
        for (Map.Entry<String, String> known : tokens.entrySet()) {
            if (MessageDigest.isEqual(bytes(known.getKey()), token)) {
                sender = known.getValue();
            }
        }
        return Optional.ofNullable(sender);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
