package ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchException;
import static org.awaitility.Awaitility.await;

import configuration.ConfigurationException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.main.Main;
import org.apache.camel.spi.IdempotentRepository;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

class LedgerSetupTest {
    @RegisterExtension
    static final EmbeddedTable EMBEDDED = new EmbeddedTable();

    private static final Duration LEASE = Duration.ofSeconds(30);

    private final String table = "ledger-" + UUID.randomUUID();
    private final Work work = new Work("4711", "billing", "message-1", 1);
    private final Main main = new Main();

    LedgerSetupTest() {
        main.setPropertyPlaceholderLocations("false");
        main.addInitialProperty("ledger.table", table);
        main.addMainListener(new LedgerSetup(EMBEDDED.client(), Duration.ofMillis(20)));
    }

    @AfterEach
    void stop() {
        main.stop();
    }

    @Test
    void makes_the_table_and_binds_what_uses_it() {
        main.start();

        assertThat(ledger().claim(work, LEASE)).isInstanceOf(Claim.Granted.class);
        assertThat(main.lookupByType(IdempotentRepository.class)).containsOnlyKeys("ledger");
    }

    @Test
    void makes_no_call_at_the_start_if_the_table_is_not_to_be_made() {
        main.addInitialProperty("ledger.create", "false");

        main.start();

        assertThat(EMBEDDED.actions()).isEmpty();
    }

    @Test
    void starts_while_dynamodb_is_unavailable_and_makes_the_table_later() {
        EMBEDDED.proxy().faults().onEverything().unavailable();

        main.start();
        EMBEDDED.proxy().faults().clear();

        await().ignoreException(LedgerUnavailableException.class)
                .until(() -> ledger().claim(work, LEASE) instanceof Claim.Granted);
    }

    @Test
    void stops_the_start_with_one_line_for_each_wrong_property() {
        main.addInitialProperty("ledger.retention", "15");
        main.addInitialProperty("ledger.lease", "0s");
        main.addInitialProperty("ledger.create", "yes");

        Exception refusal = catchException(main::start);

        assertThat(ConfigurationException.in(refusal).orElseThrow().mistakes())
                .containsExactly(
                        "ledger.retention = 15: must be a duration such as 500ms, 30s or 15m, from 1m to 3650d",
                        "ledger.lease = 0s: must be a duration such as 500ms, 30s or 15m, from 1s to 12h",
                        "ledger.create = yes: must be true or false");
    }

    @Test
    void makes_the_table_after_an_unexpected_failure_too() {
        AtomicInteger failures = new AtomicInteger(2);
        Main unlucky = new Main();
        unlucky.setPropertyPlaceholderLocations("false");
        unlucky.addInitialProperty("ledger.table", table);
        unlucky.addMainListener(new LedgerSetup(failing(failures), Duration.ofMillis(20)));

        try {
            unlucky.start();

            Ledger ledger = unlucky.getCamelContext().getRegistry().findSingleByType(Ledger.class);
            await().ignoreException(LedgerUnavailableException.class)
                    .until(() -> ledger.claim(work, LEASE) instanceof Claim.Granted);
            assertThat(failures).hasNonPositiveValue();
        } finally {
            unlucky.stop();
        }
    }

    /** A client whose first calls throw an exception that is not the SDK's. */
    private static DynamoDbClient failing(AtomicInteger failures) {
        return (DynamoDbClient) Proxy.newProxyInstance(
                LedgerSetupTest.class.getClassLoader(),
                new Class<?>[] {DynamoDbClient.class},
                (proxy, method, arguments) -> {
                    if (method.getName().equals("describeTable") && failures.getAndDecrement() > 0) {
                        throw new UnsupportedOperationException("a defect");
                    }
                    try {
                        return method.invoke(EMBEDDED.client(), arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private Ledger ledger() {
        return main.getCamelContext().getRegistry().findSingleByType(Ledger.class);
    }
}
