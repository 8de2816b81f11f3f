package configuration;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.spi.Registry;
import org.apache.camel.util.URISupport;

/**
 * A parameter of a route that a user wrote, as it is in effect.
 *
 * @param value the value, without passwords in its URI
 * @param isDefault whether that is the template's default
 */
public record RouteSetting(
        String name, String value, @JsonProperty("default") boolean isDefault, String description) {
    /** What is shown instead of a secret, as in Camel's own messages. */
    static final String SECRET = "xxxxxx";

    /** The settings of a route, in the order of its template. A setting that was left out and has no default is missing. */
    public static List<RouteSetting> of(Registry registry, ConfiguredRoute route) {
        List<RouteSetting> settings = new ArrayList<>();
        Template.named(registry, route.template())
                .ifPresent(template -> template.parameters().values().forEach(parameter -> {
                    String value = route.parameters().get(parameter.name());
                    if (value != null) {
                        settings.add(new RouteSetting(
                                parameter.name(),
                                parameter.isSecret() ? SECRET : URISupport.sanitizeUri(value),
                                value.equals(parameter.defaultValue()),
                                parameter.description()));
                    }
                }));
        return settings;
    }
}
