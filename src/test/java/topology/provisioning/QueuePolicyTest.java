package topology.provisioning;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class QueuePolicyTest {
    private static final String TOPIC = "arn:aws:sns:eu-central-1:123456789012:orders";
    private static final String QUEUE = "arn:aws:sqs:eu-central-1:123456789012:billing";

    @Test
    void allows_exactly_this_topic_to_send_to_exactly_this_queue() {
        assertThat(QueuePolicy.of(null).allowing(TOPIC, QUEUE)).isEqualTo(QueuePolicy.of("""
                                {"Version": "2012-10-17", "Statement": [{
                                   "Sid": "caravan-eu-central-1-123456789012-orders",
                                   "Effect": "Allow",
                                   "Principal": {"Service": "sns.amazonaws.com"},
                                   "Action": "sqs:SendMessage",
                                   "Resource": "arn:aws:sqs:eu-central-1:123456789012:billing",
                                   "Condition": {"ArnEquals": {"aws:SourceArn": "arn:aws:sns:eu-central-1:123456789012:orders"}}
                                }]}
                                """));
    }

    @Test
    void stays_the_same_the_second_time() {
        QueuePolicy once = QueuePolicy.of(null).allowing(TOPIC, QUEUE);

        assertThat(once.allowing(TOPIC, QUEUE)).isEqualTo(once);
    }

    @Test
    void lets_several_topics_feed_one_queue() {
        QueuePolicy both = QueuePolicy.of(null)
                .allowing(TOPIC, QUEUE)
                .allowing("arn:aws:sns:eu-central-1:999999999999:orders", QUEUE);

        assertThat(both.json()).contains("caravan-eu-central-1-123456789012-orders");
        assertThat(both.json()).contains("caravan-eu-central-1-999999999999-orders");
    }

    @Test
    void tells_a_fifo_topic_from_a_standard_one() {
        assertThat(QueuePolicy.of(null)
                        .allowing(TOPIC + ".fifo", QUEUE + ".fifo")
                        .json())
                .contains("\"Sid\":\"caravan-fifo-eu-central-1-123456789012-orders\"");
    }

    @Test
    void leaves_foreign_statements_and_the_id_of_a_policy_untouched() {
        QueuePolicy foreign = QueuePolicy.of("""
                {"Version":"2008-10-17","Id":"theirs","Statement":{"Sid":"x","Effect":"Deny","Principal":"*",
                 "Action":"sqs:*","Resource":"*"}}
                """);

        assertThat(foreign.allowing(TOPIC, QUEUE).json())
                .startsWith(
                        "{\"Version\":\"2008-10-17\",\"Id\":\"theirs\",\"Statement\":[{\"Sid\":\"x\",\"Effect\":\"Deny\","
                                + "\"Principal\":\"*\",\"Action\":\"sqs:*\",\"Resource\":\"*\"},{\"Sid\":\"caravan-");
    }

    @Test
    void replaces_its_own_statement_if_someone_changed_it() {
        QueuePolicy once = QueuePolicy.of(null).allowing(TOPIC, QUEUE);
        QueuePolicy changed = QueuePolicy.of(once.json().replace("sqs:SendMessage", "sqs:*"));

        assertThat(changed.allowing(TOPIC, QUEUE)).isEqualTo(once);
    }

    @Test
    void is_content_with_the_same_statement_of_another_tool() {
        QueuePolicy theirs = QueuePolicy.of(QueuePolicy.of(null)
                .allowing(TOPIC, QUEUE)
                .json()
                .replace("caravan-eu-central-1-123456789012-orders", "ToBilling"));

        assertThat(theirs.allowing(TOPIC, QUEUE)).isEqualTo(theirs);
    }
}
