package routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import aws.AwsClients;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import commands.Caravan;
import commands.Installation;
import commands.OperatorSettings;
import configuration.PropertiesReader;
import console.Operators;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import local.ProxiedCloud;
import local.faults.AwsProxy;
import local.faults.Call;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.util.StringHelper;
import org.junit.jupiter.api.Test;
import testing.Backbone;
import testing.Written;
import topology.Account;
import topology.Topology;
import topology.export.IamPolicies;

/** The exported policy allows every call that the application makes, and hardly any other call. */
class PermissionsTest {
    private static final Account LOCAL = new Account("us-east-1", "000000000000");
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String ROUTES = """
            camel.main.name = shop
            camel.route-template[in].template-id      = publish
            camel.route-template[in].from             = direct:in
            camel.route-template[in].topic            = orders
            camel.route-template[orders].template-id  = fan-out
            camel.route-template[orders].topic        = orders
            camel.route-template[orders].queue        = billing
            camel.route-template[orders].tags         = team=billing
            camel.route-template[billing].template-id = polling-consumer
            camel.route-template[billing].queue       = billing
            camel.route-template[billing].handler     = direct:charge
            camel.route-template[billing].maxAttempts = 2
            camel.route-template[billing].backoff     = 1s
            camel.route-template[billing].visibilityTimeout = 2s
            camel.route-template[steps].template-id   = publish
            camel.route-template[steps].from          = direct:steps
            camel.route-template[steps].topic         = steps.fifo
            camel.route-template[steps].group         = one
            camel.route-template[history-of-steps].template-id = fan-out
            camel.route-template[history-of-steps].topic       = steps.fifo
            camel.route-template[history-of-steps].queue       = history.fifo
            camel.route-template[keeper].template-id = fifo-consumer
            camel.route-template[keeper].queue       = history.fifo
            camel.route-template[keeper].handler     = direct:fail
            camel.route-template[keeper].maxAttempts = 1
            camel.route-template[keeper].onFailure   = park
            camel.route-template[billing-letters].template-id = dead-letter
            camel.route-template[billing-letters].queue       = billing
            camel.route-template[billing-letters].period      = 1s
            camel.route-template[web].template-id    = push-consumer
            camel.route-template[web].path           = /sns/orders
            camel.route-template[web].topic          = orders
            camel.route-template[web].handler        = direct:web
            camel.route-template[alarms].template-id = topic
            camel.route-template[alarms].topic       = alarms
            camel.route-template[alarms].displayName = Alarms
            camel.route-template[alarms].publishers  = cloudwatch, events
            camel.route-template[alarms].tags        = team=shop
            camel.route-template[alarms].dataProtectionPolicy = {"Name":"a","Version":"2021-06-01","Statement":[{}]}
            camel.route-template[alarms].feedback    = [{"Protocol":"sqs","FailureFeedbackRoleArn":"arn:aws:iam::000000000000:role/logs"}]
            camel.route-template[uploads].template-id = queue
            camel.route-template[uploads].queue       = uploads
            camel.route-template[uploads].deadLetters = none
            camel.route-template[uploads].senders     = s3
            """;

    /** An action as IAM names it, and its resource. */
    private record Asked(String action, String resource) {}

    @Test
    void an_application_makes_only_calls_that_its_policy_allows() throws Exception {
        try (Backbone backbone = running()) {
            use(backbone);

            Map<String, String> policies = new IamPolicies(Written.topology(ROUTES, new Handlers()), LOCAL).all();
            assertThat(asked(backbone.cloud()))
                    .contains(
                            new Asked("sqs:SendMessage", "arn:aws:sqs:us-east-1:000000000000:billing-dead-letters"),
                            new Asked("sns:Publish", "arn:aws:sns:us-east-1:000000000000:steps.fifo"),
                            new Asked(
                                    "dynamodb:UpdateItem",
                                    "arn:aws:dynamodb:us-east-1:000000000000:table/caravan-ledger"))
                    .allSatisfy(call -> assertThat(allows(policies.get("application"), call))
                            .as(call.toString())
                            .isTrue());
        }
    }

