package event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import local.http.HttpAnswer;
import local.http.LoopbackServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import testing.Backbone;

class ForwardedAttributesTest {
    @ParameterizedTest
    @ValueSource(strings = {"X-Tenant", "X-Tenant, region", " a ,b", "priority_1", "To"})
    void attributes_that_a_route_may_forward_are_accepted(String names) {
        assertThat(ForwardedAttributes.rule().objection(names)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ",",
                "X-Tenant,",
                "X-Tenant region",
                "X-Tenant: 7",
                "a.b",
                "Größe",
                "Authorization",
                "authorization",
                "X-Tenant, AUTHORIZATION",
                "Proxy-Authorization",
                "Cookie",
                "Set-Cookie",
                "Host",
                "Content-Length",
                "Content-Type",
                "Content-Encoding",
                "Transfer-Encoding",
                "Connection",
                "Upgrade",
                "Expect",
                "TE",
                "X-Forwarded-For",
                "Forwarded",
                "Origin",
                "Sec-Fetch-Site",
                "CamelHttpUri",
                "camelHttpUri",
                "ce-id",
                "CE-Source"
            })
    void attributes_that_a_route_may_not_forward_are_refused(String names) {
        assertThat(ForwardedAttributes.rule().objection(names)).isPresent();
    }

    @Test
    void a_service_gets_only_the_attributes_that_the_route_names() throws Exception {
        Queue<Map<String, String>> requests = new ConcurrentLinkedQueue<>();
        try (LoopbackServer service = LoopbackServer.start("service", 0, call -> {
                    requests.add(Map.of(
                            "tenant", String.valueOf(call.headers().get("X-Tenant")),
                            "size", String.valueOf(call.headers().get("size")),
                            "picture", String.valueOf(call.headers().get("picture")),
                            "absent", String.valueOf(call.headers().get("absent")),
                            "other", String.valueOf(call.headers().get("X-Other")),
                            "authorization", String.valueOf(call.headers().get("Authorization"))));
                    return HttpAnswer.of(200, "text/plain", "");
                });
                Backbone backbone = Backbone.of("""
                                camel.route-template[billing].template-id = polling-consumer
                                camel.route-template[billing].queue       = billing
                                camel.route-template[billing].forward     = X-Tenant, size, picture, absent
                                camel.route-template[billing].handler     = %s/bill
                                """.formatted(service.endpoint()))
                        .before(aws -> aws.sqs().createQueue(queue -> queue.queueName("billing")))
                        .start()) {
            String queue = backbone.aws()
                    .sqs()
                    .getQueueUrl(request -> request.queueName("billing"))
                    .queueUrl();

            backbone.aws()
                    .sqs()
                    .sendMessage(request -> request.queueUrl(queue)
                            .messageBody("x")
                            .messageAttributes(Map.of(
                                    "X-Tenant", text("7"),
                                    "size", text("Größe\t"),
                                    "X-Other", text("8"),
                                    "Authorization", text("Basic c3RyYW5nZXI="),
                                    "picture",
                                            MessageAttributeValue.builder()
                                                    .dataType("Binary")
                                                    .binaryValue(SdkBytes.fromUtf8String("x"))
                                                    .build())));

            await().until(() -> !requests.isEmpty());
            assertThat(requests.peek())
                    .isEqualTo(Map.of(
                            "tenant", "7",
                            "size", "Gr%C3%B6%C3%9Fe%09",
                            "picture", "null",
                            "absent", "null",
                            "other", "null",
                            "authorization", "null"));
        }
    }

    private static MessageAttributeValue text(String value) {
        return MessageAttributeValue.builder()
                .dataType("String")
                .stringValue(value)
                .build();
    }
}
