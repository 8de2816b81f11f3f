package configuration;

import java.util.Optional;
import org.apache.camel.CamelContext;

/**
 * What a value of a route's parameter must be.
 *
 * <p>A rule looks at the value, and perhaps at what the application is made of, before anything is started or sent.
 */
@FunctionalInterface
public interface Rule {
    /**
     * Says what is allowed if this value is not: the end of a sentence that begins with "must be", such as {@code a
     * whole number from 1 to 10}. Empty if the value is allowed.
     */
    Optional<String> objection(String value);

    /** The same, by a rule that asks what the application has. */
    default Optional<String> objection(String value, CamelContext context) {
        return objection(value);
    }
}
