package http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.component.platform.http.vertx.HttpMessage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import process.Json;

/**
 * Answers requests of webhook senders before the route gets them: 401 to a request without the right signature, and the
 * challenges by which senders check that their webhooks are expected.
 *
 * @see <a href="https://docs.slack.dev/reference/events/url_verification">Slack's url_verification</a>
 * @see <a href="https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/http-webhook.md">CloudEvents webhooks</a>
 */
final class Webhook {
    private static final Logger LOG = LoggerFactory.getLogger(Webhook.class);

    /** A DNS expression, as CloudEvents requires. */
    private static final Pattern ORIGIN = Pattern.compile("[A-Za-z0-9*._:/-]{1,255}");

    private static final String REQUEST_ORIGIN = "WebHook-Request-Origin";
    private static final int LONGEST_CHALLENGE = 1_000;

    private final String route;
    private final Optional<Signature> signature;
    private final Set<Challenge> challenges;
    private final Optional<Limit> limit;

    /** A challenge that is answered if the route says so. */
    enum Challenge {
        SLACK,
        CLOUDEVENTS
    }

    /** How requests are signed: the scheme, the header, and the currently valid secrets. */
    record Signature(SignatureScheme scheme, String header, List<String> secrets, Clock clock) {
        private boolean isOn(HttpServerRequest request, byte[] body) {
            return scheme.isSigned(header, name -> only(request, name), body, secrets, clock.instant());
        }
    }

    Webhook(String route, Optional<Signature> signature, Set<Challenge> challenges, Optional<Limit> limit) {
        this.route = route;
        this.signature = signature;
        this.challenges = challenges;
        this.limit = limit;
    }

    boolean isValidated() {
        return challenges.contains(Challenge.CLOUDEVENTS);
    }

    /** Answers OPTIONS: allows the origin, at the rate of the limit. */
    void validate(RoutingContext call) {
        HttpServerResponse response = call.response().putHeader("Allow", "OPTIONS, POST");
        if (!call.request().headers().contains(REQUEST_ORIGIN)) {
            response.setStatusCode(204).end();
            return;
        }
        String origin = only(call.request(), REQUEST_ORIGIN);
        if (!ORIGIN.matcher(origin).matches()) {
            Problem.of(400, REQUEST_ORIGIN + " must be one DNS name").answer(response);
            return;
        }
        response.putHeader("WebHook-Allowed-Origin", origin)
                .putHeader(
                        "WebHook-Allowed-Rate",
                        limit.map(Limit::perMinute).map(String::valueOf).orElse("*"))
                .setStatusCode(200)
                .end();
    }

    /**
     * Answers the request if it is not to be published: it has no right signature, or is a challenge. False if the route must
     * handle it.
     */
    boolean answers(Exchange exchange) {
        HttpServerRequest request = exchange.getIn(HttpMessage.class).getRequest();
        byte[] given = exchange.getMessage().getBody(byte[].class);
        byte[] body = given == null ? new byte[0] : given;
        exchange.getMessage().setBody(body);
        if (signature.isPresent() && !signature.get().isOn(request, body)) {
            LOG.warn("Route {}: a request without the right signature was refused", route);
            exchange.getIn(HttpMessage.class).getResponse().putHeader("WWW-Authenticate", "HMAC");
            Problem.of(
                            401,
                            "Needs the right signature in the header "
                                    + signature.get().header())
                    .answer(exchange.getMessage());
            return true;
        }
        Optional<String> challenge = challenges.contains(Challenge.SLACK) ? challenge(body) : Optional.empty();
        challenge.ifPresent(text -> echo(text, exchange));
        return challenge.isPresent();
    }

    private static Optional<String> challenge(byte[] body) {
        String text = new String(body, StandardCharsets.UTF_8);
        if (!text.contains("url_verification")) {
            return Optional.empty();
        }
        try {
            JsonNode json = Json.read(text);
            return "url_verification".equals(json.path("type").asText())
                            && json.path("challenge").isTextual()
                    ? Optional.of(json.path("challenge").asText()).filter(one -> one.length() <= LONGEST_CHALLENGE)
                    : Optional.empty();
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    private static void echo(String text, Exchange exchange) {
        // A browser must not show the sender's text as a page.
        exchange.getIn(HttpMessage.class).getResponse().putHeader("X-Content-Type-Options", "nosniff");
        Message message = exchange.getMessage();
        message.removeHeaders("*"); // Camel would return the request's headers
        message.setHeader(Exchange.HTTP_RESPONSE_CODE, 200);
        message.setHeader(Exchange.CONTENT_TYPE, "text/plain");
        message.setBody(text);
    }

    /** A header that the request has exactly once; otherwise an empty text. */
    private static String only(HttpServerRequest request, String name) {
        List<String> values = request.headers().getAll(name);
        return values.size() == 1 ? values.get(0).strip() : "";
    }
}
