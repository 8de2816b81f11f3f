package event;

import static configuration.Rules.flag;

import configuration.Template;
import java.time.Instant;
import java.util.Optional;

/**
 * Decides whether an event past its attribute {@code expirytime} is acknowledged without its handler. All consumers use the same
 * rule.
 *
 * @param heeded false for a route that handles expired events all the same
 */
public record Expiry(boolean heeded) {
    /** The parameter of a template, and the option of an endpoint. */
    public static final String PARAMETER = "expires";

    /** Declares the parameter. */
    public static Template declare(Template template) {
        return template.optional(
                PARAMETER,
                "true",
                flag(),
                "Whether an event past its attribute expirytime is acknowledged without its handler");
    }

    /** When the event expired; empty if it has not, or if the route handles it all the same. */
    public Optional<Instant> passed(ReceivedEvent event) {
        return event.expiry().filter(expiry -> heeded && expiry.isBefore(Instant.now()));
    }
}
