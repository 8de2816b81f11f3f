package configuration;

import java.util.List;
import java.util.Optional;

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

    /** One line for each mistake, in the order of the routes. */
    public List<String> mistakes() {
        return getMessage().lines().toList();
    }
}
