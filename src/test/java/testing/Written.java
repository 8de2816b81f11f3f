package testing;

import java.util.stream.Stream;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.main.Main;
import routes.ApplicationParts;
import topology.Topology;

/** Reads a configuration in the syntax of {@code application.properties}, as a command does. */
public final class Written {
    private Written() {}

    /** The topology of these routes and of other routes of the application, such as handlers. */
    public static Topology topology(String properties, RouteBuilder... others) {
        Main main = ApplicationParts.unconnected();
        main.setPropertyPlaceholderLocations("false");
        Stream.of(others).forEach(main.configure()::addRoutesBuilder);
        properties.lines().filter(line -> line.contains("=")).forEach(line -> {
            int equals = line.indexOf('=');
            main.addInitialProperty(
                    line.substring(0, equals).strip(),
                    line.substring(equals + 1).strip());
        });
        return Topology.configured(main);
    }

    /** The topology of the shipped {@code application.properties}. */
    public static Topology shipped() {
        return Topology.configured(ApplicationParts.unconnected());
    }
}
