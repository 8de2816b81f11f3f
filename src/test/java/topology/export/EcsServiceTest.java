package topology.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static testing.FreePort.freePort;
import static topology.export.ResourceSchemas.mistakes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import testing.Backbone;
import testing.Written;

/** The service that runs the application on AWS. */
class EcsServiceTest {
    private static final JsonMapper JSON = new JsonMapper();

    private static final String ROUTES = """
            camel.main.name = shop
            camel.route-template[publish].template-id  = publish
            camel.route-template[publish].from         = platform-http:/events/orders
            camel.route-template[publish].topic        = orders
            camel.route-template[publish].type         = OrderPlaced
            camel.route-template[orders].template-id   = fan-out
            camel.route-template[orders].topic         = orders
            camel.route-template[orders].queue         = billing
            camel.route-template[billing].template-id  = polling-consumer
            camel.route-template[billing].queue        = billing
            camel.route-template[billing].handler      = log:billed
            camel.route-template[billing].concurrency  = 7
            camel.route-template[keeper].template-id   = fifo-consumer
            camel.route-template[keeper].queue         = history.fifo
            camel.route-template[keeper].handler       = log:kept
            camel.route-template[theirs].template-id   = polling-consumer
            camel.route-template[theirs].queue         = arn:aws:sqs:us-east-1:999999999999:stock
            camel.route-template[theirs].handler       = log:stock
            """;

    private static final String SECRET = "arn:aws:secretsmanager:us-east-1:123456789012:secret:caravan-a1b2c3";

    @Test
    void a_service_conforms_to_the_schemas_and_refers_only_to_existing_resources() {
        JsonNode template = template(ROUTES, List.of(SECRET));

        assertThat(mistakes(template)).isEmpty();
        Set<String> known = new HashSet<>(Set.of("AWS::NoValue"));
        template.path("Resources").fieldNames().forEachRemaining(known::add);
        template.path("Parameters").fieldNames().forEachRemaining(known::add);
        assertThat(template.findValues("Ref")).extracting(JsonNode::asText).isSubsetOf(known);
        assertThat(template.findValues("Fn::GetAtt"))
                .extracting(reference -> reference.get(0).asText())
                .isSubsetOf(known);
        assertThat(template.at("/Resources/Service/Properties/LoadBalancers/Fn::If/0")
                        .asText())
                .isEqualTo("Balanced");
        assertThat(template.at("/Conditions/Balanced").isMissingNode()).isFalse();
    }

    @Test
    void a_service_starts_after_every_resource_it_uses() {
        JsonNode template = template(ROUTES, List.of());

        Set<String> before = new HashSet<>();
        template.at("/Resources/Service/DependsOn").forEach(one -> before.add(one.asText()));
        assertThat(template.path("Resources").properties())
                .filteredOn(
                        resource -> resource.getValue().path("Type").asText().matches("AWS::(SNS|SQS|DynamoDB)::.*"))
                .isNotEmpty()
                .allSatisfy(resource -> assertThat(before).contains(resource.getKey()));
    }

    @Test
    void its_tasks_are_allowed_the_calls_of_the_routes_and_to_read_the_secrets() {
        JsonNode policies = template(ROUTES, List.of(SECRET)).at("/Resources/TaskRole/Properties/Policies");

        assertThat(policies.findValuesAsText("PolicyName")).containsExactly("routes", "secrets");
        assertThat(policies.get(0).toString())
                .contains("sqs:ReceiveMessage", "sns:Publish", ":${AWS::AccountId}:billing\"")
                .doesNotContain("sqs:DeleteQueue", "<<", "secretsmanager");
        assertThat(policies.get(1).toString()).contains("secretsmanager:GetSecretValue", SECRET);
        assertThat(template(ROUTES, List.of())
                        .at("/Resources/TaskRole/Properties/Policies")
                        .findValuesAsText("PolicyName"))
                .containsExactly("routes");
    }

    @Test
    void it_scales_by_the_waiting_messages_for_each_handler_of_its_own_queues() {
        JsonNode template = template(ROUTES, List.of());

        List<JsonNode> policies = template.path("Resources")
                .valueStream()
                .filter(resource -> resource.path("Type").asText().equals("AWS::ApplicationAutoScaling::ScalingPolicy"))
                .map(resource -> resource.path("Properties"))
                .toList();
        assertThat(policies)
                .extracting(policy -> policy.path("PolicyName").asText() + " "
                        + policy.at("/TargetTrackingScalingPolicyConfiguration/TargetValue")
                                .asInt())
                .containsExactly("billing 70", "history.fifo 100");
    }

