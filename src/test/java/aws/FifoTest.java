package aws;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FifoTest {
    @ParameterizedTest
    @CsvSource({
        "orders, false, orders, orders.fifo",
        "orders.fifo, true, orders, orders.fifo",
        "orders.fifo-1, false, orders.fifo-1, orders.fifo-1.fifo",
        "arn:aws:sns:eu-central-1:123456789012:orders.fifo, true, arn:aws:sns:eu-central-1:123456789012:orders,"
                + " arn:aws:sns:eu-central-1:123456789012:orders.fifo"
    })
    void is_recognized_by_the_suffix_of_a_name(String name, boolean fifo, String plain, String named) {
        assertThat(Fifo.is(name)).isEqualTo(fifo);
        assertThat(Fifo.plain(name)).isEqualTo(plain);
        assertThat(Fifo.named(name)).isEqualTo(named);
    }
}
