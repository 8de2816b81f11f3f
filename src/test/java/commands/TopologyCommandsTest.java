package commands;

import static org.assertj.core.api.Assertions.assertThat;

import aws.AwsClients;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import local.LocalCloud;
import local.ProxiedCloud;
import local.faults.Call;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.sns.model.Topic;
import testing.Written;

/** {@code plan} and {@code apply}, as a person or a pipeline runs them, on an AWS that starts empty. */
class TopologyCommandsTest {
    private static final String ORDERS = """
            camel.main.name = shop
            camel.route-template[orders].template-id = fan-out
            camel.route-template[orders].topic       = orders
            camel.route-template[orders].queue       = billing
            """;
    private static final String MAIL = """
            camel.main.name = shop
            camel.route-template[mail].template-id = fan-out
            camel.route-template[mail].topic       = orders
            camel.route-template[mail].protocol    = email
            camel.route-template[mail].endpoint    = bills@example.com
            """;

    private final ProxiedCloud cloud = LocalCloud.withProxies();
    private final AwsClients aws = clients();
    private StringWriter out = new StringWriter();
    private StringWriter err = new StringWriter();

    @AfterEach
    void stop() {
        aws.close();
        cloud.close();
    }

    @Test
    void plan_shows_everything_that_is_missing_and_writes_nothing() {
        int code = run(ORDERS + MAIL + """
                camel.route-template[orders].types     = OrderPlaced
                camel.route-template[orders].retention = 7d
                """, "", "plan");

        assertThat(code).isEqualTo(2);
        assertThat(out).hasToString("""
                create  topic         orders
                create  queue         billing-dead-letters
                          retention: 14d
                          policy: lets topic orders send
                create  queue         billing
                          retention: 7d
                          dead letters: billing-dead-letters after 100 receives
                          policy: lets topic orders send
                create  subscription  orders → billing
                          protocol: sqs
                          filter: {"ce_type":["OrderPlaced"]}
                          raw: true
                          dead letters: billing-dead-letters
                create  subscription  orders → bills@example.com
                          protocol: email
                create  table         caravan-ledger
                          time to live: expiry
                6 to create, 0 to change, 0 as written.
                """);
        assertThat(err.toString()).isEmpty();
        assertThat(writes()).isEmpty();
    }

    @Test
    void apply_creates_the_planned_resources_once_and_a_second_apply_writes_nothing() {
        assertThat(run(ORDERS, "", "apply", "--yes")).isZero();
        assertThat(out.toString()).endsWith("Done.\n");
        assertThat(writes())
                .containsExactly(
                        "CreateTopic",
                        "CreateQueue",
                        "SetQueueAttributes",
                        "CreateQueue",
                        "SetQueueAttributes",
                        "Subscribe",
                        "CreateTable",
                        "UpdateTimeToLive");
        cloud.reset();

        assertThat(run(ORDERS, "", "apply", "--yes")).isZero();
        assertThat(run(ORDERS, "", "plan")).isZero();

        assertThat(out.toString()).endsWith("0 to create, 0 to change, 5 as written.\n");
        assertThat(writes()).isEmpty();
    }

    @Test
    void plan_shows_the_old_and_the_new_value_of_a_change() {
        run(ORDERS + "camel.route-template[orders].types = OrderPlaced", "", "apply", "--yes");
        cloud.reset();

        int code = run(ORDERS + """
                camel.route-template[orders].types             = OrderPaid
                camel.route-template[orders].visibilityTimeout = 2m
                """, "", "plan");

        assertThat(code).isEqualTo(2);
        assertThat(out).hasToString("""
                change  queue         billing
                          visibilityTimeout: 30s → 2m
                change  subscription  orders → billing
                          filter: {"ce_type":["OrderPlaced"]} → {"ce_type":["OrderPaid"]}
                0 to create, 2 to change, 3 as written.
                """);
        assertThat(writes()).isEmpty();
    }

