package topology.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import aws.AwsClients;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import local.LocalCloud;
import local.ProxiedCloud;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import testing.Written;
import topology.provisioning.Provisioning;

class DoctorTest {
    private static final String BILLING = """
            camel.route-template[orders].template-id  = fan-out
            camel.route-template[orders].topic        = orders
            camel.route-template[orders].queue        = billing
            camel.route-template[billing].template-id = polling-consumer
            camel.route-template[billing].queue       = billing
            camel.route-template[billing].handler     = log:billed
            """;

    private static final String PUBLISHER = """
            camel.route-template[in].template-id = publish
            camel.route-template[in].from        = direct:in
            camel.route-template[in].topic       = orders
            """;

    @Test
    void finds_nothing_in_a_correct_configuration() {
        assertThat(Doctor.examine(Written.topology(BILLING))).isEmpty();
    }

    @Test
    void finds_in_the_shipped_routes_only_files_larger_than_sns_accepts() {
        assertThat(Doctor.examine(Written.shipped()))
                .extracting(Finding::rule, Finding::where)
                .containsExactly(org.assertj.core.groups.Tuple.tuple("256-kb", "route publish-files"));
    }

    @Test
    void shows_the_reason_and_the_fix() {
        assertThat(written("camel.route-template[orders].retention = 14d"))
                .singleElement()
                .hasToString("""
                        error   queue billing: dead-letter-retention
                                why: it keeps a message for 14d and its dead-letter queue for 14d, and a dead letter of a \
                        standard queue keeps its age: SQS deletes an old message soon after it became a dead letter
                                fix: retention = 10d or less""");
    }

    @Nested
    class Finds_in_attributes {
        @ParameterizedTest
        @CsvSource(delimiter = '|', textBlock = """
                billing.deadLetters = none                                   | no-dead-letter-queue, no-dead-letter-queue
                billing.maxMessageSize = 1024                                | 256-kb
                billing.encryption = alias/aws/sqs                           | key-of-aws, key-of-aws
                billing.statements = {"Effect":"Allow","Principal":"*","Action":"sqs:SendMessage"} | open-to-the-world
                billing.statements = {"Effect":"Allow","Principal":{"AWS":"*"},"Action":"sqs:SendMessage"} | open-to-the-world
                billing.statements = {"Effect":"Deny","Principal":"*","Action":"sqs:SendMessage"}  |
                billing.maxReceiveCount = 60                                 |
                orders.contentBasedDeduplication = true                      | content-based-deduplication
                orders.encryption = alias/aws/sns                            | key-of-aws
                orders.encryption = alias/orders                             |
                orders.statements = {"Effect":"Allow","Principal":"*","Action":"sns:Publish"} | open-to-the-world
                """)
        void settings_that_aws_accepts_but_that_do_not_work(String parameter, String rules) {
            String fifo = parameter.contains("contentBased") ? ".fifo" : "";

            assertThat(examine(BILLING.replace("= orders", "= orders" + fifo)
                                    + """
                            camel.route-template[queue].template-id = queue
                            camel.route-template[queue].queue       = billing
                            camel.route-template[topic].template-id = topic
                            camel.route-template[topic].topic       = orders%s
                            camel.route-template[topic].publishers  = s3
                            camel.route-template[%s
                            """.formatted(
                                                    fifo,
                                                    parameter
                                                            .replace("billing.", "queue].")
                                                            .replace("orders.", "topic].")))
                            .stream()
                            .filter(rule -> fifo.isEmpty() || !rule.equals("fifo-to-standard")))
                    .containsExactly(rules == null ? new String[0] : rules.split(", ", -1));
        }

        @Test
        void a_dead_letter_queue_that_keeps_messages_no_longer_than_its_source() {
            assertThat(examine(BILLING + """
                            camel.route-template[orders].deadLetters = poison
                            camel.route-template[poison].template-id = queue
                            camel.route-template[poison].queue       = poison
                            camel.route-template[poison].retention   = 4d
                            """)).containsExactly("dead-letter-retention");
        }

        @Test
        void a_dead_letter_queue_that_does_not_allow_its_source() {
            String shared = BILLING + """
                    camel.route-template[orders].deadLetters  = poison
                    camel.route-template[poison].template-id  = queue
                    camel.route-template[poison].queue        = poison
                    camel.route-template[poison].redriveAllow = %s
                    """;

            assertThat(examine(shared.formatted("none"))).containsExactly("redrive-allow");
            assertThat(examine(shared.formatted("shipping"))).containsExactly("redrive-allow");
            assertThat(examine(shared.formatted("shipping, billing"))).isEmpty();
            assertThat(examine(shared.formatted("all"))).isEmpty();
        }

