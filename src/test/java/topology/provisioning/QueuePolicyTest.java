package topology.provisioning;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QueuePolicyTest {
    private static final String TOPIC = "arn:aws:sns:eu-central-1:123456789012:orders";
    private static final String QUEUE = "arn:aws:sqs:eu-central-1:123456789012:billing";
    private static final String THEIRS =
            "{\"Effect\":\"Deny\",\"Principal\":\"*\",\"Action\":\"sqs:*\",\"Resource\":\"*\"}";

    @Test
    void allows_exactly_this_topic_to_send_to_exactly_this_queue() {
        assertThat(QueuePolicy.of(null).allowing(TOPIC, QUEUE)).isEqualTo(QueuePolicy.of("""
                                {"Version": "2012-10-17", "Statement": [{
                                   "Sid": "caravan-topics",
                                   "Effect": "Allow",
                                   "Principal": {"Service": "sns.amazonaws.com"},
                                   "Action": "sqs:SendMessage",
                                   "Resource": "arn:aws:sqs:eu-central-1:123456789012:billing",
                                   "Condition": {"ArnEquals": {"aws:SourceArn": "arn:aws:sns:eu-central-1:123456789012:orders"}}
                                }]}
                                """));
    }

    @Test
    void stays_the_same_when_the_topic_is_allowed_a_second_time() {
        QueuePolicy once = QueuePolicy.of(null).allowing(TOPIC, QUEUE);

        assertThat(once.allowing(TOPIC, QUEUE)).isEqualTo(once);
    }

    @Test
    void lets_several_topics_feed_one_queue_by_one_statement() {
        QueuePolicy all = QueuePolicy.of(null);
        for (int i = 0; i < 25; i++) {
            all = all.allowing(TOPIC + i, QUEUE);
        }

        assertThat(all.statements())
                .singleElement()
                .satisfies(statement -> assertThat(statement
                                .at("/Condition/ArnEquals/aws:SourceArn")
                                .valueStream())
                        .hasSize(25));
        assertThat(all.lets(TOPIC + 24, QUEUE)).isTrue();
        assertThat(all.lets(TOPIC + 25, QUEUE)).isFalse();
        assertThat(all.lets(TOPIC + 24, QUEUE + "-more")).isFalse();
        assertThat(all.excess()).isEmpty();
    }

    @Test
    void merges_the_statements_that_earlier_versions_made_for_one_topic_each() {
        QueuePolicy merged = QueuePolicy.of("""
                        {"Version": "2012-10-17", "Statement": [%s, %s, %s]}
                        """.formatted(
                                ofOne("caravan-eu-central-1-123456789012-refunds", "refunds"),
                                THEIRS,
                                ofOne("caravan-fifo-eu-central-1-123456789012-status", "status.fifo")))
                .allowing(TOPIC, QUEUE);

        assertThat(merged.json())
                .isEqualTo(QueuePolicy.of("""
                        {"Version": "2012-10-17", "Statement": [%s, %s]}
                        """.formatted(
                                        ofOne("caravan-topics", "refunds")
                                                .replace(
                                                        "\"arn:aws:sns:eu-central-1:123456789012:refunds\"",
                                                        "[\"%s\", \"%s\", \"%s\"]"
                                                                .formatted(
                                                                        TOPIC,
                                                                        TOPIC.replace("orders", "refunds"),
                                                                        TOPIC.replace("orders", "status.fifo"))),
                                        THEIRS))
                        .json());
    }

    @Test
    void does_not_mistake_a_pattern_for_a_topic_when_it_replaces_its_own_statement() {
        QueuePolicy opened = QueuePolicy.of(
                QueuePolicy.of(null).allowing(TOPIC, QUEUE).json().replace(":orders", ":*"));

        assertThat(opened.allowing(TOPIC, QUEUE)).isEqualTo(QueuePolicy.of(null).allowing(TOPIC, QUEUE));
    }

    @Test
    void removes_one_topic_and_keeps_the_others() {
        QueuePolicy one = QueuePolicy.of(null).allowing(TOPIC, QUEUE);

        assertThat(one.allowing(TOPIC + "-more", QUEUE).without(TOPIC + "-more", QUEUE))
                .isEqualTo(one);
        assertThat(one.without(TOPIC, QUEUE).jsonOrNothing()).isEmpty();
        assertThat(one.without(TOPIC + "-more", QUEUE)).isEqualTo(one);
        assertThat(QueuePolicy.of("{\"Statement\":" + ofOne("caravan-eu-central-1-123456789012-orders", "orders") + "}")
                        .without(TOPIC, QUEUE)
                        .jsonOrNothing())
                .isEmpty();
    }

    /** Policies as others write them. The SDK's reader drops the condition of the fourth. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'Sid':'x','Effect':'Deny','Principal':'*','Action':'sqs:*','Resource':'*'}",
                "{'Effect':'Allow','Principal':{'AWS':'*'},'Action':['sqs:SendMessage'],'Resource':['*'],"
                        + "'Condition':{'ArnLike':{'aws:SourceArn':['arn:aws:s3:::a','arn:aws:s3:::b']}}}",
                "{'Effect':'Deny','NotPrincipal':{'AWS':['1','2']},'NotAction':['sqs:ReceiveMessage'],'NotResource':'x'}",
                "{'Effect':'Deny','Principal':'*','Action':'sqs:*','Resource':'*',"
                        + "'Condition':{'Bool':{'aws:SecureTransport':false},'NumericLessThan':{'x':5}}}",
                "{'Sid':'caravan-topics-of-mine','Effect':'Allow','Principal':{'Service':'sns.amazonaws.com'},"
                        + "'Action':'sqs:ReceiveMessage','Resource':'*'}"
            })
    void statements_of_others_are_kept_in_a_list_or_alone(String theirs) {
        String statement = theirs.replace('\'', '"');

        for (String written : List.of(statement, "[" + statement + "]")) {
            QueuePolicy policy =
                    QueuePolicy.of("{\"Version\":\"2008-10-17\",\"Id\":\"theirs\",\"Statement\":" + written + "}");

            assertThat(policy.allowing(TOPIC, QUEUE).json())
                    .startsWith("{\"Version\":\"2008-10-17\",\"Id\":\"theirs\",\"Statement\":[" + statement
                            + ",{\"Sid\":\"caravan-topics\"");
            assertThat(policy.allowing(TOPIC, QUEUE).without(TOPIC, QUEUE).statements())
                    .singleElement()
                    .hasToString(statement);
            assertThat(policy.without(TOPIC, QUEUE)).isEqualTo(policy);
        }
    }

    @Test
    void reports_a_policy_that_exceeds_the_limits_of_sqs() {
        String twenty = String.join(",", Collections.nCopies(20, THEIRS));

        assertThat(QueuePolicy.of("{\"Statement\":[" + twenty + "]}").excess()).isEmpty();
        assertThat(QueuePolicy.of("{\"Statement\":[" + twenty + "]}")
                        .allowing(TOPIC, QUEUE)
                        .excess())
                .contains("21 statements, but SQS allows 20");
        assertThat(QueuePolicy.of(null)
                        .allowing(TOPIC + "x".repeat(8200), QUEUE)
                        .excess())
                .hasValueSatisfying(excess -> assertThat(excess).endsWith("bytes, but SQS allows 8192"));
    }

    @Test
    void replaces_its_own_statement_if_someone_changed_it() {
        QueuePolicy once = QueuePolicy.of(null).allowing(TOPIC, QUEUE);
        QueuePolicy changed = QueuePolicy.of(once.json().replace("sqs:SendMessage", "sqs:*"));

        assertThat(changed.allowing(TOPIC, QUEUE)).isEqualTo(once);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            caravan-topics      | ToBilling
            "sqs:SendMessage"   | ["SQS:SendMessage"]
            "sns.amazonaws.com" | ["sns.amazonaws.com"]
            ArnEquals           | ArnLike
            aws:SourceArn       | AWS:SourceArn
            """)
    void accepts_the_same_statement_of_another_tool(String ours, String theirs) {
        QueuePolicy written = QueuePolicy.of(QueuePolicy.of(null)
                .allowing(TOPIC, QUEUE)
                .json()
                .replace("caravan-topics", "ToBilling")
                .replace(ours, theirs));

        assertThat(written.lets(TOPIC, QUEUE)).isTrue();
        assertThat(written.allowing(TOPIC, QUEUE)).isEqualTo(written);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "Allow"             | "Deny"
            "Service"           | "AWS"
            "sqs:SendMessage"   | "sqs:ReceiveMessage"
            :billing            | :shipping
            "Resource"          | "NotResource"
            {"ArnEquals"        | {"Bool":{"aws:SecureTransport":true},"ArnEquals"
            {"aws:SourceArn"    | {"aws:PrincipalArn":"x","aws:SourceArn"
            ArnEquals           | ArnNotEquals
            """)
    void does_not_accept_a_statement_that_allows_less(String ours, String theirs) {
        QueuePolicy written = QueuePolicy.of(QueuePolicy.of(null)
                .allowing(TOPIC, QUEUE)
                .json()
                .replace("caravan-topics", "ToBilling")
                .replace(ours, theirs));

        assertThat(written.lets(TOPIC, QUEUE)).isFalse();
        assertThat(written.allowing(TOPIC, QUEUE).statements()).hasSize(2);
    }

    private static String ofOne(String sid, String topic) {
        return """
                {"Sid": "%s", "Effect": "Allow", "Principal": {"Service": "sns.amazonaws.com"}, "Action": "sqs:SendMessage",
                 "Resource": "arn:aws:sqs:eu-central-1:123456789012:billing",
                 "Condition": {"ArnEquals": {"aws:SourceArn": "arn:aws:sns:eu-central-1:123456789012:%s"}}}
                """.formatted(sid, topic);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'Principal':'*','Action':'SQS:SendMessage','Resource':'*',"
                        + "'Condition':{'ArnEquals':{'aws:SourceArn':'TOPIC'}}",
                "'Principal':{'AWS':'*'},'Action':['sqs:*'],'Resource':['QUEUE'],"
                        + "'Condition':{'ArnLike':{'AWS:SourceArn':'arn:aws:sns:*:*:ord*'}}",
                "'Principal':{'Service':['s3.amazonaws.com','sns.amazonaws.com']},'Action':'sqs:Send*','Resource':'QUEUE',"
                        + "'Condition':{'StringEquals':{'aws:SourceAccount':'123456789012'}}",
                "'Principal':{'Service':'sns.amazonaws.com'},'Action':'sqs:SendMessage','Resource':'*'"
            })
    void a_statement_of_others_that_lets_the_topic_send_is_enough(String theirs) {
        QueuePolicy policy = QueuePolicy.of("{'Statement':[{'Effect':'Allow',%s}]}"
                .formatted(theirs)
                .replace("TOPIC", TOPIC)
                .replace("QUEUE", QUEUE)
                .replace('\'', '"'));

        assertThat(policy.lets(TOPIC, QUEUE)).isTrue();
        assertThat(policy.allowing(TOPIC, QUEUE)).isEqualTo(policy);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'Effect':'Deny','Principal':'*','Action':'sqs:*','Resource':'*'",
                "'Effect':'Allow','Principal':{'AWS':'123456789012'},'Action':'sqs:*','Resource':'*'",
                "'Effect':'Allow','Principal':'*','Action':'sqs:ReceiveMessage','Resource':'*'",
                "'Effect':'Allow','Principal':'*','Action':'sqs:*','Resource':'QUEUE-other'",
                "'Effect':'Allow','Principal':'*','Action':'sqs:*','Resource':'*',"
                        + "'Condition':{'ArnEquals':{'aws:SourceArn':'TOPIC-other'}}",
                "'Effect':'Allow','Principal':'*','Action':'sqs:*','Resource':'*',"
                        + "'Condition':{'StringEquals':{'aws:SourceAccount':'999999999999'}}",
                "'Effect':'Allow','Principal':'*','Action':'sqs:*','Resource':'*',"
                        + "'Condition':{'ArnNotEquals':{'aws:SourceArn':'TOPIC'}}",
                "'Effect':'Allow','Principal':'*','Action':'sqs:*','Resource':'*',"
                        + "'Condition':{'IpAddress':{'aws:SourceIp':'10.0.0.0/8'}}"
            })
    void a_statement_with_another_effect_or_scope_lets_no_topic_send(String theirs) {
        QueuePolicy policy = QueuePolicy.of("{'Statement':[{%s}]}"
                .formatted(theirs)
                .replace("TOPIC", TOPIC)
                .replace("QUEUE", QUEUE)
                .replace('\'', '"'));

        assertThat(policy.lets(TOPIC, QUEUE)).isFalse();
        assertThat(policy.allowing(TOPIC, QUEUE).lets(TOPIC, QUEUE)).isTrue();
    }
}
