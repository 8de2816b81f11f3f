package delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import ledger.DynamoDbLedger;
import ledger.EmbeddedTable;
import ledger.Work;
import org.apache.camel.Processor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** An event past its own expiry time is deleted and not handled, and the ledger records this. */
class ExpiryTest {
    @RegisterExtension
    static final EmbeddedTable TABLE = new EmbeddedTable();

    private final String event = UUID.randomUUID().toString();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final List<String> handled = new CopyOnWriteArrayList<>();
    private final Processor handler = exchange -> handled.add(exchange.getIn().getBody(String.class));
    private QueueForTests queue = QueueForTests.standard();

    @AfterEach
    void stop() {
        queue.close();
    }

    @Test
    void an_expired_event_is_deleted_counted_and_marked_expired_in_the_ledger() throws Exception {
        queue.context().getRegistry().bind("meters", meters);
        queue.use(new DynamoDbLedger(TABLE.table(), Clock.systemUTC()));
        send(Instant.now().minusSeconds(1).toString());

        queue.consume("", handler);

        await().untilAsserted(() -> assertThat(queue.left()).isZero());
        assertThat(handled).isEmpty();
        assertThat(queue.deadLetterCount()).isZero();
        assertThat(item()).containsEntry("state", text("EXPIRED"));
        assertThat(item().get("attempts").n()).isEqualTo("0");
        await().untilAsserted(() -> assertThat(meters.get("caravan.deliveries")
                        .tag("end", "expired")
                        .counter()
                        .count())
                .isEqualTo(1));
    }

    @Test
    void an_expired_event_stays_expired_when_it_is_redelivered() throws Exception {
        queue.use(new DynamoDbLedger(TABLE.table(), Clock.systemUTC()));
        send(Instant.now().minusSeconds(1).toString());
        queue.consume("", handler);
        await().untilAsserted(() -> assertThat(queue.left()).isZero());

        send(Instant.now().plusSeconds(3600).toString());

        await().untilAsserted(() -> assertThat(queue.left()).isZero());
        assertThat(handled).isEmpty();
        assertThat(item()).containsEntry("state", text("EXPIRED"));
    }

    @Test
    void without_the_ledger_an_expired_event_is_deleted_too() throws Exception {
        send(Instant.now().minusSeconds(1).atOffset(ZoneOffset.ofHours(5)).toString());

        queue.consume("idempotent=false", handler);

        await().untilAsserted(() -> assertThat(queue.left()).isZero());
        assertThat(handled).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"2999-12-31T23:59:59Z", "soon", "2020-01-01", "1577836800"})
    void an_event_with_a_later_or_malformed_expiry_time_is_handled(String expiry) throws Exception {
        send(expiry);

        queue.consume("", handler);

        await().untilAsserted(() -> assertThat(handled).hasSize(1));
    }

    @Test
    void a_route_with_expiry_switched_off_handles_expired_events() throws Exception {
        send("2020-01-01T00:00:00Z");

        queue.consume("expires=false", handler);

        await().untilAsserted(() -> assertThat(handled).hasSize(1));
    }

    @Test
    void a_group_continues_after_an_expired_event() throws Exception {
        queue.close();
        queue = QueueForTests.fifo();
        queue.use(new DynamoDbLedger(TABLE.table(), Clock.systemUTC()));
        queue.sendToGroup("a", Map.of("ce_expirytime", "2020-01-01T00:00:00Z"), "stale");
        queue.sendToGroup("a", "fresh");

        queue.consume("", handler);

        await().untilAsserted(() -> assertThat(handled).containsExactly("fresh"));
        await().untilAsserted(() -> assertThat(queue.left()).isZero());
    }

    private void send(String expiry) {
        queue.send("placed", Map.of("ce_id", event, "ce_expirytime", expiry));
    }

    private Map<String, AttributeValue> item() {
        return TABLE.item(new Work(event, "", queue.name(), "", 1));
    }

    private static AttributeValue text(String value) {
        return AttributeValue.fromS(value);
    }
}
