package ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.util.UUID;
import java.util.stream.IntStream;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.IdempotentRepository;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class LedgerIdempotentRepositoryTest {
    @RegisterExtension
    static final EmbeddedTable EMBEDDED = new EmbeddedTable();

    private static final Duration LEASE = Duration.ofSeconds(30);

    private final MutableClock clock = new MutableClock();
    private final String name = UUID.randomUUID().toString();
    private final IdempotentRepository repository = repository(name);
    private final IdempotentRepository elsewhere = repository(name);
    private final CamelContext camel = new DefaultCamelContext();

    @AfterEach
    void stop() {
        camel.stop();
    }

    @Test
    void adds_a_new_key_once() {
        boolean added = repository.add("4711");
        repository.confirm("4711");

        assertThat(added).isTrue();
        assertThat(repository.add("4711")).isFalse();
        assertThat(elsewhere.add("4711")).isFalse();
    }

    @Test
    void confirms_only_what_was_added() {
        repository.add("4711");

        assertThat(repository.confirm("4711")).isTrue();
        assertThat(repository.confirm("0815")).isFalse();
    }

    @Test
    void contains_what_is_in_progress_or_finished() {
        assertThat(repository.contains("4711")).isFalse();

        repository.add("4711");
        assertThat(repository.contains("4711")).isTrue();
        assertThat(elsewhere.contains("4711")).isTrue();

        repository.confirm("4711");
        assertThat(repository.contains("4711")).isTrue();
    }

    @Test
    void throws_instead_of_answering_while_a_key_is_in_progress() {
        repository.add("4711");

        assertThatExceptionOfType(InProgressException.class).isThrownBy(() -> elsewhere.add("4711"));
        assertThatExceptionOfType(InProgressException.class).isThrownBy(() -> repository.add("4711"));
    }

    @Test
    void grants_a_removed_key_to_the_next_exchange() {
        repository.add("4711");

        boolean removed = repository.remove("4711");

        assertThat(removed).isTrue();
        assertThat(repository.contains("4711")).isFalse();
        assertThat(elsewhere.add("4711")).isTrue();
    }

    @Test
    void forgets_a_finished_key_that_is_removed() {
        repository.add("4711");
        repository.confirm("4711");

        boolean removed = elsewhere.remove("4711");

        assertThat(removed).isTrue();
        assertThat(elsewhere.remove("4711")).isFalse();
        assertThat(repository.add("4711")).isTrue();
    }

    @Test
    void does_not_remove_a_key_that_another_process_works_on() {
        repository.add("4711");

        boolean removed = elsewhere.remove("4711");

        assertThat(removed).isFalse();
        assertThat(repository.confirm("4711")).isTrue();
    }

    @Test
    void grants_a_key_to_another_process_when_its_lease_has_ended() {
        repository.add("4711");
        clock.advance(LEASE);

        assertThat(repository.contains("4711")).isFalse();
        assertThat(elsewhere.add("4711")).isTrue();
        assertThat(repository.confirm("4711")).isFalse();
        assertThat(elsewhere.confirm("4711")).isTrue();
    }

    @Test
    void does_not_grant_a_key_that_an_exchange_of_the_same_process_still_holds() {
        repository.add("4711");
        clock.advance(LEASE);

        assertThatExceptionOfType(InProgressException.class).isThrownBy(() -> repository.add("4711"));
    }

    @Test
    void clears_its_own_keys_and_no_others() {
        IdempotentRepository other = repository(name + "-other");
        other.add("1");
        IntStream.range(0, 60).mapToObj(Integer::toString).forEach(key -> {
            repository.add(key);
            repository.confirm(key);
        });

        repository.clear();

        assertThat(IntStream.range(0, 60).mapToObj(Integer::toString)).noneMatch(repository::contains);
        assertThat(other.contains("1")).isTrue();
        assertThat(EMBEDDED.proxy().count("BatchWriteItem")).isEqualTo(3);
    }

    @Test
    void clears_keys_that_dynamodb_left_unprocessed_too() {
        repository.add("1");
        repository.confirm("1");
        EMBEDDED.proxy().faults().on("BatchWriteItem").times(1).failEntries(position -> true);

        repository.clear();

        assertThat(repository.contains("1")).isFalse();
    }

    @Test
    void lets_a_route_handle_an_event_once_and_fails_a_duplicate_of_a_running_one() throws Exception {
        camel.getRegistry().bind("ledger", repository);
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:in")
                        .idempotentConsumer(header("ce_id"))
                        .idempotentRepository("#ledger")
                        .to("mock:handled");
            }
        });
        camel.start();
        ProducerTemplate producer = camel.createProducerTemplate();
        MockEndpoint handled = camel.getEndpoint("mock:handled", MockEndpoint.class);
        handled.whenExchangeReceived(
                1,
                first -> assertThatExceptionOfType(CamelExecutionException.class)
                        .isThrownBy(() -> producer.sendBodyAndHeader("direct:in", "duplicate", "ce_id", "4711"))
                        .withCauseInstanceOf(InProgressException.class));
        handled.whenExchangeReceived(2, second -> {
            throw new IllegalArgumentException("fails once");
        });
        handled.expectedBodiesReceived("first", "second", "second again");

        producer.sendBodyAndHeader("direct:in", "first", "ce_id", "4711");
        producer.sendBodyAndHeader("direct:in", "first again", "ce_id", "4711");
        producer.send("direct:in", exchange -> {
            exchange.getMessage().setBody("second");
            exchange.getMessage().setHeader("ce_id", "4712");
        });
        producer.sendBodyAndHeader("direct:in", "second again", "ce_id", "4712");

        handled.assertIsSatisfied();
    }

    private IdempotentRepository repository(String repositoryName) {
        return new LedgerIdempotentRepository(EMBEDDED.table(), repositoryName, LEASE, clock);
    }
}
