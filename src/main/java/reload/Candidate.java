package reload;

import configuration.ConfigurationException;
import configuration.FileProperties;
import configuration.RouteSet;
import http.PortsTakenException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.main.Main;
import org.apache.camel.main.SimpleMainShutdownStrategy;
import process.SafeText;
import topology.Topology;

/**
 * The application as it would start now: read and checked, but not started. It opens no port and creates no table.
 */
final class Candidate implements AutoCloseable {
    private final Main main;

    private Candidate(Main main) {
        this.main = main;
    }

    /**
     * Reads the configuration and makes all checks of a start.
     *
     * @throws ConfigurationException with one line for each mistake
     */
    static Candidate read(Main main) {
        Stream.of("camel.server.enabled", "camel.management.enabled", "camel.metrics.enabled", "ledger.create")
                .forEach(property -> main.addOverrideProperty(property, "false"));
        // Camel's own strategy would keep each candidate in memory, in a shutdown hook.
        main.setShutdownStrategy(new SimpleMainShutdownStrategy());
        Candidate candidate = new Candidate(main);
        try {
            main.init();
            return candidate;
        } catch (RuntimeException e) {
            ConfigurationException mistakes = candidate.mistakes(e);
            candidate.close();
            throw mistakes;
        }
    }

    CamelContext context() {
        return main.getCamelContext();
    }

    RouteSet routes() {
        return RouteSet.of(context());
    }

    FileProperties properties() {
        return FileProperties.of(context());
    }

    Topology topology() {
        return Topology.of(context());
    }

    /** One line for each mistake that a failure is about. A start would print the same. */
    private ConfigurationException mistakes(Exception failure) {
        Optional<ConfigurationException> known =
                context() == null ? ConfigurationException.in(failure) : ConfigurationException.in(failure, context());
        return known.or(() -> PortsTakenException.in(failure).map(taken -> new ConfigurationException(taken.lines())))
                .orElseGet(() -> new ConfigurationException(List.of(SafeText.of(root(failure)))));
    }

    private static Throwable root(Throwable failure) {
        return Stream.iterate(failure, cause -> cause != null, Throwable::getCause)
                .reduce((outer, inner) -> inner)
                .orElse(failure);
    }

    /**
     * Creates routes without starting them, to find out whether Camel accepts them.
     *
     * @throws ConfigurationException with one line, if Camel refuses one of them
     */
    void create(RouteSet routes, Iterable<String> those) {
        for (String route : those) {
            try {
                routes.tryIn(context(), route);
            } catch (Exception e) {
                throw mistakes(e);
            }
        }
    }

    @Override
    public void close() {
        main.stop();
    }
}