    @Test
    void a_process_with_one_route_makes_only_calls_that_the_policy_of_that_route_allows() {
        try (Backbone backbone = Backbone.of(ROUTES)) {
            run(backbone, Written.topology(ROUTES, new Handlers()), "apply", "--yes");

            assertAllowed(backbone, "in", "publisher-in", "direct:in", "bad");
            assertAllowed(backbone, "billing", "consumer-billing", null, null);
            assertAllowed(backbone, "steps", "publisher-steps", "direct:steps", "first");
            assertAllowed(backbone, "keeper", "consumer-keeper", null, null);
        }
    }

    private static void assertAllowed(Backbone backbone, String route, String whom, String to, String body) {
        String policy = new IamPolicies(Written.topology(ROUTES, new Handlers()), LOCAL)
                .all()
                .get(whom);
        String alone = ROUTES.lines()
                .filter(line -> line.contains("[" + route + "]"))
                .reduce("caravan.topology = off", (one, other) -> one + "\n" + other);
        backbone.cloud().reset();
        try (Backbone process = Backbone.beside(backbone, alone)
                .property("metrics.backlog", "1s")
                .routes(new Handlers())
                .start()) {
            if (to == null) {
                await().atMost(PATIENCE)
                        .until(() -> backbone.cloud().sqs().count("DeleteMessageBatch") > 0
                                && backbone.cloud().sqs().calls("GetQueueAttributes").stream()
                                        .anyMatch(call -> call.body()
                                                .path("QueueUrl")
                                                .asText()
                                                .contains("dead-letters")));
            } else {
                await().until(() -> process.context()
                        .getRouteController()
                        .getRouteStatus(route)
                        .isStarted());
                process.context().createProducerTemplate().sendBody(to, body);
            }
        }
        assertThat(asked(backbone.cloud()))
                .isNotEmpty()
                .allSatisfy(call ->
                        assertThat(allows(policy, call)).as(call.toString()).isTrue());
    }

    @Test
    void an_operator_makes_only_calls_that_the_policy_allows() {
        try (Backbone backbone = Backbone.of(ROUTES)) {
            Topology topology = Written.topology(ROUTES, new Handlers());
            Map<String, String> policies = new IamPolicies(topology, LOCAL).all();

            assertThat(run(backbone, topology, "plan")).isEqualTo(2);
            assertThat(run(backbone, topology, "apply", "--yes")).isZero();
            assertThat(run(backbone, topology, "plan")).isZero();
            assertThat(run(backbone, topology, "doctor")).isZero();

            assertThat(asked(backbone.cloud()))
                    .isNotEmpty()
                    .allSatisfy(call -> assertThat(allows(policies.get("operator"), call))
                            .as(call.toString())
                            .isTrue());
            backbone.cloud().reset();
            assertThat(run(backbone, Written.topology("camel.main.name = shop"), "apply", "--yes", "--prune"))
                    .isZero();
            assertThat(asked(backbone.cloud()))
                    .anySatisfy(call ->
                            assertThat(allows(policies.get("operator"), call)).isFalse())
                    .allSatisfy(call -> assertThat(allows(policies.get("pruner"), call))
                            .as(call.toString())
                            .isTrue());
        }
    }

    @Test
    void operations_on_dead_letters_make_only_calls_that_the_policy_allows() {
        try (Backbone backbone = Backbone.of(ROUTES)) {
            Topology topology = Written.topology(ROUTES, new Handlers());
            run(backbone, topology, "apply", "--yes");
            String billing = letter(backbone, "billing-dead-letters");
            String first = letter(backbone, "history-dead-letters.fifo");
            letter(backbone, "history-dead-letters.fifo");
            backbone.cloud().reset();

            assertThat(run(backbone, topology, "dead-letters", "list")).isZero();
            assertThat(run(backbone, topology, "dead-letters", "list", "billing"))
                    .isZero();
            assertThat(run(backbone, topology, "dead-letters", "show", "billing", billing))
                    .isZero();
            assertThat(run(backbone, topology, "dead-letters", "redrive", "billing", "--all"))
                    .isZero();
            assertThat(run(backbone, topology, "dead-letters", "redrive", "history.fifo", "--id", first))
                    .isZero();
            assertThat(run(
                            backbone,
                            topology,
                            "dead-letters",
                            "discard",
                            "history.fifo",
                            "--all",
                            "--confirm",
                            "history.fifo"))
                    .isZero();
            assertThat(run(backbone, topology, "dead-letters", "audit", "billing"))
                    .isZero();
            run(backbone, topology, "release", "one", "--queue", "history.fifo");

            String policy = new IamPolicies(topology, LOCAL).all().get("dead-letters");
            assertThat(asked(backbone.cloud()))
                    .contains(new Asked("sqs:DeleteMessage", "arn:aws:sqs:us-east-1:000000000000:billing-dead-letters"))
                    .allSatisfy(call ->
                            assertThat(allows(policy, call)).as(call.toString()).isTrue());
        }
    }

