package history;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When a writer of records starts. */
class RecordBufferTest {
    @ParameterizedTest
    @CsvSource({"0, 0", "1, 1", "25, 1", "49, 1", "50, 2", "199, 7", "200, 8", "1000, 8"})
    void a_further_writer_runs_only_if_there_is_a_full_batch_for_it(int records, int writers) {
        RecordBuffer buffer = new RecordBuffer(1000);
        buffer.add(IntStream.range(0, records)
                .mapToObj(i -> PublicationRecord.of("e-" + i, new Published("orders", Instant.EPOCH, "sns-1")))
                .toList());

        long started = IntStream.range(0, 20).filter(i -> buffer.startsWriter()).count();

        assertThat(started).isEqualTo(writers);
    }

    @Test
    void a_writer_that_could_not_start_allows_another_one_to_start() {
        RecordBuffer buffer = new RecordBuffer(1000);
        buffer.add(List.of(PublicationRecord.of("e-1", new Published("orders", Instant.EPOCH, "sns-1"))));
        assertThat(buffer.startsWriter()).isTrue();
        assertThat(buffer.startsWriter()).isFalse();

        buffer.didNotStart();

        assertThat(buffer.startsWriter()).isTrue();
    }
}
