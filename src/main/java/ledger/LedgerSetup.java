package ledger;

import configuration.ConfigurationException;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import org.apache.camel.CamelContext;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.MainListenerSupport;
import org.apache.camel.spi.Registry;
import process.Services;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/**
 * Gives an application its ledger. This listener of camel-main reads these properties:
 *
 * <table>
 * <caption>properties</caption>
 * <tr><td>{@code ledger.table}</td><td>{@value LedgerTable#DEFAULT_NAME}</td><td>the table's name</td></tr>
 * <tr><td>{@code ledger.create}</td><td>true</td><td>whether to make the table if it is not there;
 * never unless {@code caravan.topology} is {@code apply}</td></tr>
 * <tr><td>{@code ledger.retention}</td><td>15d</td><td>how long an item is kept; longer than any queue keeps a message</td></tr>
 * <tr><td>{@code ledger.lease}</td><td>5m</td><td>how long an idempotent consumer of a route may take</td></tr>
 * <tr><td>{@code ledger.pauses}</td><td>10s</td><td>how old the list of paused routes may be</td></tr>
 * </table>
 *
 * <p>It binds the {@link Ledger} that consumers find by its type, {@code ledger}, the {@link LedgerIdempotentRepository},
 * {@code ledgerTable}, the {@link LedgerTable}, {@code parkedGroups}, the {@link ParkedGroups}, and {@code pauses}, the
 * {@link Pauses}. If DynamoDB does not answer at the start, the application starts all the same. The table is created as soon as
 * DynamoDB answers.
 */
public final class LedgerSetup extends MainListenerSupport {
    private final DynamoDbClient client;
    private final Duration askAgain;

    public LedgerSetup(DynamoDbClient client) {
        this(client, Duration.ofSeconds(5));
    }

    LedgerSetup(DynamoDbClient client, Duration askAgain) {
        this.client = client;
        this.askAgain = askAgain;
    }

    /**
     * @throws ConfigurationException if a property is wrong, with one line for each
     * @throws IllegalArgumentException if the table has other keys
     */
    @Override
    public void beforeConfigure(BaseMainSupport main) {
        CamelContext camel = main.getCamelContext();
        LedgerSettings settings = LedgerSettings.of(camel);
        LedgerTable table = new LedgerTable(client, settings.table(), settings.retention());
        Clock clock = Clock.systemUTC();
        Registry registry = camel.getRegistry();
        registry.bind("ledgerTable", table);
        registry.bind("deliveryLedger", new DynamoDbLedger(table, clock));
        registry.bind("ledger", new LedgerIdempotentRepository(table, "ledger", settings.lease(), clock));
        registry.bind("parkedGroups", new ParkedGroups(table, clock));
        if (settings.create() && LedgerSettings.isTopologyMade(camel)) {
            create(camel, table);
        }
    }

    /** Not earlier, because the pauses need the application's name and its metrics. */
    @Override
    public void afterConfigure(BaseMainSupport main) {
        CamelContext camel = main.getCamelContext();
        Registry registry = camel.getRegistry();
        MeterRegistry meters = registry.findSingleByType(MeterRegistry.class);
        Pauses pauses = new Pauses(
                camel,
                new PauseRecords(registry.findSingleByType(LedgerTable.class), camel.getName()),
                LedgerSettings.of(camel).pauses(),
                meters == null ? new CompositeMeterRegistry() : meters);
        registry.bind("pauses", pauses);
        Services.add(camel, pauses);
    }

    private void create(CamelContext camel, LedgerTable table) {
        Services.add(camel, new TableMaker(camel, table, askAgain));
    }
}
