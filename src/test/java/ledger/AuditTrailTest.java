package ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class AuditTrailTest {
    @RegisterExtension
    static final EmbeddedTable TABLE = new EmbeddedTable();

    /** Java writes each of these times in a different width. */
    private static final List<Instant> TIMES = List.of(
            Instant.parse("2026-01-02T03:04:05Z"),
            Instant.parse("2026-01-02T03:04:05.000000001Z"),
            Instant.parse("2026-01-02T03:04:05.000001Z"),
            Instant.parse("2026-01-02T03:04:05.001Z"),
            Instant.parse("2026-01-02T03:04:05.100Z"),
            Instant.parse("2026-01-02T03:04:05.100200Z"),
            Instant.parse("2026-01-02T03:04:05.100200300Z"),
            Instant.parse("2026-01-02T03:04:06Z"));

    private final String queue = "queue-" + UUID.randomUUID();

    @Test
    void the_newest_entries_come_first_however_fine_their_times_are() {
        List<Instant> shuffled = new ArrayList<>(TIMES);
        Collections.shuffle(shuffled, new Random(7));
        shuffled.forEach(time -> trail(time).begin(queue, Author.of("me"), "redrive", time.toString(), null));

        List<AuditEntry> entries = trail(TIMES.get(0)).of(queue, TIMES.size());

        List<String> newestFirst =
                new ArrayList<>(TIMES.stream().map(Instant::toString).toList());
        Collections.reverse(newestFirst);
        assertThat(entries).extracting(AuditEntry::of).containsExactlyElementsOf(newestFirst);
        assertThat(trail(TIMES.get(0)).of(queue, 2))
                .extracting(AuditEntry::of)
                .containsExactlyElementsOf(newestFirst.subList(0, 2));
    }

    @Test
    void an_original_that_is_too_large_is_refused_with_the_allowed_size() {
        String noise = new Random(1)
                .ints(600_000, 33, 126)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> trail(TIMES.get(0)).begin(queue, Author.of("me"), "edit", "id 1", noise))
                .withMessageStartingWith("the audit trail cannot keep the original: ")
                .withMessageContaining("at most 358400 are kept");
    }

    private static AuditTrail trail(Instant now) {
        return new AuditTrail(TABLE.table(), Duration.ofDays(1), Clock.fixed(now, ZoneOffset.UTC));
    }
}
