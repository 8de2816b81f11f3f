package http;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Other processes listen on the ports of this one. */
public final class PortsTakenException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    PortsTakenException(List<String> lines) {
        super(String.join(System.lineSeparator(), lines));
    }

    /** The one among an exception's causes. Camel wraps what is thrown while it starts. */
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