        @ParameterizedTest
        @CsvSource(delimiter = '|', textBlock = """
                topic.maxMessageSize = 1048576 | 300000  | 256-kb
                topic.maxMessageSize = 1048576 | 1048576 |
                topic.maxMessageSize = 300000  | 300000  |
                topic.maxMessageSize = 1024    | 1024    |
                topic.maxMessageSize = 2048    | 1024    | 256-kb
                topic.tags = a=b               | 262143  | 256-kb
                topic.tags = a=b               | 262144  |
                """)
        void a_queue_that_takes_less_than_its_topic(String topic, int queue, String rule) {
            assertThat(examine(BILLING + """
                            camel.route-template[queue].template-id    = queue
                            camel.route-template[queue].queue          = billing
                            camel.route-template[queue].maxMessageSize = %d
                            camel.route-template[topic].template-id    = topic
                            camel.route-template[topic].topic          = orders
                            camel.route-template[%s
                            """.formatted(queue, topic.replace("topic.", "topic]."))))
                    .isEqualTo(rule == null ? List.of() : List.of(rule));
        }

        @Test
        void a_queue_that_takes_less_than_a_publisher_to_a_topic_of_others() {
            assertThat(examine(BILLING + PUBLISHER + """
                            camel.route-template[in].maxMessageSize    = 1048576
                            camel.route-template[queue].template-id    = queue
                            camel.route-template[queue].queue          = billing
                            camel.route-template[queue].maxMessageSize = 262144
                            """)).containsExactly("256-kb");
        }

        @ParameterizedTest
        @CsvSource(delimiter = '|', textBlock = """
                maxMessageSize = 1048576 | false | large-events
                maxMessageSize = 1048576 | true  |
                tags = a=b               | false |
                """)
        void an_event_that_does_not_fit_its_queue_with_an_envelope(String topic, boolean raw, String rule) {
            assertThat(examine(BILLING + """
                            camel.route-template[orders].raw        = %s
                            camel.route-template[topic].template-id = topic
                            camel.route-template[topic].topic       = orders
                            camel.route-template[topic].%s
                            """.formatted(raw, topic)))
                    .isEqualTo(rule == null ? List.of() : List.of(rule));
        }

        @Test
        void dead_letters_with_less_room_than_their_queue() {
            String queue = """
                    camel.route-template[jobs].template-id       = queue
                    camel.route-template[jobs].queue             = jobs
                    camel.route-template[jobs].deadLetters       = failed
                    camel.route-template[failed].template-id     = queue
                    camel.route-template[failed].queue           = failed
                    camel.route-template[failed].maxMessageSize  = 300000
                    """;

            assertThat(examine(queue)).containsExactly("256-kb");
            assertThat(examine(queue + "camel.route-template[jobs].maxMessageSize = 300000"))
                    .isEmpty();
        }

        @Test
        void more_subscriptions_than_a_topic_for_large_events_may_have() {
            String topic = """
                    camel.route-template[topic].template-id    = topic
                    camel.route-template[topic].topic          = orders
                    camel.route-template[topic].maxMessageSize = 262145
                    """;

            assertThat(examine(topic + subscriptions(100))).isEmpty();
            assertThat(examine(topic + subscriptions(101))).containsExactly("large-events");
            assertThat(examine(topic.replace("262145", "262144") + subscriptions(101)))
                    .isEmpty();
        }

        private static String subscriptions(int number) {
            return IntStream.range(0, number).mapToObj("""
                            camel.route-template[to-%1$d].template-id = fan-out
                            camel.route-template[to-%1$d].topic       = orders
                            camel.route-template[to-%1$d].queue       = queue-%1$d
                            """::formatted).collect(Collectors.joining());
        }

        private static List<String> examine(String routes) {
            return Doctor.examine(Written.topology(routes)).stream()
                    .map(Finding::rule)
                    .toList();
        }
    }

    @Nested
    class Finds_in_what_is_written {
        @Test
        void a_service_without_a_timeout_and_one_with_too_long_a_timeout() {
            assertThat(rules("camel.route-template[billing].handler = https://bills.example/"))
                    .containsExactly("handler-time");
            assertThat(rules("camel.route-template[billing].handler = https://bills.example/?responseTimeout=30000"))
                    .containsExactly("handler-time");
            assertThat(rules("camel.route-template[billing].handler = https://bills.example/?responseTimeout=20000"))
                    .isEmpty();
        }

        @Test
        void a_timeout_of_its_own_that_is_not_shorter_than_the_visibility_timeout() {
            assertThat(rules("camel.route-template[billing].timeout = 30s")).containsExactly("handler-time");
            assertThat(rules("camel.route-template[billing].timeout = 29s")).isEmpty();
            assertThat(rules(
                            "camel.route-template[billing].handler = https://bills.example/",
                            "camel.route-template[billing].timeout = 20s"))
                    .isEmpty();
        }

