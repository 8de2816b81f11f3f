package configuration;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.main.Main;
import org.apache.camel.support.DefaultComponent;

/** An application that is started with a properties file, as a user starts it. */
final class Started implements AutoCloseable {
    private final Main main = new Main();
    private final Received received = new Received();

    private Started(Path file, Map<String, String> environment, RouteBuilder... routes) {
        main.setPropertyPlaceholderLocations("file:" + file);
        main.addMainListener(new ConfigurationCheck(environment));
        main.bind("received", received);
        for (RouteBuilder builder : routes) {
            main.configure().addRoutesBuilder(builder);
        }
        main.configure().setAutoConfigurationLogSummary(false);
    }

    static Started with(Path directory, String properties, RouteBuilder... routes) throws Exception {
        return with(Map.of(), directory, properties, routes);
    }

    static Started with(Map<String, String> environment, Path directory, String properties, RouteBuilder... routes)
            throws Exception {
        Started application = new Started(file(directory, properties), environment, routes);
        try {
            application.main.start();
        } catch (Exception e) {
            application.close();
            throw e;
        }
        return application;
    }

    private static Path file(Path directory, String properties) throws IOException {
        return Files.writeString(directory.resolve("application.properties"), properties);
    }

    CamelContext context() {
        return main.getCamelContext();
    }

    /** The options that endpoints of the scheme {@code received} were made with. */
    List<Map<String, Object>> received() {
        return received.options;
    }

    @Override
    public void close() {
        main.stop();
    }

    private static final class Received extends DefaultComponent {
        private final List<Map<String, Object>> options = new ArrayList<>();

        @Override
        protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) {
            options.add(Map.copyOf(parameters));
            parameters.clear();
            return getCamelContext().getEndpoint("log:received");
        }
    }
}