    @Test
    void it_scales_by_the_events_of_whole_batches() {
        JsonNode template = template(ROUTES + "camel.route-template[billing].batch = 10\n", List.of());

        assertThat(template.at("/Resources"))
                .extracting(resource -> resource.at("/Properties/PolicyName").asText() + " "
                        + resource.at("/Properties/TargetTrackingScalingPolicyConfiguration/TargetValue")
                                .asInt())
                .contains("billing 700", "history.fifo 100");
    }

    @Test
    void without_http_a_service_has_no_http_port_and_no_load_balancer() {
        JsonNode template = template(ROUTES.replace("platform-http:/events/orders", "timer:orders"), List.of());

        assertThat(mistakes(template)).isEmpty();
        assertThat(template.path("Parameters").has("TargetGroup")).isFalse();
        assertThat(template.has("Conditions")).isFalse();
        assertThat(template.at("/Resources/Task/Properties/ContainerDefinitions/0/PortMappings"))
                .extracting(mapping -> mapping.path("ContainerPort").asInt())
                .containsExactly(9876);
    }

    @Test
    void clients_of_an_inbox_connect_over_http_too() {
        JsonNode template = template("""
                camel.route-template[app].template-id = inbox
                camel.route-template[app].inbox       = app
                """, List.of());

        assertThat(mistakes(template)).isEmpty();
        assertThat(template.path("Parameters").has("TargetGroup")).isTrue();
        assertThat(template.at("/Resources/Task/Properties/ContainerDefinitions/0/PortMappings"))
                .extracting(mapping -> mapping.path("ContainerPort").asInt())
                .containsExactly(8080, 9876);
    }

    @Test
    void a_stage_is_passed_to_the_tasks_as_an_environment_variable() throws Exception {
        JsonNode template = JSON.readTree(new CloudFormation(
                        Written.topology(ROUTES.replace("= orders", "= orders-" + CloudFormation.ANY_STAGE)),
                        false,
                        Optional.of("dev"))
                .withService(List.of())
                .json());

        assertThat(mistakes(template)).isEmpty();
        assertThat(template.at("/Resources/Task/Properties/ContainerDefinitions/0/Environment"))
                .anySatisfy(variable -> {
                    assertThat(variable.path("Name").asText()).isEqualTo("CARAVAN_STAGE");
                    assertThat(variable.at("/Value/Ref").asText()).isEqualTo("Stage");
                });
    }

    @Test
    void permissions_that_no_role_can_hold_are_refused_with_their_length() {
        StringBuilder routes = new StringBuilder();
        for (int route = 0; route < 80; route++) {
            routes.append("""
                    camel.route-template[r%1$d].template-id = polling-consumer
                    camel.route-template[r%1$d].queue       = the-queue-with-number-%1$d
                    camel.route-template[r%1$d].handler     = log:handled
                    """.formatted(route));
        }

        assertThatThrownBy(() -> template(routes.toString(), List.of()))
                .isInstanceOf(TooManyPermissionsException.class)
                .hasMessageMatching(".* policies of \\d\\d,\\d{3} characters, and IAM allows 10,240; .*");
    }

    @Test
    void the_health_check_passes_while_a_route_waits_and_fails_when_no_process_listens() throws Exception {
        List<String> command = template(ROUTES, List.of())
                .at("/Resources/Task/Properties/ContainerDefinitions/0/HealthCheck/Command")
                .valueStream()
                .skip(1)
                .map(JsonNode::asText)
                .toList();
        assertThat(command).hasSize(3);

        Backbone waiting = Backbone.of(ROUTES.substring(0, ROUTES.indexOf("camel.route-template[billing]")));
        // The port is chosen after the AWS of the test has taken its ports.
        int port = freePort();
        waiting.property("camel.management.enabled", "true").property("listen.management", String.valueOf(port));
        List<String> check = command.stream()
                .map(word -> word.replace("9876", String.valueOf(port)))
                .toList();
        assertThat(exit(check)).isNotZero();
        try (Backbone backbone = waiting) {
            backbone.cloud().sns().faults().on("Subscribe").refuse(403, "AuthorizationError");
            backbone.start();

            // Otherwise ECS would end the task again and again.
            await().untilAsserted(() -> assertThat(exit(check)).isZero());
        }
        assertThat(exit(check)).isNotZero();
    }

    private static int exit(List<String> command) throws Exception {
        Process process = new ProcessBuilder(command).start();
        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    private static JsonNode template(String routes, List<String> secrets) {
        try {
            return JSON.readTree(new CloudFormation(Written.topology(routes), false)
                    .withService(secrets)
                    .json());
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
