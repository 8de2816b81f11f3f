package configuration;

import java.util.Optional;
import org.apache.camel.CamelContext;

/**
 * Says which values a route's parameter may have.
 *
 * <p>A rule sees the value, and possibly what the application consists of, before anything is started or sent.
 */
@FunctionalInterface
public interface Rule {
    /**
     * Checks a value. If it is refused, the result says what is allowed, as the end of "must be …", such as {@code a
     * whole number from 1 to 10}. An accepted value gives an empty result.
     */
    Optional<String> objection(String value);

    /** Checks a value by what the application has, such as its components. */
    default Optional<String> objection(String value, CamelContext context) {
        return objection(value);
    }
}
