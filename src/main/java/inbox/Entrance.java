package inbox;

import http.Connections;
import http.Problem;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.net.HostAndPort;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import topology.Inbox;

/**
 * Decides who may connect to an inbox, before the request becomes a WebSocket:
 *
 * <ul>
 *   <li>401 without the client's token, whether or not the client exists
 *   <li>403 for a web page of an origin that is not allowed
 *   <li>400 for a name that no client can have, or for another subprotocol; 426 for a request that is not for a WebSocket
 *   <li>503 while there are too many clients, or while the application stops
 * </ul>
 */
final class Entrance implements Handler<RoutingContext> {
    private static final Logger LOG = LoggerFactory.getLogger(Entrance.class);
    private static final String BEARER = "bearer ";
    private static final String TOKEN = "caravan.token.";

    private final InboxSettings settings;
    private final Optional<ClientTokens> tokens;
    private final Predicate<String> isFull;
    private final BiConsumer<String, ServerWebSocket> connected;

    /**
     * @param tokens the tokens of clients; empty if every client may connect
     * @param isFull whether no further client, of this name, can connect at this moment
     * @param connected called with a client's name and its socket
     */
    Entrance(
            InboxSettings settings,
            Optional<ClientTokens> tokens,
            Predicate<String> isFull,
            BiConsumer<String, ServerWebSocket> connected) {
        this.settings = settings;
        this.tokens = tokens;
        this.isFull = isFull;
        this.connected = connected;
    }

    @Override
    public void handle(RoutingContext call) {
        HttpServerRequest request = call.request();
        String client = String.valueOf(call.pathParam("client"));
        Optional<Problem> refusal = refusal(request, client);
        if (refusal.isPresent()) {
            int status = refusal.get().status();
            if (status == 401) {
                call.response().putHeader("WWW-Authenticate", "Bearer");
            } else if (status == 426) {
                call.response().putHeader("Upgrade", "websocket").putHeader("Connection", "Upgrade");
            }
            refusal.get().answer(call.response());
            return;
        }
        request.toWebSocket()
                .onSuccess(socket -> connected.accept(client, socket))
                .onFailure(failure -> LOG.debug("A request did not become a WebSocket", failure));
    }

    private Optional<Problem> refusal(HttpServerRequest request, String client) {
        List<String> protocols = listed(request.headers(), "Sec-WebSocket-Protocol");
        boolean isClient = Inbox.CLIENT.matcher(client).matches();
        if (tokens.isPresent() && !(isClient && isTokenOf(client, request, protocols, tokens.get()))) {
            return problem(401, "Needs the token of this client");
        }
        if (!isClient) {
            return problem(400, "A client's name is 1 to 32 letters, digits, - and _");
        }
        if (!request.headers().getAll("Origin").stream().allMatch(origin -> isAllowed(origin, request))) {
            return problem(403, "Web pages of this origin may not connect; the parameter origins allows others");
        }
        if (!listed(request.headers(), "Upgrade").stream().anyMatch("websocket"::equalsIgnoreCase)) {
            return problem(426, "Connect by a WebSocket");
        }
        if (!protocols.isEmpty() && !protocols.contains(Connections.CLOUD_EVENTS)) {
            return problem(400, "The subprotocols must include " + Connections.CLOUD_EVENTS);
        }
        return isFull.test(client)
                ? Optional.of(Problem.unavailable("No further client can connect at the moment"))
                : Optional.empty();
    }

    private static Optional<Problem> problem(int status, String detail) {
        return Optional.of(Problem.of(status, detail));
    }

    /**
     * The token is in {@code Authorization}, or in a subprotocol, because a browser cannot set that header on a WebSocket. It is
     * never in the URL, which is logged.
     */
    private static boolean isTokenOf(
            String client, HttpServerRequest request, List<String> protocols, ClientTokens tokens) {
        List<String> credentials = request.headers().getAll("Authorization");
        List<String> bearers = credentials.stream()
                .filter(given -> given.regionMatches(true, 0, BEARER, 0, BEARER.length()))
                .map(given -> given.substring(BEARER.length()).strip())
                .toList();
        List<String> offered = protocols.stream()
                .filter(protocol -> protocol.startsWith(TOKEN))
                .map(protocol -> protocol.substring(TOKEN.length()))
                .toList();
        List<String> given = bearers.isEmpty() ? offered : bearers;
        return given.size() == 1 && credentials.size() <= 1 && tokens.isTokenOf(client, given.get(0));
    }

    /** A page of this server itself is allowed. The scheme is not compared, because TLS may end at a proxy in front. */
    private boolean isAllowed(String origin, HttpServerRequest request) {
        HostAndPort own = request.authority();
        return settings.origins().contains(origin)
                || (own != null
                        && Stream.of("http://", "https://")
                                .map(scheme -> (scheme + own).toLowerCase(Locale.ROOT))
                                .anyMatch(origin.toLowerCase(Locale.ROOT)::equals));
    }

    private static List<String> listed(MultiMap headers, String name) {
        return headers.getAll(name).stream()
                .flatMap(header -> Stream.of(header.split(",", -1)))
                .map(String::strip)
                .filter(item -> !item.isEmpty())
                .toList();
    }
}
