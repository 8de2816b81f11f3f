package history;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How many writers run at once. */
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
}
