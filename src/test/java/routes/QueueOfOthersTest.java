package routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import testing.Backbone;
import testing.Written;
import topology.Account;
import topology.Topology;
import topology.export.IamPolicies;
import topology.provisioning.Plan;
import topology.provisioning.Provisioning;

/** A consumer of a queue of another account, given by its ARN or its URL. */
class QueueOfOthersTest {
    private static final String ARN = "arn:aws:sqs:us-east-1:000000000000:jobs";

    @ParameterizedTest
    @ValueSource(strings = {ARN, "https://sqs.us-east-1.amazonaws.com/000000000000/jobs"})
    void a_queue_of_another_account_is_looked_up_by_that_account_and_consumed(String queue) {
        List<String> handled = new CopyOnWriteArrayList<>();

        try (Backbone backbone = Backbone.of(route(queue))
                .routes(new RouteBuilder() {
                    @Override
                    public void configure() {
                        from("direct:work")
                                .process(exchange ->
                                        handled.add(exchange.getMessage().getBody(String.class)));
                    }
                })
                .before(aws -> aws.sqs().createQueue(request -> request.queueName("jobs")))
                .start()) {
            String url = backbone.aws()
                    .sqs()
                    .getQueueUrl(request -> request.queueName("jobs"))
                    .queueUrl();
            backbone.aws().sqs().sendMessage(request -> request.queueUrl(url).messageBody("it"));

            await().untilAsserted(() -> assertThat(handled).containsExactly("it"));
            await().untilAsserted(() -> assertThat(backbone.cloud().sqs().count("DeleteMessageBatch"))
                    .isPositive());
            assertThat(backbone.cloud().sqs().calls("GetQueueUrl")).anySatisfy(call -> {
                assertThat(call.body().path("QueueName").asText()).isEqualTo("jobs");
                assertThat(call.body().path("QueueOwnerAWSAccountId").asText()).isEqualTo("000000000000");
            });
        }
    }

    @Test
    void a_queue_of_another_account_is_not_created_and_has_that_account_in_the_policy() {
        Topology topology =
                Written.topology(route("https://sqs.us-east-1.amazonaws.com/999999999999/jobs"), new RouteBuilder() {
                    @Override
                    public void configure() {
                        from("direct:work").log("${body}");
                    }
                });

        assertThat(topology.queues()).isEmpty();
        assertThat(new IamPolicies(topology, new Account("us-east-1", "000000000000"))
                        .all()
                        .get("consumer-work"))
                .contains("\"arn:aws:sqs:us-east-1:999999999999:jobs\"")
                .doesNotContain("000000000000:jobs");
    }

    @Test
    void a_queue_of_another_account_that_denies_access_is_awaited() {
        try (Backbone backbone = Backbone.of(route(ARN))) {
            backbone.cloud().sqs().faults().on("GetQueueUrl").refuse(403, "AccessDenied");

            Plan plan = new Provisioning(
                            backbone.aws().sqs(),
                            backbone.aws().sns(),
                            backbone.aws().dynamoDb())
                    .plan(Written.topology(route(ARN), new RouteBuilder() {
                        @Override
                        public void configure() {
                            from("direct:work").log("${body}");
                        }
                    }));

            assertThat(plan.toString())
                    .contains("wait    queue         " + ARN, "until SQS answers for it: AccessDenied");
        }
    }

    private static String route(String queue) {
        return """
                camel.route-template[work].template-id = polling-consumer
                camel.route-template[work].queue       = %s
                camel.route-template[work].handler     = direct:work
                """.formatted(queue);
    }
}
