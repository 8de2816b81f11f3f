package ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.UUID;
import org.apache.camel.main.Main;
import org.apache.camel.spi.IdempotentRepository;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

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
        assertThat(main.lookupByType(HistoryOverHttp.class)).containsOnlyKeys("eventHistory");
    }

    @Test
    void calls_dynamodb_for_nothing_at_the_start_if_the_table_is_not_to_be_made() {
        main.addInitialProperty("ledger.create", "false");

        main.start();

        assertThat(EMBEDDED.actions()).isEmpty();
    }

    @Test
    void starts_while_dynamodb_is_away_and_makes_the_table_when_it_is_back() {
        EMBEDDED.proxy().faults().onEverything().unavailable();

        main.start();
        EMBEDDED.proxy().faults().clear();

        await().ignoreException(LedgerUnavailableException.class)
                .until(() -> ledger().claim(work, LEASE) instanceof Claim.Granted);
    }

    @Test
    void stops_the_start_if_a_duration_has_no_unit() {
        main.addInitialProperty("ledger.retention", "15");

        assertThatThrownBy(main::start).hasStackTraceContaining("not a duration: 15");
    }

    private Ledger ledger() {
        return main.getCamelContext().getRegistry().findSingleByType(Ledger.class);
    }
}
