package topology;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import configuration.Rule;
import configuration.Rules;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A setting that a user switches on and off, while AWS uses one or more attributes with words as values.
 *
 * @param on the AWS attributes for {@code true}
 * @param off the AWS attributes for {@code false}
 */
record SwitchAttribute(String parameter, Map<String, String> on, Map<String, String> off, String description)
        implements Setting {
    @Override
    public Rule rule() {
        return Rules.flag();
    }

    @Override
    public String otherwise() {
        return "false";
    }

    @Override
    public Map<String, String> values(String written, Account account) {
        return Boolean.parseBoolean(written) ? on : off;
    }

    @Override
    public Optional<String> reported(Map<String, String> reported) {
        return reported.keySet().containsAll(on.keySet())
                ? Optional.of(String.valueOf(reported.entrySet().containsAll(on.entrySet())))
                : Optional.empty();
    }

    @Override
    public Map<String, JsonNode> properties(String written, Account account) {
        Map<String, JsonNode> properties = new TreeMap<>();
        values(written, account).forEach((name, value) -> properties.put(name, TextNode.valueOf(value)));
        return properties;
    }
}
