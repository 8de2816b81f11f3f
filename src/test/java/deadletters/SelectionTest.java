package deadletters;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.sqs.model.Message;
import sqs.MessageReader;

class SelectionTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"amount\":11} | true",
                "{\"amount\":10} | false",
                "{\"amount\":11}{\"amount\":1} | false",
                "{\"amount\":1,\"amount\":11} | false",
                "no json | false"
            })
    void a_path_matches_only_data_that_is_a_single_json_text(String data, boolean found) {
        Message message = Message.builder().messageId("m-1").body(data).build();
        Letter letter = new Letter("m-1", "e-1", null, null, null, Origin.CONSUMER, null, "", "f", 1, null, null);
        Selection selection = new Selection(Set.of(), Set.of(), Map.of(), "$[?(@.amount > 10)]", null);

        assertThat(selection.takes(new ReceivedLetter(message, MessageReader.event(message), letter)))
                .isEqualTo(found);
    }
}
