package configuration;

import java.util.List;
import org.apache.camel.CamelContext;

/**
 * A property of the application whose value is checked when it is read.
 *
 * @param name the property
 * @param otherwise its value if the user writes none
 * @param rule what its value must be
 */
public record CheckedProperty(String name, String otherwise, Rule rule) {
    /**
     * The value that is written, or the default.
     *
     * @throws ConfigurationException if the value breaks the rule
     */
    public String of(CamelContext context) {
        String value = context.resolvePropertyPlaceholders("{{%s:%s}}".formatted(name, otherwise));
        rule.objection(value).ifPresent(allowed -> {
            throw new ConfigurationException(List.of("%s = %s: must be %s".formatted(name, value, allowed)));
        });
        return value;
    }
}