    /** Puts a letter into a dead-letter queue, as SNS does, and returns its id. */
    private static String letter(Backbone backbone, String queue) {
        String url = backbone.aws().sqs().getQueueUrl(r -> r.queueName(queue)).queueUrl();
        return backbone.aws()
                .sqs()
                .sendMessage(r -> {
                    r.queueUrl(url).messageBody("lost");
                    if (queue.endsWith(".fifo")) {
                        r.messageGroupId("one")
                                .messageDeduplicationId(UUID.randomUUID().toString());
                    }
                })
                .messageId();
    }

    @Test
    void a_call_beyond_a_policy_is_detected() {
        String policy = new IamPolicies(Written.topology(ROUTES, new Handlers()), LOCAL)
                .all()
                .get("consumer-billing");

        assertThat(allows(policy, new Asked("sqs:ReceiveMessage", "arn:aws:sqs:us-east-1:000000000000:billing")))
                .isTrue();
        assertThat(allows(policy, new Asked("sqs:ReceiveMessage", "arn:aws:sqs:us-east-1:000000000000:history.fifo")))
                .isFalse();
        assertThat(allows(policy, new Asked("sqs:PurgeQueue", "arn:aws:sqs:us-east-1:000000000000:billing")))
                .isFalse();
        assertThat(allows(policy, new Asked("sqs:SendMessage", "arn:aws:sqs:us-east-1:000000000000:billing")))
                .isFalse();
    }

