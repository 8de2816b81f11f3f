package routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchException;

import configuration.ConfigurationException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import testing.Backbone;
import testing.Written;

class QueueAsWrittenTest {
    private static final String JOBS = """
            camel.route-template[jobs].template-id       = queue
            camel.route-template[jobs].queue             = jobs
            camel.route-template[jobs].visibilityTimeout = 2m
            camel.route-template[jobs].deadLetters       = poison
            camel.route-template[jobs].maxReceiveCount   = 7
            camel.route-template[jobs].senders           = s3
            """;

    @Test
    void a_start_makes_the_queue_and_its_dead_letter_queue_without_any_topic() {
        try (Backbone backbone = Backbone.of(JOBS).start()) {
            assertThat(queues(backbone)).containsExactlyInAnyOrder("jobs", "poison");
            assertThat(attribute(backbone, QueueAttributeName.VISIBILITY_TIMEOUT))
                    .isEqualTo("120");
            assertThat(attribute(backbone, QueueAttributeName.REDRIVE_POLICY)).contains(":poison\"", "7");
            assertThat(backbone.cloud().sqs().calls("SetQueueAttributes"))
                    .singleElement()
                    .satisfies(call -> assertThat(
                                    call.body().at("/Attributes/Policy").asText())
                            .contains("s3.amazonaws.com", "\"aws:SourceAccount\":\"000000000000\""));
        }
    }

    /** The first route that starts makes the complete queue. */
    @Test
    void a_fan_out_makes_the_queue_as_its_queue_route_configures_it() {
        try (Backbone backbone = Backbone.of("""
                        camel.route-template[a].template-id = fan-out
                        camel.route-template[a].topic       = orders
                        camel.route-template[a].queue       = jobs
                        """ + JOBS).start()) {
            assertThat(queues(backbone)).containsExactlyInAnyOrder("jobs", "poison");
            assertThat(attribute(backbone, QueueAttributeName.REDRIVE_POLICY)).contains(":poison\"", "7");
            assertThat(backbone.cloud().sqs().calls("CreateQueue"))
                    .extracting(call -> call.body().path("QueueName").asText())
                    .containsExactly("poison", "jobs");
        }
    }

    @Test
    void the_maximum_receive_count_is_as_high_as_the_consumer_needs() {
        assertThat(Written.topology("""
                        camel.route-template[a].template-id = queue
                        camel.route-template[a].queue       = jobs.fifo
                        camel.route-template[b].template-id = fifo-consumer
                        camel.route-template[b].queue       = jobs.fifo
                        camel.route-template[b].handler     = log:work
                        camel.route-template[b].maxAttempts = 20
                        """).queues())
                .filteredOn(queue -> !queue.isForDeadLetters())
                .singleElement()
                .satisfies(queue -> assertThat(queue.redrive().orElseThrow().maxReceiveCount())
                        .isEqualTo(200));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            maxReceiveCount = 3; deadLetters = b | maxReceiveCount = 3: must be at least 5, maxAttempts of route work
            deadLetters = a b   | deadLetters = a b: must be none, or a queue name: 1 to 80 letters, digits, - and _, with \
            .fifo at the end for a FIFO queue
            keyReuse = 30s      | keyReuse = 30s: must be a duration such as 500ms, 30s or 15m, from 1m to 1d
            receiveWait = 21s   | receiveWait = 21s: must be a duration such as 500ms, 30s or 15m, from 0s to 20s
            contentBasedDeduplication = true | contentBasedDeduplication = true: must be left out: it is for FIFO queues
            retry = 5           | retry = 5: queue has no such parameter; it has queue, deadLetters, maxReceiveCount, \
            senders, statements, retention, delay, visibilityTimeout, encryption, keyReuse, maxMessageSize, receiveWait, \
            highThroughput, contentBasedDeduplication, redriveAllow, tags
            """)
    void a_wrong_attribute_is_refused_with_one_line(String parameters, String line) {
        StringBuilder routes = new StringBuilder("""
                camel.route-template[work].template-id = polling-consumer
                camel.route-template[work].queue       = jobs
                camel.route-template[work].handler     = log:work
                camel.route-template[work].maxAttempts = 5
                camel.route-template[it].template-id   = queue
                camel.route-template[it].queue         = jobs
                """);
        for (String parameter : parameters.split("; ", -1)) {
            routes.append("camel.route-template[it].").append(parameter).append('\n');
        }

        Exception refused = catchException(() -> Written.topology(routes.toString()));

        assertThat(ConfigurationException.in(refused).map(Throwable::getMessage))
                .isEqualTo(Optional.of("route it: " + line));
    }

    private static List<String> queues(Backbone backbone) {
        return backbone.aws().sqs().listQueues().queueUrls().stream()
                .map(url -> url.substring(url.lastIndexOf('/') + 1))
                .toList();
    }

    private static String attribute(Backbone backbone, QueueAttributeName name) {
        String url = backbone.aws()
                .sqs()
                .getQueueUrl(request -> request.queueName("jobs"))
                .queueUrl();
        return backbone.aws()
                .sqs()
                .getQueueAttributes(request -> request.queueUrl(url).attributeNames(name))
                .attributes()
                .get(name);
    }
}