    @Test
    void plan_shows_which_subscribers_must_confirm_and_counts_no_change_for_them() {
        run(MAIL, "", "apply", "--yes");

        assertThat(run(MAIL, "", "plan")).isZero();

        assertThat(out).hasToString("""
                wait    subscription  orders → bills@example.com
                          for bills@example.com to confirm
                0 to create, 0 to change, 2 as written, 1 waiting.
                """);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            https | https://orders.example/events | true
            http | http://orders.example/events | true
            email | bills@example.com | true
            email-json | bills@example.com | true
            sms | +14155550100 | false
            application | arn:aws:sns:us-east-1:123456789012:endpoint/GCM/shop/5e3e9847 | false
            lambda | arn:aws:lambda:us-east-1:123456789012:function:bill | false
            sqs | arn:aws:sqs:us-east-1:123456789012:theirs | false
            firehose | arn:aws:firehose:us-east-1:123456789012:deliverystream/lake | false
            """)
    void every_kind_of_subscriber_is_created_once_and_is_pending_if_it_must_confirm(
            String protocol, String endpoint, boolean waits) {
        String routes = """
                camel.route-template[it].template-id = fan-out
                camel.route-template[it].topic       = orders
                camel.route-template[it].protocol    = %s
                camel.route-template[it].endpoint    = %s
                """.formatted(protocol, endpoint);
        if (protocol.equals("firehose")) {
            routes += "camel.route-template[it].role = arn:aws:iam::123456789012:role/lake";
        }

        assertThat(run(routes, "", "apply", "--yes")).isZero();
        cloud.reset();
        assertThat(run(routes, "", "apply", "--yes")).isZero();
        assertThat(run(routes, "", "plan")).isZero();

        assertThat(writes()).isEmpty();
        assertThat(out.toString()).endsWith(waits ? "2 as written, 1 waiting.\n" : "3 as written.\n");
    }

    @Test
    void plan_marks_a_missing_topic_of_others_as_awaited() {
        String theirs = ORDERS.replace("= orders", "= arn:aws:sns:us-east-1:000000000000:theirs");
        run(theirs, "", "apply", "--yes");

        assertThat(run(theirs, "", "plan")).isZero();

        assertThat(out.toString())
                .contains("wait    subscription  theirs → billing")
                .contains("for its owner to create topic arn:aws:sns:us-east-1:000000000000:theirs");
        assertThat(cloud.sns().count("CreateTopic")).isZero();
    }

    @Test
    void plan_marks_a_missing_queue_of_others_as_awaited() {
        String theirs = """
                camel.route-template[jobs].template-id = polling-consumer
                camel.route-template[jobs].queue       = jobs
                camel.route-template[jobs].handler     = log:work
                ledger.create                          = false
                """;

        assertThat(run(theirs, "", "plan")).isZero();
        assertThat(out.toString())
                .contains("wait    queue         jobs\n          for its owner to create it: no route here does\n");

        aws.sqs().createQueue(r -> r.queueName("jobs"));
        assertThat(run(theirs, "", "plan")).isZero();
        assertThat(out.toString()).doesNotContain("jobs").startsWith("wait    table");
    }

    @Test
    void an_unneeded_subscription_without_a_queue_is_shown_and_stays() {
        run(ORDERS + MAIL, "", "apply", "--yes");

        assertThat(run(ORDERS, "", "plan")).isZero();
        assertThat(out.toString()).contains("""
                        leave   subscription  orders → bills@example.com
                                  nothing here needs it; SNS does not say who created it, so delete it yourself if nobody needs it
                        """);
        assertThat(run(ORDERS.replace("shop", "another"), "", "plan")).isZero();
        assertThat(out.toString()).doesNotContain("bills@example.com");
        run(ORDERS, "", "apply", "--yes", "--prune");

        assertThat(aws.sns().listSubscriptions().subscriptions()).hasSize(2);
    }

    @Test
    void the_password_of_an_endpoint_is_neither_shown_nor_counted_as_a_change() {
        String web = """
                camel.route-template[web].template-id = fan-out
                camel.route-template[web].topic       = orders
                camel.route-template[web].protocol    = https
                camel.route-template[web].endpoint    = https://shop:s3cret@orders.example/events?token=s3cret
                camel.main.name = shop
                """;

        assertThat(run(web, "", "apply", "--yes")).isZero();
        assertThat(out.toString()).contains("@orders.example/events").doesNotContain("s3cret");
        assertThat(run(web, "", "plan")).isZero();
        assertThat(out.toString()).contains("wait    subscription").doesNotContain("s3cret");
        assertThat(cloud.sns().calls())
                .filteredOn(call -> call.action().equals("Subscribe"))
                .singleElement()
                .extracting(call -> call.body().path("Endpoint").asText())
                .isEqualTo("https://shop:s3cret@orders.example/events?token=s3cret");
        assertThat(run(web, "", "export", "cloudformation")).isZero();
        assertThat(out.toString()).doesNotContain("s3cret");
        assertThat(run(MAIL, "", "plan")).isEqualTo(2);
        assertThat(out.toString()).contains("nothing here needs it").doesNotContain("s3cret");
    }

    @Test
    void plan_can_be_printed_as_json() throws Exception {
        run(ORDERS, "", "plan", "--json");

        JsonNode plan = new JsonMapper().readTree(out.toString());
        assertThat(plan.path("changes").asBoolean()).isTrue();
        assertThat(plan.path("steps").get(2).path("verb").asText()).isEqualTo("create");
        assertThat(plan.path("steps").get(2).path("name").asText()).isEqualTo("billing");
        assertThat(plan.path("steps").get(2).path("differences").get(0).toString())
                .isEqualTo("{\"attribute\":\"dead letters\",\"from\":null,"
                        + "\"to\":\"billing-dead-letters after 100 receives\"}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "n\n", "yes please\n"})
    void apply_changes_nothing_without_a_confirmation(String answer) {
        assertThat(run(ORDERS, answer, "apply")).isEqualTo(5);

        assertThat(err)
                .hasToString("Apply this in us-east-1 at %s? [y/N] "
                        .formatted(cloud.sqs().endpoint()));
        assertThat(out.toString()).endsWith("Nothing was changed.\n");
        assertThat(writes()).isEmpty();
    }

    @Test
    void apply_makes_the_changes_when_the_answer_is_yes() {
        assertThat(run(ORDERS, "y\n", "apply")).isZero();

        assertThat(cloud.sns().count("Subscribe")).isOne();
    }

    @Test
    void a_resource_that_no_route_needs_is_marked_extra_and_stays_without_prune() {
        run(ORDERS, "", "apply", "--yes");

        assertThat(run(MAIL, "", "plan")).isEqualTo(2);
        assertThat(out.toString())
                .contains("extra   subscription  orders → billing\n")
                .contains("extra   queue         billing\n")
                .contains("extra   queue         billing-dead-letters\n")
                .endsWith("2 as written, 3 extra.\n");
        run(MAIL, "", "apply", "--yes");

        assertThat(queues()).containsExactlyInAnyOrder("billing", "billing-dead-letters");
    }

    @Test
    void plan_does_not_read_the_tags_of_a_topic_of_others() {
        run(ORDERS, "", "apply", "--yes");
        for (int i = 0; i < 150; i++) {
            String name = "theirs-" + i;
            aws.sns().createTopic(r -> r.name(name));
        }
        cloud.reset();

        assertThat(run(MAIL, "", "plan")).isEqualTo(2);

        assertThat(out.toString()).endsWith("2 as written, 3 extra.\n");
        assertThat(cloud.sns().count("ListTopics")).isEqualTo(2);
        assertThat(cloud.sns().count("ListTagsForResource")).isZero();
    }

    @Test
    void prune_deletes_only_resources_that_this_application_has_made() {
        run(ORDERS, "", "apply", "--yes");
        aws.sqs().createQueue(r -> r.queueName("foreign"));
        aws.sns().createTopic(r -> r.name("foreign"));
        cloud.reset();

        assertThat(run("camel.main.name = shop", "", "apply", "--yes", "--prune"))
                .isZero();

        assertThat(writes()).containsExactly("Unsubscribe", "DeleteTopic", "DeleteQueue", "DeleteQueue");
        assertThat(queues()).containsExactly("foreign");
        assertThat(topics()).containsExactly("arn:aws:sns:us-east-1:000000000000:foreign");
    }

    @Test
    void prune_leaves_a_topic_that_others_subscribe_to() {
        run(ORDERS, "", "apply", "--yes");
        aws.sqs().createQueue(r -> r.queueName("foreign"));
        aws.sns()
                .subscribe(r -> r.topicArn(topics().get(0))
                        .protocol("sqs")
                        .endpoint("arn:aws:sqs:us-east-1:000000000000:foreign"));

        assertThat(run("camel.main.name = shop", "", "apply", "--yes", "--prune"))
                .isZero();

        assertThat(out.toString())
                .contains(
                        "leave   topic         orders\n          nothing needs it any more, but others subscribe to it");
        assertThat(queues()).containsExactly("foreign");
        assertThat(aws.sns().listSubscriptions().subscriptions()).hasSize(1);
    }

    @Test
    void prune_without_a_prompt_needs_an_application_name_that_no_other_application_has() {
        String unnamed = "camel.main.name = caravan";
        run(ORDERS + unnamed, "", "apply", "--yes");
        cloud.reset();

        assertThat(run(unnamed, "", "apply", "--yes", "--prune")).isEqualTo(78);

        assertThat(err.toString()).startsWith("camel.main.name = caravan: must be a unique name");
        assertThat(writes()).isEmpty();
        assertThat(run(unnamed, "y\n", "apply", "--prune")).isZero();
        assertThat(queues()).isEmpty();
    }

    @Test
    void prune_keeps_the_resources_of_another_application() {
        run(ORDERS, "", "apply", "--yes");

        run("camel.main.name = another", "", "apply", "--yes", "--prune");

        assertThat(queues()).contains("billing");
    }

    @Test
    void a_queue_that_holds_messages_is_kept_unless_its_name_is_typed() {
        run(ORDERS, "", "apply", "--yes");
        String url = aws.sqs().getQueueUrl(r -> r.queueName("billing")).queueUrl();
        aws.sqs().sendMessage(r -> r.queueUrl(url).messageBody("an order"));

        assertThat(run(MAIL, "", "apply", "--yes", "--prune")).isEqualTo(5);
        assertThat(err)
                .hasToString("kept queue billing: it holds 1 messages; --delete-with-messages=billing deletes it\n");
        assertThat(queues()).containsExactly("billing");
    }

    @Test
    void a_queue_that_holds_messages_is_deleted_when_its_name_is_typed() {
        run(ORDERS, "", "apply", "--yes");
        String url = aws.sqs().getQueueUrl(r -> r.queueName("billing")).queueUrl();
        aws.sqs().sendMessage(r -> r.queueUrl(url).messageBody("an order"));
        // The subscription leads to the queue, so both are deleted together.
        assertThat(run(MAIL, "y\nbiling\n", "apply", "--prune")).isEqualTo(5);
        assertThat(queues()).contains("billing");
        run(ORDERS, "", "apply", "--yes");

        assertThat(run(MAIL, "y\nbilling\n", "apply", "--prune")).isZero();

        assertThat(err.toString()).contains("Queue billing holds 1 messages. Type its name to delete it: ");
        assertThat(queues()).isEmpty();
    }

    @Test
    void a_script_gives_the_queue_name_as_an_option() {
        run(ORDERS, "", "apply", "--yes");
        String url = aws.sqs().getQueueUrl(r -> r.queueName("billing")).queueUrl();
        aws.sqs().sendMessage(r -> r.queueUrl(url).messageBody("an order"));

        assertThat(run(MAIL, "", "apply", "--yes", "--prune", "--delete-with-messages=billing"))
                .isZero();

        assertThat(queues()).isEmpty();
    }

    @Test
    void an_interrupted_apply_continues_where_it_stopped() {
        cloud.sns().faults().on("Subscribe").times(10).refuse(403, "AuthorizationError");

        assertThat(run(ORDERS, "", "apply", "--yes")).isEqualTo(77);
        assertThat(err.toString()).startsWith("AWS refuses sns:Subscribe: ");
        cloud.reset();

        assertThat(run(ORDERS, "", "apply", "--yes")).isZero();
        assertThat(writes()).containsExactly("Subscribe", "CreateTable", "UpdateTimeToLive");
    }

    @Test
    void a_table_with_other_keys_is_shown_and_left_unchanged() {
        aws.dynamoDb()
                .createTable(table -> table.tableName("caravan-ledger")
                        .attributeDefinitions(AttributeDefinition.builder()
                                .attributeName("id")
                                .attributeType("S")
                                .build())
                        .keySchema(KeySchemaElement.builder()
                                .attributeName("id")
                                .keyType("HASH")
                                .build())
                        .billingMode("PAY_PER_REQUEST"));

        run(ORDERS, "", "plan");

        assertThat(out.toString())
                .contains("wait    table         caravan-ledger")
                .contains("for another name or another table: table caravan-ledger has the keys");
    }

    @Test
    void the_exit_code_of_doctor_distinguishes_errors_from_warnings() {
        String warned = MAIL + "camel.component.aws2-sqs.wait-time-seconds = 20";

        assertThat(run(warned, "", "doctor", "--offline")).isZero();
        assertThat(out.toString())
                .startsWith("warning subscription orders → bills@example.com: no-dead-letter-queue")
                .endsWith("0 errors, 1 warnings.\n");
        assertThat(run(warned, "", "doctor", "--offline", "--strict")).isEqualTo(2);
        assertThat(run(ORDERS + "camel.route-template[orders].retention = 14d", "", "doctor"))
                .isEqualTo(2);
        assertThat(run(ORDERS, "", "doctor", "--json")).isZero();
        assertThat(out).hasToString("[ ]\n");
        assertThat(writes()).isEmpty();
    }

    @Test
    void export_needs_no_aws() {
        cloud.close();

        assertThat(run(ORDERS, "", "export", "cloudformation")).isZero();
        assertThat(out.toString()).contains("\"AWS::SNS::Subscription\"");
        assertThat(run(ORDERS, "", "export", "iam", "--account=123456789012", "--region=eu-central-1", "operator"))
                .isZero();
        assertThat(out.toString()).contains("arn:aws:sqs:eu-central-1:123456789012:billing-dead-letters");
        assertThat(run(ORDERS, "", "export", "iam", "--account=123456789012", "--region=eusc-de-east-1", "operator"))
                .isZero();
        assertThat(out.toString()).contains("arn:aws-eusc:sqs:eusc-de-east-1:123456789012:billing-dead-letters");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            export | what to export is missing: cloudformation, iam or keda
            export keda --region=here | --region = here: must be a region such as eu-central-1
            export keda --region=us-east-1 --most=0 | --most = 0: must be 1 or more
            export keda --region=us-east-1 --backlog=-1 | --backlog = -1: must be 1 or more
            export keda --region=us-east-1 --deployment=Shop | --deployment = Shop: must be a name of Kubernetes such as shop: a-z, 0-9 and -
            export cloudformation --secret=arn:aws:secretsmanager:us-east-1:123456789012:secret:a-b1c2d3 | --secret: needs --with-service
            export cloudformation --with-service --secret=shop | --secret = shop: must be the ARN of a secret such as arn:aws:
            export iam --region=us-east-1 | Missing required option: '--account=<id>'
            export iam --account=1 --region=us-east-1 | --account = 1: must be 12 digits
            export iam --account=123456789012 --region=here | --region = here: must be a region such as eu-central-1
            export iam --account=123456789012 --region=us-east-1 nobody | nobody: must be one of application, dead-letters, operator, \
            pruner, startup
            """)
    void export_reports_what_is_wrong_with_its_arguments(String arguments, String line) {
        assertThat(run(ORDERS, "", arguments.split(" "))).isEqualTo(64);
        assertThat(err.toString()).startsWith(line);
    }

