package console;

import configuration.ConfigurationException;
import http.Operator;
import http.Right;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.apache.camel.CamelContext;
import org.apache.commons.codec.digest.DigestUtils;

/**
 * The configured secrets of operators, and the right that each gives.
 *
 * <ul>
 *   <li>{@code console.look.token}, {@code console.read.token} and {@code console.act.token} give the right they name
 *   <li>{@code dead-letters.token}, and {@code dead-letters.user} with {@code dead-letters.password}, give all rights
 * </ul>
 *
 * <p>Each may be a placeholder of Camel's vault, such as {@code {{aws:caravan/operator#token}}}.
 */
final class Credentials {
    private static final String TOKEN = "dead-letters.token";
    private static final String USER = "dead-letters.user";
    private static final String PASSWORD = "dead-letters.password";
    private static final String BEARER = "Bearer ";
    private static final String BASIC = "Basic ";
    private static final String OF_A_TOKEN = "token";

    private final List<Secret> tokens;
    private final Optional<Secret> password;

    private Credentials(List<Secret> tokens, Optional<Secret> password) {
        this.tokens = tokens;
        this.password = password;
    }

    /**
     * A secret and the right that it gives.
     *
     * @param value the token, or user and password in base64 as HTTP sends them
     */
    private record Secret(String property, String value, String name, Right right) {
        /** Compares in constant time, whatever the lengths. */
        boolean is(String given) {
            return MessageDigest.isEqual(DigestUtils.sha256(value), DigestUtils.sha256(given));
        }

        Operator operator() {
            return new Operator(name, right);
        }
    }

    /**
     * The configured credentials; empty if there are none.
     *
     * @throws ConfigurationException with one line for each mistake
     */
    static Optional<Credentials> configured(CamelContext context) {
        List<String> mistakes = new ArrayList<>();
        List<Secret> tokens = new ArrayList<>();
        for (Right right : List.of(Right.LOOK, Right.READ, Right.ACT)) {
            token(context, "console.%s.token".formatted(right.label()), right, mistakes)
                    .ifPresent(tokens::add);
        }
        token(context, TOKEN, Right.ALL, mistakes).ifPresent(tokens::add);
        Optional<Secret> password = password(context, tokens, mistakes);
        for (int later = 1; later < tokens.size(); later++) {
            for (Secret earlier : tokens.subList(0, later)) {
                if (tokens.get(later).is(earlier.value())) {
                    mistakes.add("%s: must not be the secret of %s, too"
                            .formatted(tokens.get(later).property(), earlier.property()));
                }
            }
        }
        if (!mistakes.isEmpty()) {
            throw new ConfigurationException(mistakes);
        }
        return tokens.isEmpty() && password.isEmpty()
                ? Optional.empty()
                : Optional.of(new Credentials(List.copyOf(tokens), password));
    }

    private static Optional<Secret> token(CamelContext context, String property, Right right, List<String> mistakes) {
        return property(context, property, mistakes).map(value -> new Secret(property, value, OF_A_TOKEN, right));
    }

    private static Optional<Secret> password(CamelContext context, List<Secret> tokens, List<String> mistakes) {
        Optional<String> user = property(context, USER, mistakes);
        Optional<String> password = property(context, PASSWORD, mistakes);
        if (user.isPresent() != password.isPresent() && mistakes.isEmpty()) {
            mistakes.add("%s: must be set, because %s is"
                    .formatted(user.isPresent() ? PASSWORD : USER, user.isPresent() ? USER : PASSWORD));
        }
        if (user.filter(name -> name.contains(":")).isPresent()) {
            mistakes.add(USER + ": must not have a colon, which HTTP puts between user and password");
        }
        for (Secret token : tokens) {
            if (token.right() != Right.ALL && password.filter(token::is).isPresent()) {
                mistakes.add("%s: must not be the secret of %s, too".formatted(PASSWORD, token.property()));
            }
        }
        return user.flatMap(
                name -> password.map(secret -> new Secret(PASSWORD, encoded(name, secret), name, Right.ALL)));
    }

    /** A secret that is set but blank is a mistake, such as a variable that the deployment did not fill. */
    private static Optional<String> property(CamelContext context, String name, List<String> mistakes) {
        Optional<String> value = context.getPropertiesComponent().resolveProperty(name);
        if (value.filter(String::isBlank).isPresent()) {
            mistakes.add(name + ": must not be blank; without it, leave the line out");
            return Optional.empty();
        }
        return value;
    }

    /** The operator whose credentials an {@code Authorization} header has. */
    Optional<Operator> authorized(String header) {
        if (header.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            return ofToken(header.substring(BEARER.length()));
        }
        return header.regionMatches(true, 0, BASIC, 0, BASIC.length())
                ? ofPassword(header.substring(BASIC.length()))
                : Optional.empty();
    }

    /** Compares with each token, so that the time of an answer does not reveal which of them matches. */
    Optional<Operator> ofToken(String given) {
        Optional<Operator> operator = Optional.empty();
        for (Secret token : tokens) {
            if (token.is(given)) {
                operator = Optional.of(token.operator());
            }
        }
        return operator;
    }

    Optional<Operator> ofPassword(String user, String given) {
        return ofPassword(encoded(user, given));
    }

    private Optional<Operator> ofPassword(String encoded) {
        return password.filter(secret -> secret.is(encoded)).map(Secret::operator);
    }

    /** Whether it is the name of the configured user, which no other operator may take. */
    boolean isUser(String name) {
        return password.filter(secret -> secret.name().equals(name)).isPresent();
    }

    /** The {@code WWW-Authenticate} header of a refusal. */
    String challenge() {
        return tokens.isEmpty() ? "Basic realm=\"dead letters\", charset=\"UTF-8\"" : "Bearer";
    }

    /** What a request without credentials lacks. */
    String needed() {
        String both = password.isPresent() ? "the bearer token, or name and password" : "the bearer token";
        return tokens.isEmpty() ? "name and password" : both;
    }

    /** A digest of all secrets, which changes when one of them changes. */
    byte[] digest() {
        StringBuilder all = new StringBuilder();
        tokens.forEach(secret -> append(all, secret));
        password.ifPresent(secret -> append(all, secret));
        return DigestUtils.sha256(all.toString());
    }

    /** Includes the lengths, so that two different configurations never give the same text. */
    private static void append(StringBuilder all, Secret secret) {
        all.append(secret.property())
                .append('=')
                .append(secret.value().length())
                .append(':')
                .append(secret.value())
                .append('\n');
    }

    private static String encoded(String user, String password) {
        return Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
    }
}
