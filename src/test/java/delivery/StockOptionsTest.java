package delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import local.faults.Call;
import org.apache.camel.Processor;
import org.apache.camel.ResolveEndpointFailedException;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.aws2.sqs.Sqs2Constants;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** The options of Camel's {@code aws2-sqs} keep their meaning. */
class StockOptionsTest {
    private final QueueForTests queue = QueueForTests.standard();
    private final AtomicInteger handled = new AtomicInteger();
    private final Processor handler = exchange -> handled.incrementAndGet();

    @AfterEach
    void stop() {
        queue.close();
    }

    @Test
    void a_route_without_options_polls_long_and_in_full_batches() throws Exception {
        queue.consume("", handler);

        JsonNode receive = firstReceive();
        assertThat(receive.path("MaxNumberOfMessages").asInt()).isEqualTo(10);
        assertThat(receive.path("VisibilityTimeout").asInt()).isEqualTo(30);
    }

    @ParameterizedTest
    @ValueSource(strings = {"120", "120s", "2m"})
    void a_visibility_timeout_is_written_as_seconds_or_as_a_duration(String value) throws Exception {
        queue.consume("visibilityTimeout=" + value, handler);

        assertThat(firstReceive().path("VisibilityTimeout").asInt()).isEqualTo(120);
    }

    @Test
    void max_messages_per_poll_is_the_size_of_a_batch() throws Exception {
        queue.consume("maxMessagesPerPoll=3", handler);

        assertThat(firstReceive().path("MaxNumberOfMessages").asInt()).isEqualTo(3);
    }

    @Test
    void wait_time_seconds_is_how_long_a_poll_waits() throws Exception {
        queue.consume("", handler);

        assertThat(firstReceive().path("WaitTimeSeconds").asInt()).isEqualTo(1);
    }

    @Test
    void a_poll_requests_only_the_attributes_that_delivery_needs() throws Exception {
        queue.consume("", handler);

        assertThat(firstReceive().path("MessageSystemAttributeNames"))
                .map(JsonNode::asText)
                .containsExactlyInAnyOrder(
                        "ApproximateReceiveCount",
                        "ApproximateFirstReceiveTimestamp",
                        "SentTimestamp",
                        "MessageGroupId",
                        "MessageDeduplicationId",
                        "AWSTraceHeader");
    }

    @Test
    void attribute_names_are_requested_too_and_arrive_with_the_message() throws Exception {
        List<Object> attributes = new CopyOnWriteArrayList<>();
        queue.send("placed");

        queue.consume(
                "attributeNames=SenderId",
                exchange -> attributes.add(exchange.getIn().getHeader(Sqs2Constants.ATTRIBUTES)));

        await().untilAsserted(() -> assertThat(attributes).hasSize(1));
        assertThat(attributes.get(0))
                .asInstanceOf(InstanceOfAssertFactories.MAP)
                .containsKeys(
                        MessageSystemAttributeName.SENDER_ID,
                        MessageSystemAttributeName.SENT_TIMESTAMP,
                        MessageSystemAttributeName.APPROXIMATE_RECEIVE_COUNT);
    }

    @Test
    void attribute_names_of_the_component_apply_to_every_queue() throws Exception {
        queue.context()
                .getComponent("aws2-sqs", SqsComponent.class)
                .getConfiguration()
                .setAttributeNames("SenderId, ");

        queue.consume("", handler);

        assertThat(firstReceive().path("MessageSystemAttributeNames"))
                .map(JsonNode::asText)
                .contains("SenderId", "ApproximateReceiveCount")
                .doesNotContain("");
    }

    @Test
    void without_delete_after_read_a_message_stays() throws Exception {
        queue.send("placed");

        queue.consume("deleteAfterRead=false&visibilityTimeout=60", handler);

        await().untilAtomic(handled, equalTo(1));
        await().during(Duration.ofMillis(500))
                .untilAsserted(() -> assertThat(queue.inFlight()).isEqualTo(1));
        assertThat(queue.proxy().count("DeleteMessageBatch")).isZero();
    }

    @Test
    void a_queue_is_named_by_its_arn_too() throws Exception {
        queue.send("placed");

        consume("aws2-sqs:" + queue.arn() + "?waitTimeSeconds=1");

        await().untilAsserted(() -> assertThat(queue.left()).isZero());
        assertThat(handled).hasValue(1);
    }

    @Test
    void a_configured_queue_url_is_not_looked_up() throws Exception {
        String url = queue.proxy().endpoint() + "/000000000000/" + queue.name();
        queue.send("placed");

        consume("aws2-sqs:" + queue.name() + "?waitTimeSeconds=1&queueUrl=" + url);

        await().untilAsserted(() -> assertThat(queue.left()).isZero());
        assertThat(queue.proxy().count("GetQueueUrl")).isZero();
        assertThat(queue.proxy().count("ListQueues")).isZero();
    }

    @Test
    void auto_create_queue_makes_the_queue_with_its_attributes() throws Exception {
        consume("aws2-sqs:made?autoCreateQueue=true&waitTimeSeconds=1&defaultVisibilityTimeout=77");

        Map<QueueAttributeName, String> attributes = queue.sqs()
                .getQueueAttributes(request -> request.queueUrl(queue.url().replace(queue.name(), "made"))
                        .attributeNames(QueueAttributeName.VISIBILITY_TIMEOUT))
                .attributes();
        assertThat(attributes).containsEntry(QueueAttributeName.VISIBILITY_TIMEOUT, "77");
    }

    @Test
    void attributes_in_the_uri_are_written_to_a_queue_that_exists() throws Exception {
        queue.send("placed");

        consume("aws2-sqs:" + queue.name() + "?waitTimeSeconds=1&defaultVisibilityTimeout=78");

        await().untilAsserted(() -> assertThat(queue.left()).isZero());
        assertThat(queue.proxy().count("SetQueueAttributes")).isEqualTo(1);
    }

    @Test
    void a_producer_sends() throws Exception {
        queue.consume("", handler);

        queue.context()
                .createProducerTemplate()
                .sendBodyAndHeader("aws2-sqs:" + queue.name() + "?delaySeconds=0", "placed", "kind", "order");

        await().untilAtomic(handled, equalTo(1));
        assertThat(queue.proxy().calls("SendMessage"))
                .singleElement()
                .satisfies(call ->
                        assertThat(call.body().path("MessageBody").asText()).isEqualTo("placed"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "visibilityTimeout=0",
                "visibilityTimeout=13h",
                "concurrency=0",
                "concurrentConsumers=0",
                "backoff=soon",
                "maxAttempts=0",
                "waitTimeSeconds=21",
                "permanent=no.such.Exception",
                "attributeNames=SenderId,SendTimestamp",
                "concurency=3"
            })
    void an_option_that_cannot_work_is_refused_when_the_endpoint_is_built(String option) {
        queue.context().start();

        assertThatThrownBy(() -> queue.context().getEndpoint("aws2-sqs:" + queue.name() + "?" + option))
                .isInstanceOf(ResolveEndpointFailedException.class)
                .hasStackTraceContaining(option.substring(0, option.indexOf('=')));
    }

    private void consume(String uri) throws Exception {
        queue.context().addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from(uri).process(handler);
            }
        });
        queue.context().start();
    }

    private JsonNode firstReceive() {
        await().untilAsserted(
                        () -> assertThat(queue.proxy().count("ReceiveMessage")).isPositive());
        Call call = queue.proxy().calls("ReceiveMessage").get(0);
        return call.body();
    }
}
