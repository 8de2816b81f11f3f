package ledger;

import configuration.ConfigurationException;
import configuration.Durations;
import configuration.Rule;
import configuration.Rules;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.CamelContext;

/**
 * The configuration of the ledger.
 *
 * @param table the table's name
 * @param create whether to create the table if it does not exist
 * @param retention how long an item is kept
 * @param lease how long an idempotent consumer of a route may take
 * @param pauses how old the list of paused routes may be when a message arrives
 */
public record LedgerSettings(String table, boolean create, Duration retention, Duration lease, Duration pauses) {
    private static final Rule RETENTION = Rules.duration("1m", "3650d");
    private static final Rule LEASE = Rules.duration("1s", "12h");
    private static final Rule PAUSES = Rules.duration("1s", "1h");

    /**
     * Reads the properties that {@link LedgerSetup} lists.
     *
     * @throws ConfigurationException if a property is wrong, with one line for each
     */
    public static LedgerSettings of(CamelContext camel) {
        List<String> mistakes = new ArrayList<>();
        String retention = value(camel, "ledger.retention", "15d", RETENTION, mistakes);
        String lease = value(camel, "ledger.lease", "5m", LEASE, mistakes);
        String pauses = value(camel, "ledger.pauses", "10s", PAUSES, mistakes);
        String create = value(camel, "ledger.create", "true", Rules.flag(), mistakes);
        if (!mistakes.isEmpty()) {
            throw new ConfigurationException(mistakes);
        }
        return new LedgerSettings(
                value(camel, "ledger.table", LedgerTable.DEFAULT_NAME),
                Boolean.parseBoolean(create),
                Durations.parse(retention),
                Durations.parse(lease),
                Durations.parse(pauses));
    }

    /** Whether a start creates missing resources, instead of verifying them or trusting that they exist. */
    static boolean isTopologyMade(CamelContext camel) {
        return value(camel, "caravan.topology", "apply").equals("apply");
    }

    private static String value(
            CamelContext camel, String property, String otherwise, Rule rule, List<String> mistakes) {
        String value = value(camel, property, otherwise);
        rule.objection(value)
                .ifPresent(allowed -> mistakes.add("%s = %s: must be %s".formatted(property, value, allowed)));
        return value;
    }

    private static String value(CamelContext camel, String property, String otherwise) {
        return camel.resolvePropertyPlaceholders("{{" + property + ":" + otherwise + "}}");
    }
}