    @Test
    void routing_to_client_queues_and_creating_and_deleting_them_stay_within_their_policies() throws Exception {
        String routes = """
                camel.main.name = shop
                camel.route-template[phones].template-id = inbox
                camel.route-template[phones].path = /of-phones/{client}
                camel.route-template[phones].secret = a secret of 32 characters or more
                camel.route-template[phones].inbox       = app
                camel.route-template[jobs].template-id   = queue
                camel.route-template[jobs].queue         = jobs
                camel.route-template[router].template-id = inbox-router
                camel.route-template[router].queue       = jobs
                camel.route-template[router].inbox       = app
                camel.route-template[router].clients     = 17
                """;
        Map<String, String> policies = new IamPolicies(Written.topology(routes), LOCAL).all();
        try (Backbone backbone =
                Backbone.of(routes).bind("operators", Operators.everybody()).start()) {
            await().until(() -> backbone.context()
                    .getRouteController()
                    .getRouteStatus("inbox-queues")
                    .isStarted());
            backbone.cloud().reset();
            HttpClient client = HttpClient.newHttpClient();
            URI inboxes = URI.create(backbone.http() + "/caravan/inboxes");
            HttpRequest.Builder made = HttpRequest.newBuilder(inboxes)
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString("{\"inbox\":\"app\",\"client\":\"17\"}"));
            client.send(made.build(), HttpResponse.BodyHandlers.discarding());
            client.send(HttpRequest.newBuilder(inboxes).build(), HttpResponse.BodyHandlers.discarding());
            client.send(
                    HttpRequest.newBuilder(URI.create(inboxes + "/app/17"))
                            .DELETE()
                            .build(),
                    HttpResponse.BodyHandlers.discarding());
            Set<Asked> ofOperator = asked(backbone.cloud());
            client.send(made.build(), HttpResponse.BodyHandlers.discarding());
            backbone.cloud().reset();
            String url = backbone.aws().sqs().listQueues().queueUrls().stream()
                    .filter(one -> one.endsWith("/jobs"))
                    .findFirst()
                    .orElseThrow();
            backbone.aws().sqs().sendMessage(request -> request.queueUrl(url).messageBody("an event"));
            await().until(() -> backbone.cloud().sqs().count("DeleteMessageBatch") > 0);

            assertThat(ofOperator)
                    .filteredOn(call ->
                            call.resource().contains("inbox") || call.action().equals("sqs:ListQueues"))
                    .extracting(Asked::action)
                    .contains("sqs:CreateQueue", "sqs:DeleteQueue", "sqs:ListQueues");
            assertThat(ofOperator)
                    .filteredOn(call ->
                            call.resource().contains("inbox") || call.action().equals("sqs:ListQueues"))
                    .allSatisfy(call -> assertThat(allows(policies.get("inboxes"), call))
                            .as(call.toString())
                            .isTrue());
            assertThat(asked(backbone.cloud()))
                    .contains(new Asked("sqs:SendMessage", "arn:aws:sqs:us-east-1:000000000000:app-inbox-17"))
                    .filteredOn(call -> call.resource().contains("inbox"))
                    .allSatisfy(call -> assertThat(allows(policies.get("consumer-router"), call))
                            .as(call.toString())
                            .isTrue());
            assertThat(allows(
                            policies.get("inbox-phones"),
                            new Asked("sqs:ReceiveMessage", "arn:aws:sqs:us-east-1:000000000000:app-inbox-17")))
                    .isTrue();
            assertThat(allows(
                            policies.get("inbox-phones"),
                            new Asked("sqs:ReceiveMessage", "arn:aws:sqs:us-east-1:000000000000:other-inbox-17")))
                    .isFalse();
        }
    }

    @Test
    void a_policy_allows_only_calls_that_the_application_makes() throws Exception {
        try (Backbone backbone = running()) {
            use(backbone);
            Set<String> asked = new TreeSet<>();
            asked(backbone.cloud()).forEach(call -> asked.add(call.action()));

            Set<String> allowed = new TreeSet<>();
            policy(new IamPolicies(Written.topology(ROUTES, new Handlers()), LOCAL)
                            .all()
                            .get("application"))
                    .path("Statement")
                    .forEach(statement ->
                            several(statement.path("Action")).forEach(action -> allowed.add(action.asText())));
            allowed.removeAll(asked);

            // Rights to change existing resources, to tag at the creation, and to release a group. This run had no
            // reason to use them.
            assertThat(allowed)
                    .containsExactlyInAnyOrder(
                            "dynamodb:DeleteItem",
                            "iam:PassRole",
                            "sns:GetDataProtectionPolicy",
                            "sns:GetSubscriptionAttributes",
                            "sns:ListSubscriptionsByTopic",
                            "sns:ListTagsForResource",
                            "sns:SetSubscriptionAttributes",
                            "sns:TagResource",
                            "sqs:ListQueueTags",
                            "sqs:TagQueue");
        }
    }

    private static Backbone running() {
        Backbone backbone = Backbone.of(ROUTES).routes(new Handlers());
        return backbone.property("sns.local", backbone.cloud().snsItself().toString())
                .bind("operators", Operators.everybody())
                .start();
    }

    /** Uses the application: it publishes, handles, fails, gives up, parks, renews, and looks up an event. */
    private static void use(Backbone backbone) throws Exception {
        var template = backbone.context().createProducerTemplate();
        await().atMost(PATIENCE)
                .until(() -> backbone.context().getRoutes().stream()
                        .allMatch(route -> backbone.context()
                                .getRouteController()
                                .getRouteStatus(route.getId())
                                .isStarted()));
        String topic = "arn:aws:sns:us-east-1:000000000000:orders";
        backbone.aws()
                .sns()
                .subscribe(r -> r.topicArn(topic).protocol("http").endpoint(backbone.http() + "/sns/orders"));
        await().until(() -> backbone.cloud().sns().count("ConfirmSubscription") > 0);
        template.sendBody("direct:in", "good");
        template.sendBody("direct:in", "slow");
        template.sendBody("direct:in", "bad");
        template.sendBody("direct:steps", "first");
        await().atMost(PATIENCE).until(() -> backbone.cloud().sqs().count("SendMessage") >= 2);
        template.sendBody("direct:steps", "second");
        await().atMost(PATIENCE).until(() -> backbone.cloud().sqs().count("SendMessage") >= 3);
        await().atMost(PATIENCE).until(() -> backbone.cloud().sqs().count("DeleteMessageBatch") >= 2);
        await().atMost(PATIENCE).until(() -> backbone.cloud().dynamoDb().count("BatchGetItem") > 0);
        await().atMost(PATIENCE).until(() -> backbone.cloud().dynamoDb().count("BatchWriteItem") > 0);
        HttpResponse<String> history = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(backbone.http() + "/caravan/events/4711"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(history.statusCode()).isEqualTo(404);
    }

    private static int run(Backbone backbone, Topology topology, String... arguments) {
        ProxiedCloud cloud = backbone.cloud();
        return Caravan.run(
                        arguments,
                        new Installation(
                                () -> AwsClients.of(
                                        cloud.sqs().endpoint(),
                                        cloud.sns().endpoint(),
                                        cloud.dynamoDb().endpoint()),
                                () -> topology,
                                () -> PropertiesReader.read(ApplicationParts.settings(), OperatorSettings::of)),
                        InputStream.nullInputStream(),
                        new PrintWriter(new StringWriter()),
                        new PrintWriter(new StringWriter()))
                .number();
    }

    private static Set<Asked> asked(ProxiedCloud cloud) {
        Set<Asked> asked = new java.util.LinkedHashSet<>();
        asked(cloud.sqs(), "sqs").forEach(asked::add);
        asked(cloud.sns(), "sns").forEach(asked::add);
        asked(cloud.dynamoDb(), "dynamodb").forEach(asked::add);
        return asked;
    }

    private static Stream<Asked> asked(AwsProxy proxy, String service) {
        return proxy.calls().stream()
                .flatMap(call -> call.action().equals("BatchExecuteStatement")
                        ? statements(call)
                        : Stream.of(new Asked(service + ":" + action(call), resource(service, call.body()))));
    }

    /** The actions of a batch of statements: IAM allows statements by their effect. */
    private static Stream<Asked> statements(Call batch) {
        return batch.body()
                .path("Statements")
                .valueStream()
                .map(statement -> statement.path("Statement").asText())
                .map(statement -> new Asked(
                        "dynamodb:PartiQL"
                                + Map.of("INSERT", "Insert", "UPDATE", "Update").get(statement.substring(0, 6)),
                        "arn:aws:dynamodb:us-east-1:000000000000:table/"
                                + StringHelper.between(statement, "\"", "\"")));
    }

    /** The action of a call: IAM has no actions for batches of SQS and SNS. */
    private static String action(Call call) {
        return call.action().replaceAll("^(SendMessage|DeleteMessage|ChangeMessageVisibility|Publish)Batch$", "$1");
    }

    private static String resource(String service, JsonNode body) {
        String arn = "arn:aws:%s:us-east-1:000000000000:".formatted(service);
        if (body.has("QueueUrl")) {
            String url = body.path("QueueUrl").asText();
            return arn + url.substring(url.lastIndexOf('/') + 1);
        }
        for (String name : new String[] {"QueueName", "Name"}) {
            if (body.has(name)) {
                return arn + body.path(name).asText();
            }
        }
        if (body.has("RequestItems")) {
            return arn + "table/" + body.path("RequestItems").fieldNames().next();
        }
        for (String name : new String[] {"TopicArn", "ResourceArn", "SourceArn"}) {
            if (body.has(name)) {
                return body.path(name).asText();
            }
        }
        return body.has("TableName") ? arn + "table/" + body.path("TableName").asText() : "*";
    }

    private static boolean allows(String policy, Asked call) {
        return StreamSupport.stream(policy(policy).path("Statement").spliterator(), false)
                .anyMatch(statement -> has(statement.path("Action"), call.action())
                        && has(statement.path("Resource"), call.resource()));
    }

    private static boolean has(JsonNode patterns, String value) {
        return several(patterns)
                .map(JsonNode::asText)
                .anyMatch(pattern -> pattern.endsWith("*")
                        ? value.startsWith(pattern.substring(0, pattern.length() - 1))
                        : pattern.equals(value));
    }

    /** The values of a policy's field. A policy has a single value without a list around it. */
    private static Stream<JsonNode> several(JsonNode values) {
        return values.isTextual() ? Stream.of(values) : values.valueStream();
    }

    private static JsonNode policy(String json) {
        try {
            return new JsonMapper().readTree(json);
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static final class Handlers extends RouteBuilder {
        @Override
        public void configure() {
            errorHandler(noErrorHandler());
            from("direct:charge")
                    .choice()
                    .when(body().isEqualTo("bad"))
                    .throwException(new IllegalStateException("bad"))
                    .when(body().isEqualTo("slow"))
                    .delay(3_000)
                    .endChoice();
            from("direct:web").log("${body}");
            from("direct:fail").throwException(new IllegalStateException("it fails"));
        }
    }
}
