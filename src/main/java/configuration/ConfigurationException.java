package configuration;

import java.util.List;
import java.util.Optional;
import org.apache.camel.CamelContext;
import org.apache.camel.FailedToCreateRouteException;

/** Thrown if the configuration is wrong. The message has one line for each mistake, and each line can stand alone. */
public final class ConfigurationException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ConfigurationException(List<String> mistakes) {
        super(String.join(System.lineSeparator(), mistakes));
    }

    /**
     * Finds this exception among the causes of another. Camel wraps what is thrown while it starts; an application
     * should print this message and nothing else.
     */
    public static Optional<ConfigurationException> in(Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof ConfigurationException refusal) {
                return Optional.of(refusal);
            }
        }
        return Optional.empty();
    }

    /**
     * The same for the failed start of a context. A step of the user's files that Camel refuses to create counts as a mistake,
     * too.
     */
    public static Optional<ConfigurationException> in(Throwable thrown, CamelContext context) {
        Optional<ConfigurationException> found = in(thrown);
        for (Throwable cause = thrown; cause != null && found.isEmpty(); cause = cause.getCause()) {
            if (cause instanceof FailedToCreateRouteException failed) {
                found = RouteFileMistake.line(failed, context).map(List::of).map(ConfigurationException::new);
            }
        }
        return found;
    }

    /** One line for each mistake, in the order of the routes. */
    public List<String> mistakes() {
        return getMessage().lines().toList();
    }
}
