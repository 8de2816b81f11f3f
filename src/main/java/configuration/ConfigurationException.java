package configuration;

import java.util.List;
import java.util.Optional;

/** The configuration is refused. The message has one line for each mistake, and each line can stand alone. */
public final class ConfigurationException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ConfigurationException(List<String> mistakes) {
        super(String.join(System.lineSeparator(), mistakes));
    }

    /**
     * The refusal among an exception's causes. Camel wraps what is thrown while it starts; an application that finds a
     * refusal prints its message and nothing else.
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
