package console;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import http.Limit;
import http.Operator;
import http.Problem;
import http.Right;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.component.platform.http.vertx.HttpMessage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import process.Json;

/**
 * Signs an operator in with a token, or with user and password, and says who is signed in. After five wrong attempts in
 * a minute the sender's network has to wait.
 */
public final class SignIn {
    private static final Logger LOG = LoggerFactory.getLogger(SignIn.class);
    private static final String WRONG_A_MINUTE = "5/m";
    private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{Nd}._@-]{1,40}");
    private static final String ENVIRONMENT = "console.environment";
    private static final int TOO_MANY = 429;

    private final CamelContext context;
    private final Operators operators;
    private final Limit wrong = Limit.of(WRONG_A_MINUTE);

    SignIn(CamelContext context, Operators operators) {
        this.context = context;
        this.operators = operators;
    }

    /** The body of a request to sign in: a token and maybe a name, or user and password. */
    record SignInRequest(String token, String name, String user, String password) {
        private static Optional<SignInRequest> in(String body) {
            try {
                return Optional.ofNullable(Json.read(body == null ? "" : body, SignInRequest.class))
                        .filter(SignInRequest::isWhole);
            } catch (JsonProcessingException e) {
                // The parser's message quotes the body, which has a secret.
                return Optional.empty();
            }
        }

        private boolean isNameAllowed() {
            return name == null || NAME.matcher(name).matches();
        }

        private boolean isWhole() {
            return token == null ? name == null && user != null && password != null : user == null && password == null;
        }
    }

    /** The answer to {@code GET /caravan/me}. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Me(
            String application,
            String name,
            String right,
            List<String> rights,
            boolean local,
            boolean signedIn,
            String environment,
            String version) {}

    /** {@code POST /caravan/session}: signs in, and answers like {@link #me}. */
    public void signIn(Exchange exchange) {
        Message message = exchange.getMessage();
        Optional<SignInRequest> attempt = SignInRequest.in(message.getBody(String.class));
        if (attempt.isEmpty()) {
            Problem.of(400, "The body must be a JSON object with token and maybe name, or with user and password")
                    .answer(message);
        } else if (operators.isEverybody()) {
            me(exchange);
        } else if (!attempt.get().isNameAllowed()) {
            Problem.of(400, "name: must be 1 to 40 letters, digits and . _ @ -").answer(message);
        } else {
            signIn(attempt.get(), exchange);
        }
    }

    private void signIn(SignInRequest attempt, Exchange exchange) {
        HttpServerRequest request = request(exchange);
        String sender = Limit.network(request.remoteAddress().hostAddress());
        Duration wait = wrong.take(sender);
        if (!wait.isZero()) {
            Problem.of(TOO_MANY, "Too many wrong attempts to sign in").answer(exchange.getMessage());
            Problem.askToRetry(exchange.getMessage(), wait);
            return;
        }
        Optional<Operator> operator = operator(attempt);
        if (operator.isEmpty()) {
            LOG.warn("An attempt to sign in from the network {} was wrong", sender);
            Problem.of(401, "Wrong " + (attempt.token() == null ? "name or password" : "token"))
                    .answer(exchange.getMessage());
            request.response().putHeader("WWW-Authenticate", "Bearer");
            return;
        }
        wrong.giveBack(sender);
        if (attempt.name() != null
                && operators.credentials().isUser(operator.get().name())) {
            Problem.of(400, "name: must not be that of the user who signs in by a password")
                    .answer(exchange.getMessage());
            return;
        }
        request.response().putHeader("Set-Cookie", operators.cookie().of(operator.get(), request));
        answer(exchange, operator.get());
    }

    private Optional<Operator> operator(SignInRequest attempt) {
        Credentials credentials = operators.credentials();
        Optional<Operator> known = attempt.token() == null
                ? credentials.ofPassword(attempt.user(), attempt.password())
                : credentials.ofToken(attempt.token());
        return known.map(operator ->
                new Operator(attempt.name() == null ? operator.name() : attempt.name(), operator.right(), true));
    }

    /** {@code DELETE /caravan/session}: signs out. */
    public void signOut(Exchange exchange) {
        if (!operators.isEverybody()) {
            HttpServerRequest request = request(exchange);
            request.response().putHeader("Set-Cookie", operators.cookie().none(request));
        }
        Message message = exchange.getMessage();
        message.removeHeaders("*");
        message.setHeader(Exchange.HTTP_RESPONSE_CODE, 204);
        message.setBody(null);
    }

    /** {@code GET /caravan/me}: who the operator is, and what it may do. */
    public void me(Exchange exchange) {
        answer(
                exchange,
                Operator.of(exchange)
                        .orElseGet(() -> operators.of(request(exchange)).orElseThrow()));
    }

    private void answer(Exchange exchange, Operator operator) {
        String environment = context.resolvePropertyPlaceholders("{{" + ENVIRONMENT + ":}}");
        Message message = exchange.getMessage();
        message.removeHeaders("*"); // Camel would send the request's headers back
        message.setHeader(Exchange.CONTENT_TYPE, "application/json");
        message.setBody(Json.write(new Me(
                context.getName(),
                operator.name(),
                operator.right().label(),
                operator.right().included().stream().map(Right::label).toList(),
                operators.isEverybody(),
                operator.signedIn(),
                environment.isBlank() ? null : environment,
                SignIn.class.getPackage().getImplementationVersion())));
    }

    private static HttpServerRequest request(Exchange exchange) {
        return exchange.getIn(HttpMessage.class).getRequest();
    }
}
