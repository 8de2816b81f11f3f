package configuration;

import java.util.Properties;
import java.util.function.Function;
import org.apache.camel.CamelContext;
import org.apache.camel.main.Main;

/**
 * Reads the properties of an application without starting anything: from its files, the environment and {@code -D}.
 * Routes are ignored, so a mistake in a route does not prevent reading the rest.
 */
public final class PropertiesReader extends Main {
    private PropertiesReader() {
        // Disables Camel Main's own configuration of routes and components.
        standalone = false;
    }

    /**
     * Reads properties with a function.
     *
     * @param settings the defaults
     * @param reader gets a context that resolves placeholders; the context is valid until the function returns
     */
    public static <T> T read(Properties settings, Function<CamelContext, T> reader) {
        PropertiesReader main = new PropertiesReader();
        main.setInitialProperties(settings);
        try {
            main.init();
            Placeholders.readBy(main.getCamelContext());
            return reader.apply(main.getCamelContext());
        } finally {
            main.stop();
        }
    }
}