        @Test
        void a_timeout_that_is_too_long_with_the_wait_for_a_batch() {
            String batch = """
                    camel.route-template[billing].batch     = 10
                    camel.route-template[billing].batchWait = 10s
                    """;

            assertThat(written(batch, "camel.route-template[billing].timeout = 20s"))
                    .singleElement()
                    .satisfies(finding -> {
                        assertThat(finding.rule()).isEqualTo("handler-time");
                        assertThat(finding.toString())
                                .contains("an event may wait 10s for its batch and the handler may take 20s")
                                .contains("at least twice 30s");
                    });
            assertThat(rules(batch, "camel.route-template[billing].timeout = 19s"))
                    .isEmpty();
        }

        @Test
        void a_batch_that_the_rate_cannot_fill() {
            assertThat(written("""
                            camel.route-template[billing].batch     = 100
                            camel.route-template[billing].batchWait = 2s
                            camel.route-template[billing].rate      = 20/s
                            """)).singleElement().satisfies(finding -> {
                assertThat(finding.rule()).isEqualTo("small-batch");
                assertThat(finding.toString()).contains("about 40 events").contains("batch = 40");
            });
            assertThat(rules("""
                            camel.route-template[billing].batch     = 40
                            camel.route-template[billing].batchWait = 2s
                            camel.route-template[billing].rate      = 20/s
                            """)).isEmpty();
            assertThat(rules("camel.route-template[billing].batch = 100")).isEmpty();
        }

        @Test
        void too_few_handlers_for_sqs_to_notice_a_noisy_tenant() {
            String tenant = PUBLISHER + "camel.route-template[in].tenant = ${header.customer}";

            assertThat(written(tenant)).singleElement().satisfies(finding -> {
                assertThat(finding.rule()).isEqualTo("noisy-tenant");
                assertThat(finding.where()).isEqualTo("route billing");
                assertThat(finding.toString()).contains("handles 10 at once").contains("fewer than 4 processes");
            });
            assertThat(rules(tenant, "camel.route-template[billing].concurrency = 30"))
                    .containsExactly("noisy-tenant");
            assertThat(rules(tenant, "camel.route-template[billing].concurrency = 31"))
                    .isEmpty();
            assertThat(rules(tenant, "camel.route-template[billing].batch = 4")).isEmpty();
            assertThat(rules(PUBLISHER)).isEmpty();
        }

        @Test
        void a_pause_that_is_longer_than_the_queue_keeps_its_messages() {
            String pause = """
                    camel.route-template[billing].pauseAfter = 10
                    camel.route-template[billing].pauseFor   = 2h
                    """;

            assertThat(rules(pause, "camel.route-template[orders].retention = 1h"))
                    .containsExactly("long-pause");
            assertThat(rules(pause, "camel.route-template[orders].retention = 1d"))
                    .isEmpty();
        }

        @Test
        void a_filter_that_only_messages_pass_which_a_raw_subscription_drops() {
            String filter = "camel.route-template[orders].filter = {\"a\":[1],\"b\":[1],\"c\":[1]%s}";

            assertThat(rules(filter.formatted(""))).isEmpty();
            assertThat(rules(filter.formatted(",\"d\":[1]"))).containsExactly("attributes");
            assertThat(rules(filter.formatted(",\"d\":[1]"), "camel.route-template[orders].raw = false"))
                    .isEmpty();
            assertThat(rules(filter.formatted(",\"d\":[{\"exists\":false}]"))).isEmpty();
            assertThat(rules(filter.formatted(",\"$or\":[{\"d\":[1]},{\"ce_type\":[\"a\"]}]")))
                    .isEmpty();
            assertThat(rules(filter.formatted(",\"$or\":[{\"d\":[1]},{\"e\":[1]}]")))
                    .containsExactly("attributes");
        }

        @Test
        void no_excess_of_attributes_that_different_subscriptions_filter_on() {
            assertThat(rules("""
                    camel.route-template[orders].filter = {"a":[1],"b":[1],"c":[1]}
                    camel.route-template[more].template-id = fan-out
                    camel.route-template[more].topic       = orders
                    camel.route-template[more].queue       = more
                    camel.route-template[more].filter      = {"d":[1],"e":[1],"f":[1]}
                    camel.route-template[code].template-id = fan-out
                    camel.route-template[code].topic       = orders
                    camel.route-template[code].protocol    = lambda
                    camel.route-template[code].endpoint    = arn:aws:lambda:us-east-1:999999999999:function:bill
                    camel.route-template[code].deadLetters = undelivered
                    camel.route-template[code].filter      = {"g":[1],"h":[1],"i":[1],"j":[1]}
                    """)).isEmpty();
        }

