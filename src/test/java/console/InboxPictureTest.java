package console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sqs.model.QueueDoesNotExistException;
import testing.Backbone;

/** Operators see an inbox as one item, however many clients it has. */
class InboxPictureTest {
    private static final String ROUTES = """
            camel.main.name = shop
            camel.route-template[orders-to-clients].template-id = fan-out
            camel.route-template[orders-to-clients].topic       = orders
            camel.route-template[orders-to-clients].queue       = for-clients
            camel.route-template[to-phones].template-id = inbox-router
            camel.route-template[to-phones].queue       = for-clients
            camel.route-template[to-phones].inbox       = phones
            camel.route-template[to-phones].clients     = ${header.ce-subject}
            camel.route-template[to-partners].template-id = inbox-router
            camel.route-template[to-partners].queue       = for-partners
            camel.route-template[to-partners].inbox       = partners.fifo
            camel.route-template[to-partners].clients     = ${header.ce-subject}
            camel.route-template[phones].template-id = inbox
            camel.route-template[phones].inbox       = phones
            camel.route-template[phones].secret      = a secret of sixteen and more
            camel.route-template[doors].template-id = inbox
            camel.route-template[doors].inbox       = doors
            camel.route-template[doors].path        = /doors/{client}
            camel.route-template[doors].secret      = a secret of sixteen and more
            camel.route-template[doors].clients     = front, back
            camel.route-template[doors].topic       = orders
            camel.route-template[doors].filter      = {"ce_subject":["${client}"]}
            """.replace("queue       = for-partners", "queue       = for-partners.fifo");

    private Backbone backbone;
    private Viewer viewer;

    @AfterEach
    void stop() {
        backbone.close();
    }

    @Test
    void the_graph_shows_inboxes_and_not_the_queues_of_their_clients() throws Exception {
        start();

        JsonNode picture = viewer.topology();

        JsonNode doors = Viewer.entry(picture.path("inboxes"), "name", "doors");
        assertThat(doors.path("route").asText()).isEqualTo("doors");
        assertThat(doors.path("path").asText()).isEqualTo("/doors/{client}");
        assertThat(doors.path("topic").asText()).isEqualTo("orders");
        assertThat(doors.at("/filter/ce_subject/0").asText()).isEqualTo("${client}");
        assertThat(doors.path("deadLetters").asText()).isEqualTo("doors-inbox-dead-letters");
        JsonNode partners = Viewer.entry(picture.path("inboxes"), "name", "partners.fifo");
        assertThat(partners.has("route")).isFalse();
        assertThat(partners.path("fifo").asBoolean()).isTrue();
        assertThat(Viewer.entry(picture.path("handlers"), "route", "to-phones")
                        .path("inbox")
                        .asText())
                .isEqualTo("phones");
        assertThat(picture.path("handlers").findValuesAsText("route"))
                .containsExactlyInAnyOrder("to-phones", "to-partners");
        assertThat(picture.path("queues").findValuesAsText("name"))
                .containsExactlyInAnyOrder("for-clients", "for-partners.fifo");
        assertThat(picture.path("subscriptions").findValuesAsText("queue")).containsExactly("for-clients");
    }

    @Test
    void figures_of_an_inbox_take_as_many_calls_for_fifty_clients_as_for_one() throws Exception {
        start();
        IntStream.range(0, 50)
                .forEach(number ->
                        backbone.aws().sqs().createQueue(request -> request.queueName("phones-inbox-" + number)));
        send("phones-inbox-dead-letters");
        backbone.cloud().reset();

        JsonNode now = viewer.now();

        assertThat(Viewer.entry(now.path("inboxes"), "name", "phones")
                        .path("clients")
                        .asInt())
                .isEqualTo(50);
        assertThat(Viewer.entry(now.path("inboxes"), "name", "doors")
                        .path("clients")
                        .asInt())
                .isEqualTo(2);
        assertThat(Viewer.entry(now.path("queues"), "name", "phones-inbox-dead-letters")
                        .path("deadLetters")
                        .asInt())
                .isEqualTo(1);
        assertThat(now.path("queues").findValuesAsText("name")).doesNotContain("doors-inbox-front");
        // Two queues with their dead-letter queues, and two queues for dead letters of inboxes; one list for each
        // inbox.
        assertThat(backbone.cloud().sqs().count("GetQueueAttributes")).isLessThanOrEqualTo(6);
        assertThat(backbone.cloud().sqs().count("ListQueues")).isEqualTo(2);

        // Figures of queues are refreshed every 2 s here, counts of clients a sixth as often.
        await().during(Duration.ofSeconds(5))
                .atMost(Duration.ofSeconds(9))
                .until(() ->
                        viewer.now().has("inboxes") && backbone.cloud().sqs().count("ListQueues") == 2);
        assertThat(now.at("/looking/requestsAnHour").asInt()).isGreaterThanOrEqualTo(2 * 300);
    }

    @Test
    void without_permission_to_list_queues_the_number_of_clients_is_unknown() throws Exception {
        start();
        backbone.cloud().sqs().faults().on("ListQueues").refuse(403, "AccessDenied");

        JsonNode inbox = Viewer.entry(viewer.now().path("inboxes"), "name", "phones");

        assertThat(inbox.has("clients")).isFalse();
        assertThat(inbox.path("connected").asInt()).isZero();
    }

    private void send(String queue) {
        String url = backbone.aws()
                .sqs()
                .getQueueUrl(request -> request.queueName(queue))
                .queueUrl();
        backbone.aws().sqs().sendMessage(request -> request.queueUrl(url).messageBody("{}"));
    }

    private void start() {
        backbone = Backbone.of(ROUTES)
                .before(aws -> aws.sqs()
                        .createQueue(request -> request.queueName("for-partners.fifo")
                                .attributesWithStrings(Map.of("FifoQueue", "true"))))
                .property("dead-letters.token", Viewer.TOKEN)
                .start();
        viewer = new Viewer(backbone);
        await().ignoreException(QueueDoesNotExistException.class)
                .until(() -> backbone.aws()
                        .sqs()
                        .getQueueUrl(request -> request.queueName("phones-inbox-dead-letters"))
                        .queueUrl()
                        .endsWith("letters"));
    }
}
