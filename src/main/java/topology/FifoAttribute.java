package topology;

import com.fasterxml.jackson.databind.JsonNode;
import configuration.Rule;
import java.util.Map;
import java.util.Optional;

/** An attribute that only FIFO topics or queues have. */
record FifoAttribute(Setting attribute) implements Setting {
    @Override
    public String parameter() {
        return attribute.parameter();
    }

    @Override
    public Rule rule() {
        return attribute.rule();
    }

    @Override
    public String description() {
        return "FIFO only: " + attribute.description();
    }

    @Override
    public String otherwise() {
        return attribute.otherwise();
    }

    @Override
    public boolean isForFifo() {
        return true;
    }

    @Override
    public String usual(String written) {
        return attribute.usual(written);
    }

    @Override
    public boolean isAs(String written, String reported) {
        return attribute.isAs(written, reported);
    }

    @Override
    public Map<String, String> values(String written, Account account) {
        return attribute.values(written, account);
    }

    @Override
    public Optional<String> reported(Map<String, String> reported) {
        return attribute.reported(reported);
    }

    @Override
    public Map<String, JsonNode> properties(String written, Account account) {
        return attribute.properties(written, account);
    }
}