    @Test
    void a_refused_configuration_ends_with_78_and_one_line() {
        assertThat(run(ORDERS.replace("billing", "b i"), "", "plan")).isEqualTo(78);

        assertThat(err.toString().lines()).singleElement().asString().startsWith("route orders: queue = b i: must be");
    }

    @ParameterizedTest
    @ValueSource(strings = {"plan now", "apply --no", "apply --json"})
    void wrong_arguments_end_with_64_so_that_no_pipeline_mistakes_them_for_changes(String arguments) {
        assertThat(run(ORDERS, "", arguments.split(" "))).isEqualTo(64);
    }

    @ParameterizedTest
    @CsvSource({
        "503, ServiceUnavailable",
        "500, InternalError",
        "400, Throttling",
        "400, ThrottlingException",
    })
    void ends_with_3_while_aws_does_not_answer(int status, String code) {
        cloud.sns().faults().onEverything().refuse(status, code);

        assertThat(run(ORDERS, "", "plan")).isEqualTo(3);
        assertThat(err.toString().lines()).singleElement().asString().startsWith("AWS does not answer: ");
    }

    @ParameterizedTest
    @CsvSource({
        "ListTopics,         sns:ListTopics,            AuthorizationError",
        "Subscribe,          sns:Subscribe,             InvalidClientTokenId",
        "CreateQueue,        sqs:CreateQueue,           AccessDenied",
        "DescribeTable,      dynamodb:DescribeTable,    AccessDeniedException",
        "CreateTable,        dynamodb:CreateTable,      AccessDeniedException",
        "UpdateTimeToLive,   dynamodb:UpdateTimeToLive, AccessDeniedException",
        "DescribeTimeToLive, dynamodb:DescribeTimeToLive, ExpiredTokenException",
    })
    void ends_with_77_and_names_the_action_that_aws_refuses(String call, String action, String code) {
        Stream.of(cloud.sqs(), cloud.sns(), cloud.dynamoDb())
                .forEach(service -> service.faults().on(call).refuse(400, code));

        assertThat(run(ORDERS, "", "apply", "--yes")).isEqualTo(77);
        assertThat(err.toString().lines()).singleElement().asString().startsWith("AWS refuses " + action + ": ");
    }

