package http;

import java.util.Optional;
import org.apache.camel.Exchange;

/**
 * The person or program that sent a request under {@code /caravan}, and what it may do.
 *
 * @param name the configured user, the name given at the sign-in, {@code token}, or {@code local} in a local run
 * @param signedIn whether a session names the operator; otherwise the request itself has the credentials
 */
public record Operator(String name, Right right, boolean signedIn) {
    private static final String PROPERTY = "caravan-operator";

    /** An operator whose request has the credentials. */
    public Operator(String name, Right right) {
        this(name, right, false);
    }

    /** The operator of an exchange; empty if its route asks for none. */
    public static Optional<Operator> of(Exchange exchange) {
        return Optional.ofNullable(exchange.getProperty(PROPERTY, Operator.class));
    }

    /** The signature of the exchange's operator. */
    public static String signature(Exchange exchange) {
        return of(exchange).orElseThrow().signature();
    }

    /** Makes this the operator of an exchange. */
    public void into(Exchange exchange) {
        exchange.setProperty(PROPERTY, this);
    }

    /** @throws RightNeededException if the operator does not have the right */
    public void needs(Right needed) {
        if (!right.includes(needed)) {
            throw new RightNeededException(needed, right);
        }
    }

    /**
     * The operator in the audit trail, such as {@code ana (act)}. Only the configuration can give a name without its
     * right, so nobody signs in under a name that looks like another's.
     */
    public String signature() {
        return signedIn || right != Right.ALL ? "%s (%s)".formatted(name, right.label()) : name;
    }
}
