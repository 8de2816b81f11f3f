package http;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The failure of a start because other processes listen on the ports of this application. */
public final class PortsTakenException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    PortsTakenException(List<String> lines) {
        super(String.join(System.lineSeparator(), lines));
    }

    /** Finds this exception among the causes of another. Camel wraps what is thrown while it starts. */
    public static Optional<PortsTakenException> in(Throwable thrown) {
        return Stream.iterate(thrown, cause -> cause != null, Throwable::getCause)
                .filter(PortsTakenException.class::isInstance)
                .map(PortsTakenException.class::cast)
                .findFirst();
    }

    /** One line for each port, with the property that changes it. */
    public List<String> lines() {
        return getMessage().lines().toList();
    }
}