    @Test
    void reports_each_mistake_on_a_line_of_its_own() {
        StringBuilder routes = new StringBuilder();
        for (int route = 0; route < 57; route++) {
            routes.append("camel.route-template[r%d].template-id = polling-consumer\n".formatted(route))
                    .append("camel.route-template[r%d].queue = q%d\n".formatted(route, route))
                    .append("camel.route-template[r%d].handler = direct:handle\n".formatted(route))
                    .append("camel.route-template[r%d].maxAttempts = many\n".formatted(route));
        }

        for (String command : List.of("doctor --offline", "plan", "apply --yes", "export cloudformation")) {
            assertThat(run(routes.toString(), "", command.split(" "))).isEqualTo(78);

            assertThat(out.toString()).isEmpty();
            assertThat(err.toString().lines())
                    .hasSize(57)
                    .allMatch(line -> line.matches("route r\\d+: maxAttempts = many: must be a whole number .*"));
        }
    }

    @Test
    void exports_into_a_file(@TempDir Path folder) throws Exception {
        Path template = folder.resolve("template.json");

        assertThat(run(ORDERS, "", "export", "cloudformation", "--output", template.toString()))
                .isZero();

        assertThat(out.toString()).isEmpty();
        String written = Files.readString(template);
        assertThat(run(ORDERS, "", "export", "cloudformation")).isZero();
        assertThat(written).isEqualTo(out.toString());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            export cloudformation --output                          | Missing required parameter
            export cloudformation --output /nowhere/template.json   | --output /nowhere/template.json: the folder does not exist
            export iam --account=123456789012 --region=us-east-1 --output / | --output /: cannot be written
            """)
    void reports_why_a_file_cannot_be_written(String arguments, String why) {
        assertThat(run(ORDERS, "", arguments.split(" "))).isEqualTo(64);

        assertThat(out.toString()).isEmpty();
        assertThat(err.toString().lines()).singleElement().asString().contains(why);
    }

    @Test
    void leaves_a_file_as_it_was_if_there_is_nothing_to_export(@TempDir Path folder) throws Exception {
        Path template = Files.writeString(folder.resolve("template.json"), "as it was");

        assertThat(run(
                        ORDERS.replace("billing", "b i"),
                        "",
                        "export",
                        "cloudformation",
                        "--output",
                        template.toString()))
                .isEqualTo(78);

        assertThat(template).hasContent("as it was");
    }

    @Test
    void export_makes_the_stage_a_parameter_if_it_is_set() {
        String routes = """
                camel.route-template[orders].template-id = topic
                camel.route-template[orders].topic       = orders-{{caravan.stage}}
                caravan.stage = %s
                """;
        out = new StringWriter();
        Caravan.run(
                new String[] {"export", "cloudformation"},
                new Installation(
                        this::clients,
                        () -> Written.topology(routes.formatted("dev")),
                        () -> {
                            throw new AssertionError("the topology says all");
                        },
                        () -> new Stages(Optional.of("dev"), stage -> Written.topology(routes.formatted(stage))),
                        List.of()),
                new ByteArrayInputStream(new byte[0]),
                new PrintWriter(out, true),
                new PrintWriter(err, true));

        assertThat(out.toString()).contains("\"Fn::Sub\" : \"orders-${Stage}\"", "\"Default\" : \"dev\"");
        run(routes.formatted("prod"), "", "export", "cloudformation");
        assertThat(out.toString()).contains("\"TopicName\" : \"orders-prod\"").doesNotContain("Stage");
    }

    private int run(String properties, String in, String... arguments) {
        out = new StringWriter();
        err = new StringWriter();
        return Caravan.run(
                        arguments,
                        new Installation(this::clients, () -> Written.topology(properties), () -> {
                            throw new AssertionError("the topology says all");
                        }),
                        new ByteArrayInputStream(in.getBytes(StandardCharsets.UTF_8)),
                        new PrintWriter(out, true),
                        new PrintWriter(err, true))
                .number();
    }

    private AwsClients clients() {
        return AwsClients.of(
                cloud.sqs().endpoint(), cloud.sns().endpoint(), cloud.dynamoDb().endpoint());
    }

    private List<String> topics() {
        return aws.sns().listTopics().topics().stream().map(Topic::topicArn).toList();
    }

    private List<String> queues() {
        return aws.sqs().listQueues().queueUrls().stream()
                .map(url -> url.substring(url.lastIndexOf('/') + 1))
                .toList();
    }

    /** Every call that writes, in the order of arrival. */
    private List<String> writes() {
        return Stream.of(cloud.sqs(), cloud.sns(), cloud.dynamoDb())
                .flatMap(service -> service.calls().stream())
                .sorted((a, b) -> a.at().compareTo(b.at()))
                .map(Call::action)
                .filter(action -> !action.matches("(Get|List|Describe).*"))
                .toList();
    }
}