        @ParameterizedTest
        @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                {"eventType":["OrderPlaced"]}                          | filter on an attribute that events have
                {"type":["OrderPlaced"]}                               | types = OrderPlaced
                {"source":["/shop"]}                                   | ce_source instead of source
                {"$or":[{"type":["a"]},{"subject":["b"]}]}             | ce_subject instead of subject
                {"ce_type":["OrderPlaced"],"customer":["c"]}           | filter on an attribute that events have
                {"ce_type":[1,{"numeric":[">",1]}]}                    | filter on an attribute that events have
                {"ce_type":[{"exists":false}]}                         | filter on an attribute that events have
                {"ce_amount":[true,null]}                              | filter on an attribute that events have
                {"ce_amount":["60"]}                                   | filter on an attribute that events have
                {"ce_Amount":[1]}                                      | filter on an attribute that events have
                """)
        void a_filter_that_no_event_published_here_passes(String filter, String mend) {
            assertThat(written(PUBLISHER, "camel.route-template[orders].filter = " + filter))
                    .singleElement()
                    .satisfies(finding -> {
                        assertThat(finding.rule()).isEqualTo("filter-of-no-event");
                        assertThat(finding.severity()).isEqualTo(Finding.Severity.WARNING);
                        assertThat(finding.mend()).startsWith(mend);
                    });
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "{\"ce_type\":[\"OrderPlaced\"],\"ce_amount\":[{\"numeric\":[\">\",1]}]}",
                    "{\"content-type\":[\"text/plain\"],\"ce_subject\":[{\"exists\":false}]}",
                    "{\"$or\":[{\"type\":[\"a\"]},{\"ce_type\":[\"a\"]}]}",
                    "{\"customer\":[\"a\",{\"exists\":false}]}",
                    "{\"ce_type\":[1,\"a\"]}",
                    "{\"ce_type\":[\"60\"],\"ce_amount\":[60,\"007\"]}"
                })
        void no_fault_in_a_filter_that_some_event_passes(String filter) {
            assertThat(rules(PUBLISHER, "camel.route-template[orders].filter = " + filter))
                    .isEmpty();
        }

        @Test
        void in_filters_of_a_topic_that_others_publish_to_only_the_former_short_attribute_names() {
            String filter = "camel.route-template[orders].filter = ";

            assertThat(rules(filter + "{\"eventType\":[\"a\"]}")).isEmpty();
            assertThat(rules(filter + "{\"type\":[\"a\"]}")).containsExactly("filter-of-no-event");
            assertThat(rules(
                            filter + "{\"type\":[\"deposit\"]}",
                            "camel.route-template[orders].topic = arn:aws:sns:us-east-1:999999999999:stock"))
                    .isEmpty();
        }

        @Test
        void more_wildcards_than_sns_allows() {
            String filter = "camel.route-template[orders].filter = {\"Records\":{\"s3\":{\"object\":{\"key\":[%s]}}}}\n"
                    + "camel.route-template[orders].filterScope = MessageBody";

            assertThat(rules(filter.formatted(wildcards(4)))).isEmpty();
            assertThat(written(filter.formatted(wildcards(5)))).singleElement().satisfies(finding -> {
                assertThat(finding.rule()).isEqualTo("wildcards");
                assertThat(finding.what()).contains("5 patterns with 10 wildcards at Records.s3.object.key");
            });
            assertThat(rules(filter.formatted(wildcards(5)
                            .replace("{\"wildcard\"", "{\"anything-but\":{\"wildcard\"")
                            .replace("\"}", "\"}}"))))
                    .containsExactly("wildcards");
        }

        private static String wildcards(int number) {
            return IntStream.range(0, number)
                    .mapToObj(i -> "{\"wildcard\":\"*/K00" + i + "/*\"}")
                    .collect(Collectors.joining(","));
        }

        @Test
        void a_standard_queue_with_hardly_more_receives_than_attempts() {
            String receives = "camel.route-template[orders].maxReceiveCount = ";

            assertThat(written(receives + 5)).singleElement().satisfies(finding -> {
                assertThat(finding.rule()).isEqualTo("max-receive-count");
                assertThat(finding.mend()).isEqualTo("maxReceiveCount = 50 or more");
            });
            assertThat(rules(receives + 50)).isEmpty();
        }

        @Test
        void a_fifo_topic_that_feeds_a_standard_queue() {
            assertThat(rules("camel.route-template[orders].topic = orders.fifo"))
                    .containsExactly("fifo-to-standard");
        }

        @Test
        void a_group_that_keeps_no_order() {
            String publisher = """
                    camel.route-template[in].template-id = publish
                    camel.route-template[in].from        = direct:in
                    camel.route-template[in].topic       = %s
                    camel.route-template[in].group       = ${header.customer}
                    """;

            assertThat(rules(publisher.formatted("orders"))).containsExactly("fair-queue-group");
            assertThat(rules(publisher.formatted("orders.fifo"))).isEmpty();
        }

        @Test
        void a_queue_whose_maximum_receive_count_no_route_sets() {
            assertThat(rules("camel.route-template[orders].queue = shipping")).containsExactly("max-receive-count");
        }

        @Test
        void short_polling() {
            assertThat(rules("camel.component.aws2-sqs.wait-time-seconds = 0")).containsExactly("short-polling");
            assertThat(rules("camel.component.aws2-sqs.waitTimeSeconds = 5")).containsExactly("short-polling");
        }

        @Test
        void a_filter_on_the_body_for_a_key_that_is_an_attribute() {
            String scope = "camel.route-template[orders].filterScope = MessageBody";

            assertThat(rules("camel.route-template[orders].filter = {\"type\":[\"OrderPlaced\"]}", scope))
                    .containsExactly("payload-filter");
            assertThat(rules("camel.route-template[orders].filter = {\"total\":[1]}", scope))
                    .isEmpty();
        }

        @Test
        void a_queue_that_more_topics_feed_than_its_policy_has_room_for() {
            StringBuilder topics = new StringBuilder();
            for (int i = 0; i < 40; i++) {
                topics.append("""
                        camel.route-template[from%1$d].template-id = fan-out
                        camel.route-template[from%1$d].topic       = %2$s-%1$d
                        camel.route-template[from%1$d].queue       = billing
                        """.formatted(i, "x".repeat(100)));
            }

            assertThat(rules(topics.toString())).isEmpty();
            assertThat(rules(topics.toString().replace("x".repeat(100), "x".repeat(200))))
                    .containsExactly("queue-policy");
        }

        @Test
        void a_subscription_without_dead_letter_queue() {
            String mail = """
                    camel.route-template[mail].template-id = fan-out
                    camel.route-template[mail].topic       = orders
                    camel.route-template[mail].protocol    = email
                    camel.route-template[mail].endpoint    = bills@example.com
                    """;

            assertThat(rules(mail)).containsExactly("no-dead-letter-queue");
            assertThat(rules(mail, "camel.route-template[mail].deadLetters = undelivered"))
                    .isEmpty();
        }

        @Test
        void a_push_that_nobody_can_verify() {
            String push = """
                    camel.route-template[web].template-id  = push-consumer
                    camel.route-template[web].path         = /sns/orders
                    camel.route-template[web].topic        = orders
                    camel.route-template[web].handler      = log:billed
                    camel.route-template[push].template-id = fan-out
                    camel.route-template[push].topic       = orders
                    camel.route-template[push].protocol    = https
                    camel.route-template[push].endpoint    = https://shop.example/sns/orders
                    """;

            assertThat(rules(push)).containsExactly("no-dead-letter-queue", "raw-push");
            assertThat(rules(push, "camel.route-template[push].raw = false")).containsExactly("no-dead-letter-queue");
        }

        @ParameterizedTest
        @CsvSource({
            "13d, true, ledger-retention",
            "1m, true, ledger-retention",
            "14d, true, ",
            "15d, true, ",
            "1m, false, ",
        })
        void a_ledger_that_forgets_events_that_may_still_be_redelivered(
                String retention, String idempotent, String rule) {
            assertThat(rules(
                            "ledger.retention = " + retention,
                            "camel.route-template[billing].idempotent = " + idempotent))
                    .containsExactlyElementsOf(rule == null ? List.of() : List.of(rule));
        }

        @Test
        void personal_data_that_is_not_encrypted() {
            String encryption = "camel.route-template[orders].encryption = none";

            assertThat(rules(encryption, "camel.route-template[orders].tags = data=personal"))
                    .containsExactly("unencrypted-personal-data", "unencrypted-personal-data");
            assertThat(rules(encryption, "camel.route-template[orders].tags = personal-data=false"))
                    .isEmpty();
            assertThat(rules("camel.route-template[orders].tags = data=personal"))
                    .isEmpty();
        }
    }

    @Nested
    class Finds_on_aws {
        private final ProxiedCloud cloud = LocalCloud.withProxies();
        private final AwsClients aws = AwsClients.of(
                cloud.sqs().endpoint(), cloud.sns().endpoint(), cloud.dynamoDb().endpoint());
        private final SqsClient sqs = SqsClient.builder()
                .endpointOverride(cloud.sqs().endpoint())
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("key", "secret")))
                .build();

        @org.junit.jupiter.api.AfterEach
        void stop() {
            sqs.close();
            aws.close();
            cloud.close();
        }

        @Test
        void nothing_if_every_resource_is_as_written_and_writes_nothing() {
            new Provisioning(sqs, aws.sns(), aws.dynamoDb())
                    .plan(Written.topology(BILLING))
                    .apply();
            cloud.reset();

            assertThat(reported(BILLING)).isEmpty();
            assertThat(cloud.sqs().calls())
                    .allSatisfy(call -> assertThat(call.action()).startsWith("Get"));
        }

        @Test
        void a_queue_that_is_open_to_the_world() {
            make(Map.of(
                    QueueAttributeName.POLICY,
                    "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\"*\"},"
                            + "\"Action\":\"sqs:*\",\"Resource\":\"*\"}]}"));

            assertThat(reported(BILLING)).containsExactly("open-to-the-world", "no-dead-letter-queue");
        }

        @Test
        void a_policy_of_others_that_has_no_room_for_a_topic() {
            String theirs = "{\"Effect\":\"Deny\",\"Principal\":\"*\",\"Action\":\"sqs:*\",\"Resource\":\"*\"}";
            make(Map.of(
                    QueueAttributeName.POLICY,
                    "{\"Statement\":[" + String.join(",", Collections.nCopies(20, theirs)) + "]}"));

            assertThat(reported(BILLING)).containsExactly("queue-policy", "no-dead-letter-queue");
        }

        @Test
        void no_open_policy_if_a_condition_restricts_it() {
            make(
                    Map.of(
                            QueueAttributeName.POLICY,
                            "{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Allow\",\"Principal\":\"*\",\"Action\":"
                                    + "\"sqs:*\",\"Resource\":\"*\",\"Condition\":{\"ArnEquals\":{\"aws:SourceArn\":\"arn:x\"}}}}"));

            assertThat(reported(BILLING)).containsExactly("no-dead-letter-queue");
        }

        @Test
        void dead_letters_that_expire_before_those_of_their_source() {
            make(Map.of(QueueAttributeName.MESSAGE_RETENTION_PERIOD, "1209600"));
            aws.sqs().createQueue(r -> r.queueName("billing-dead-letters"));

            assertThat(reported(BILLING)).contains("dead-letter-retention");
            assertThat(found(BILLING))
                    .filteredOn(finding -> finding.rule().equals("dead-letter-retention"))
                    .extracting(Finding::mend)
                    .containsExactly("give billing-dead-letters a retention of 14d, or billing a shorter one");
        }

        @Test
        void one_mistake_once_with_a_fix_that_is_possible() {
            String fourteenDays = BILLING + "camel.route-template[orders].retention = 14d";
            new Provisioning(sqs, aws.sns(), aws.dynamoDb())
                    .plan(Written.topology(fourteenDays))
                    .apply();

            assertThat(found(fourteenDays)).extracting(Finding::mend).containsExactly("retention = 10d or less");
            assertThat(found(BILLING))
                    .extracting(Finding::mend)
                    .containsExactly("give billing a retention of 10d or less");
        }

        @Test
        void no_suspected_risk_if_aws_reports_the_actual_setting() {
            String theirs = BILLING.replace("[orders].queue        = billing", "[orders].queue        = other");
            aws.sqs().createQueue(r -> r.queueName("theirs"));

            assertThat(reported(theirs)).containsExactly("max-receive-count");
            make(Map.of(
                    QueueAttributeName.REDRIVE_POLICY,
                    "{\"deadLetterTargetArn\":\"arn:aws:sqs:us-east-1:000000000000:theirs\",\"maxReceiveCount\":50}"));
            assertThat(reported(theirs)).isEmpty();
        }

        @Test
        void few_receives_of_a_standard_queue_as_a_risk() {
            aws.sqs().createQueue(r -> r.queueName("theirs"));
            make(Map.of(
                    QueueAttributeName.REDRIVE_POLICY,
                    "{\"deadLetterTargetArn\":\"arn:aws:sqs:us-east-1:000000000000:theirs\",\"maxReceiveCount\":5}"));

            assertThat(found(BILLING)).singleElement().satisfies(finding -> {
                assertThat(finding.rule()).isEqualTo("max-receive-count");
                assertThat(finding.severity()).isEqualTo(Finding.Severity.WARNING);
            });
        }

        @Test
        void a_receive_count_lower_than_the_attempts_need() {
            aws.sqs().createQueue(r -> r.queueName("theirs"));
            make(Map.of(
                    QueueAttributeName.REDRIVE_POLICY,
                    "{\"deadLetterTargetArn\":\"arn:aws:sqs:us-east-1:000000000000:theirs\",\"maxReceiveCount\":3}"));

            assertThat(reported(BILLING)).containsExactly("max-receive-count");
        }

        @Test
        void content_based_deduplication_of_topic_and_queue() {
            aws.sns()
                    .createTopic(r -> r.name("orders.fifo")
                            .attributes(Map.of("FifoTopic", "true", "ContentBasedDeduplication", "true")));
            aws.sqs()
                    .createQueue(r -> r.queueName("billing.fifo")
                            .attributes(Map.of(
                                    QueueAttributeName.FIFO_QUEUE,
                                    "true",
                                    QueueAttributeName.CONTENT_BASED_DEDUPLICATION,
                                    "true")));

            assertThat(reported("""
                    camel.route-template[orders].template-id  = fan-out
                    camel.route-template[orders].topic        = orders.fifo
                    camel.route-template[orders].queue        = billing.fifo
                    """)).containsExactly("content-based-deduplication", "content-based-deduplication");
        }

        @Test
        void a_ledger_that_forgets_events_that_a_queue_of_others_may_still_redeliver() {
            String consumer = BILLING.lines().skip(3).collect(Collectors.joining("\n")) + "\nledger.retention = ";
            String letters = sqs.createQueue(r -> r.queueName("lost").attributes(days(9)))
                    .queueUrl();
            String arn = aws.sqs()
                    .getQueueAttributes(r -> r.queueUrl(letters).attributeNames(QueueAttributeName.QUEUE_ARN))
                    .attributes()
                    .get(QueueAttributeName.QUEUE_ARN);
            Map<QueueAttributeName, String> attributes = new HashMap<>(days(5));
            attributes.put(
                    QueueAttributeName.REDRIVE_POLICY,
                    "{\"deadLetterTargetArn\":\"%s\",\"maxReceiveCount\":\"100\"}".formatted(arn));
            make(attributes);

            assertThat(reported(consumer + "8d")).containsExactly("ledger-retention");
            assertThat(reported(consumer + "9d")).isEmpty();
        }

        private static Map<QueueAttributeName, String> days(int days) {
            return Map.of(QueueAttributeName.MESSAGE_RETENTION_PERIOD, String.valueOf(days * 86_400));
        }

        @Test
        void personal_data_in_a_queue_that_others_left_unencrypted() {
            make(Map.of(QueueAttributeName.SQS_MANAGED_SSE_ENABLED, "false"));
            sqs.tagQueue(r -> r.queueUrl(url()).tags(Map.of("pii", "yes")));

            assertThat(reported(BILLING)).contains("unencrypted-personal-data");
        }

        @Test
        void a_topic_for_large_events_that_mail_subscribes_to_and_a_queue_that_takes_less() {
            make(Map.of(QueueAttributeName.MAXIMUM_MESSAGE_SIZE, "262144"));
            String arn = aws.sns().createTopic(r -> r.name("orders")).topicArn();
            aws.sns()
                    .setTopicAttributes(r ->
                            r.topicArn(arn).attributeName("MaximumMessageSize").attributeValue("300000"));
            String mail = """
                    camel.route-template[mail].template-id = fan-out
                    camel.route-template[mail].topic       = orders
                    camel.route-template[mail].protocol    = email
                    camel.route-template[mail].endpoint    = a@b.example
                    """;

            assertThat(found(BILLING + mail))
                    .extracting(Finding::rule, Finding::where)
                    .contains(
                            org.assertj.core.groups.Tuple.tuple("256-kb", "queue billing"),
                            org.assertj.core.groups.Tuple.tuple("large-events", "subscription orders → a@b.example"));
        }

        @Test
        void dead_letters_with_less_room_than_their_queue() {
            String letters = sqs.createQueue(r ->
                            r.queueName("failed").attributes(Map.of(QueueAttributeName.MAXIMUM_MESSAGE_SIZE, "262144")))
                    .queueUrl();
            String arn = sqs.getQueueAttributes(r -> r.queueUrl(letters).attributeNames(QueueAttributeName.QUEUE_ARN))
                    .attributes()
                    .get(QueueAttributeName.QUEUE_ARN);
            make(Map.of(
                    QueueAttributeName.REDRIVE_POLICY,
                    "{\"deadLetterTargetArn\":\"" + arn + "\",\"maxReceiveCount\":60}"));

            assertThat(found(BILLING.replaceFirst("(?s).*orders.\\.queue[^\n]*\n", "")))
                    .extracting(Finding::rule, Finding::where)
                    .contains(org.assertj.core.groups.Tuple.tuple("256-kb", "queue failed"));
        }

        @Test
        void a_route_that_takes_more_than_the_topic_of_others() {
            String arn = aws.sns().createTopic(r -> r.name("orders")).topicArn();
            String route = PUBLISHER + "camel.route-template[in].maxMessageSize = 300000";

            assertThat(reported(route)).containsExactly("large-events");
            aws.sns()
                    .setTopicAttributes(r ->
                            r.topicArn(arn).attributeName("MaximumMessageSize").attributeValue("300000"));
            assertThat(reported(route)).isEmpty();
        }

        private void make(Map<QueueAttributeName, String> attributes) {
            sqs.createQueue(r -> r.queueName("billing").attributes(attributes));
        }

        private String url() {
            return sqs.getQueueUrl(r -> r.queueName("billing")).queueUrl();
        }

        private List<String> reported(String properties) {
            return found(properties).stream().map(Finding::rule).toList();
        }

        private List<Finding> found(String properties) {
            return Doctor.examine(Written.topology(properties), sqs, aws.sns());
        }
    }

    @Nested
    class Finds_in_inboxes {
        private static final String APP = """
                camel.route-template[app].template-id    = inbox
                camel.route-template[app].path = /of-app/{client}
                camel.route-template[app].secret = a secret of 32 characters or more
                camel.route-template[app].inbox          = app
                """;
        private static final String ROUTER = """
                camel.route-template[jobs].template-id   = queue
                camel.route-template[jobs].queue         = jobs
                camel.route-template[router].template-id = inbox-router
                camel.route-template[router].queue       = jobs
                camel.route-template[router].inbox       = app
                camel.route-template[router].clients     = ${header.ce-subject}
                """;

        @Test
        void nothing_in_an_inbox_that_a_router_feeds() {
            assertThat(examine(APP + ROUTER)).isEmpty();
        }

        @Test
        void nothing_in_few_clients_of_a_topic() {
            assertThat(examine(subscribed("orders", "app", 200))).isEmpty();
        }

        @Test
        void more_filters_than_sns_allows_a_topic() {
            assertThat(examine(subscribed("orders", "app", 201))).containsExactly("filter-policies");
        }

        @Test
        void nothing_in_many_subscriptions_without_a_filter() {
            assertThat(examine(subscribed("orders", "app", 201).replaceFirst(".*filter .*", "")))
                    .isEmpty();
        }

        @Test
        void nearly_as_many_filters_as_sns_allows_an_account() {
            String many = IntStream.range(0, 40)
                    .mapToObj(number -> subscribed("topic-" + number, "inbox" + number, 200))
                    .collect(Collectors.joining());

            assertThat(Doctor.examine(Written.topology(many))).singleElement().satisfies(finding -> {
                assertThat(finding.rule()).isEqualTo("filter-policies");
                assertThat(finding.severity()).isEqualTo(Finding.Severity.WARNING);
                assertThat(finding.what()).startsWith("8000 of its subscriptions have a filter");
            });
        }

        @Test
        void more_subscriptions_than_sns_allows_a_fifo_topic() {
            assertThat(examine(subscribed("orders.fifo", "app.fifo", 100))).isEmpty();
            assertThat(examine(subscribed("orders.fifo", "app.fifo", 101))).containsExactly("fifo-subscriptions");
        }

        @Test
        void events_that_wait_for_less_than_a_day() {
            assertThat(examine(APP + ROUTER + "camel.route-template[app].retention = 23h"))
                    .containsExactly("inbox-retention");
            assertThat(examine(APP + ROUTER + "camel.route-template[app].retention = 1d"))
                    .isEmpty();
        }

        @Test
        void a_ledger_that_forgets_while_an_event_waits() {
            assertThat(examine(APP + ROUTER + "ledger.retention = 10d")).contains("ledger-retention");
        }

        @Test
        void a_router_to_an_inbox_that_no_route_serves() {
            assertThat(examine(ROUTER)).containsExactly("inbox-unserved");
        }

        @Test
        void an_inbox_to_which_nothing_sends() {
            assertThat(examine(APP)).containsExactly("inbox-unfed");
        }

        private static String subscribed(String topic, String inbox, int clients) {
            return """
                    camel.route-template[%2$s].template-id = inbox
                    camel.route-template[%2$s].path = /of-%2$s/{client}
                    camel.route-template[%2$s].secret = a secret of 32 characters or more
                    camel.route-template[%2$s].inbox       = %2$s
                    camel.route-template[%2$s].topic       = %1$s
                    camel.route-template[%2$s].filter      = {"ce_subject":["${client}"]}
                    camel.route-template[%2$s].clients     = %3$s
                    """.formatted(
                    topic,
                    inbox,
                    IntStream.rangeClosed(1, clients).mapToObj(String::valueOf).collect(Collectors.joining(",")));
        }

        private List<String> examine(String properties) {
            return Doctor.examine(Written.topology(properties)).stream()
                    .map(Finding::rule)
                    .toList();
        }
    }

    private static List<String> rules(String... more) {
        return written(more).stream().map(Finding::rule).toList();
    }

    private static List<Finding> written(String... more) {
        return Doctor.examine(Written.topology(BILLING + String.join("\n", more)));
    }
}
