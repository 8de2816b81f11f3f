package topology;

import configuration.ConfigurationException;
import configuration.Rules;
import java.util.List;
import java.util.Locale;
import org.apache.camel.CamelContext;

/** What a start does with the topology: the property {@value #PROPERTY}. */
public enum TopologyMode {
    /** Creates and changes resources until they match the configuration. */
    APPLY,
    /** Refuses the start if anything is missing or different. */
    VERIFY,
    /** Assumes that the resources match the configuration. */
    OFF;

    static final String PROPERTY = "caravan.topology";

    /** @throws ConfigurationException if the property has another value */
    public static TopologyMode of(CamelContext context) {
        String value = context.resolvePropertyPlaceholders("{{" + PROPERTY + ":apply}}");
        Rules.oneOf("apply", "verify", "off").objection(value).ifPresent(allowed -> {
            throw new ConfigurationException(List.of("%s = %s: must be %s".formatted(PROPERTY, value, allowed)));
        });
        return valueOf(value.toUpperCase(Locale.ROOT));
    }
}
