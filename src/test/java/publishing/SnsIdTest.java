package publishing;

import static org.assertj.core.api.Assertions.assertThat;

import event.Identity;
import org.apache.commons.codec.digest.DigestUtils;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class SnsIdTest {
    @ParameterizedTest
    @MethodSource
    void an_id_that_sns_accepts_is_kept(String text) {
        assertThat(SnsId.of(text)).isEqualTo(text);
    }

    static String[] an_id_that_sns_accepts_is_kept() {
        return new String[] {"order-1", "!", "~", "a".repeat(128)};
    }

    @ParameterizedTest
    @CsvSource({"/shop, 1, /market, 1", "/shop, 1, /shop, 2", "/shop1, 1, /shop, 11", "1 1, 1, 1, 1 1", "'', 1, 1, ''"})
    void events_that_differ_in_source_or_id_have_different_ids(String source, String id, String source2, String id2) {
        assertThat(SnsId.of(new Identity(id, source)))
                .matches("[0-9a-f]{64}")
                .isEqualTo(SnsId.of(new Identity(id, source)))
                .isNotEqualTo(SnsId.of(new Identity(id2, source2)));
    }

    @ParameterizedTest
    @MethodSource
    void any_other_id_is_replaced_by_its_hash(String text) {
        assertThat(SnsId.of(text)).isEqualTo(DigestUtils.sha256Hex(text));
    }

    static String[] any_other_id_is_replaced_by_its_hash() {
        return new String[] {"", " ", "order 1", "order\u007f", "\u00e4", "\ud83d\ude00", "a".repeat(129)};
    }
}
