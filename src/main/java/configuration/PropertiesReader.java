package configuration;

import java.util.Properties;
import java.util.function.Function;
import org.apache.camel.CamelContext;
import org.apache.camel.main.Main;

/**
 * Reads the properties of an application where its start reads them: from its files, the environment, {@code -D}. No route
 * is looked at, and nothing is started: a mistake in a route keeps nobody from reading the rest.
 */
public final class PropertiesReader extends Main {
    private PropertiesReader() {
        // Camel's main for frameworks that configure routes and components by themselves.
        standalone = false;
    }

    /**
     * Reads.
     *
     * @param settings what holds unless it is overridden
     * @param reader resolves placeholders, and is done when it returns
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
