package event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.camel.Message;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import process.Json;

/** A handler's answer for several events, in any form. A failure in it must never count as a success. */
class BatchAnswerTest {
    private static final String ONE = "{\"batchItemFailures\":[{\"itemIdentifier\":\"1\"}]}";

    private final DefaultCamelContext camel = new DefaultCamelContext();
    private final EventBatch batch = new EventBatch(
            List.of(new ReceivedEvent("1", "a", Map.of()), new ReceivedEvent("2", "b", Map.of())), "billing");

    /** An answer as a bean would write it. */
    public record Answer(List<Item> batchItemFailures) {}

    /** One failure of an answer. */
    public record Item(String itemIdentifier) {}

    @AfterEach
    void stop() throws Exception {
        camel.close();
    }

    @Test
    void names_the_failed_events_in_every_accepted_form() throws Exception {
        for (Object answer : List.of(
                ONE,
                " \n" + ONE,
                ONE.getBytes(StandardCharsets.UTF_8),
                new ByteArrayInputStream(ONE.getBytes(StandardCharsets.UTF_8)),
                Json.read(ONE),
                Map.of("batchItemFailures", List.of(Map.of("itemIdentifier", "1"))),
                new Answer(List.of(new Item("1"))),
                "{\"batchItemFailures\":[{\"itemIdentifier\":\"1\",\"reason\":\"late\"}],\"took\":3}",
                "{\"batchItemFailures\":[{\"itemIdentifier\":1}]}")) {
            assertThat(failed(answer)).as(String.valueOf(answer)).containsExactly("1");
        }
    }

    @Test
    void names_no_failed_event_if_the_answer_has_another_content() throws Exception {
        Map<String, Object> empty = new HashMap<>();
        empty.put("batchItemFailures", null);
        for (Object answer : List.of(
                batch,
                "",
                "OK",
                "<html>fine</html>",
                "[1]",
                "{}",
                "{\"status\":\"ok\"}",
                "{\"batchItemFailures\":[]}",
                "{\"batchItemFailures\":null}",
                empty,
                List.of("a"),
                Map.of("rows", 2),
                17,
                new Object())) {
            assertThat(failed(answer)).as(String.valueOf(answer)).isEmpty();
        }
        assertThat(failed(null)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"batchItemFailures\":",
                "{\"batchItemF",
                "{\"batchItemFailures\":{}}",
                "{\"batchItemFailures\":\"1\"}",
                "{\"batchItemFailures\":[\"1\"]}",
                "{\"batchItemFailures\":[{}]}",
                "{\"batchItemFailures\":[null]}",
                "{\"batchItemFailures\":[{\"itemIdentifier\":\"\"}]}",
                "{\"batchItemFailures\":[{\"itemIdentifier\":null}]}",
                "{\"batchItemFailures\":[{\"itemIdentifier\":{\"id\":\"1\"}}]}",
                "{\"batchItemFailures\":[{\"itemId\":\"1\"}]}",
                "{\"BatchItemFailures\":[{\"itemIdentifier\":\"1\"}]}",
                "{\"batch_item_failures\":[{\"item_identifier\":\"1\"}]}",
                "{\"batchItemFailure\":[]}",
                "[{\"itemIdentifier\":\"1\"}]",
                "failed: itemIdentifier 1",
                "{\"batchItemFailures\":[{\"itemIdentifier\":\"3\"}]}",
                "{\"batchItemFailures\":[{\"itemIdentifier\":\"1\"},{\"itemIdentifier\":\"3\"}]}",
                "{\"batchItemFailures\":[]} {}"
            })
    void fails_all_events_if_the_answer_is_malformed_or_names_an_unknown_event(String answer) {
        assertThatExceptionOfType(MalformedAnswerException.class)
                .isThrownBy(() -> failed(answer))
                .withMessageStartingWith("the handler's answer does not say which events have failed: ");
    }

    @Test
    void reports_which_named_event_is_not_in_the_batch() {
        assertThatExceptionOfType(MalformedAnswerException.class)
                .isThrownBy(() -> failed("{\"batchItemFailures\":[{\"itemIdentifier\":\"3\"}]}"))
                .withMessageEndingWith("no event of the batch has the id 3");
    }

    private Set<String> failed(Object body) throws MalformedAnswerException {
        Message message = new DefaultExchange(camel).getMessage();
        message.setBody(body);
        return BatchAnswer.failed(message, batch);
    }
}
