package history;

import static org.assertj.core.api.Assertions.assertThat;

import failure.Cause;
import java.time.Instant;
import java.util.List;
import ledger.Progress;
import ledger.State;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClientReceiptTest {
    private static final Instant TIME = Instant.parse("2026-11-30T12:03:11.120Z");

    @ParameterizedTest
    @CsvSource({
        "app-inbox-17,            DONE,        client 17: received 12:03:11",
        "app-inbox-ana_B,         FAILED,      client ana_B: failed 12:03:11",
        "app-inbox-17.fifo,       DEAD,        client 17: given up 12:03:11",
        "my-inbox-app-inbox-17,   GIVEN_UP,    client 17: given up 12:03:11",
        "app-inbox-17,            EXPIRED,     client 17: expired 12:03:11",
        "app-inbox-17,            RELEASED,    'client 17: not answered, given back 12:03:11'",
        "app-inbox-17,            IN_PROGRESS, 'client 17: not answered, sent 12:03:11'"
    })
    void reports_the_acknowledgement_of_a_client(String queue, State state, String text) {
        assertThat(of(queue, state).receipts())
                .singleElement()
                .extracting(ClientReceipt::text)
                .isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"billing", "app-inbox-", "inbox-17", "-inbox-17", "app-inbox-17.other"})
    void a_subscriber_that_is_no_inbox_client_has_no_receipt(String queue) {
        assertThat(of(queue, State.DONE).receipts()).isNull();
        assertThat(of(queue, State.DONE).toJson()).doesNotContain("receipts");
    }

    private static History of(String queue, State state) {
        Progress progress = new Progress(queue, null, state, 1, TIME, TIME, (Cause) null, null);
        return new History("4711", List.of(), List.of(progress));
    }
}
