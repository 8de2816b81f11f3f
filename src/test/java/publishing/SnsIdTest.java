package publishing;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.commons.codec.digest.DigestUtils;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SnsIdTest {
    @ParameterizedTest
    @MethodSource
    void what_sns_takes_stays(String text) {
        assertThat(SnsId.of(text)).isEqualTo(text);
    }

    static String[] what_sns_takes_stays() {
        return new String[] {"order-1", "!", "~", "a".repeat(128)};
    }

    @ParameterizedTest
    @MethodSource
    void anything_else_is_known_by_its_hash(String text) {
        assertThat(SnsId.of(text)).isEqualTo(DigestUtils.sha256Hex(text));
    }

    static String[] anything_else_is_known_by_its_hash() {
        return new String[] {"", " ", "order 1", "order\u007f", "\u00e4", "\ud83d\ude00", "a".repeat(129)};
    }
}
