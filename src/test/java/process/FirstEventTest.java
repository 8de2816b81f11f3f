package process;

import static org.assertj.core.api.Assertions.assertThat;

import configuration.ConfiguredRoute;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FirstEventTest {
    private static final String CLI =
            "AWS_ACCESS_KEY_ID=x AWS_SECRET_ACCESS_KEY=x AWS_REGION=us-east-1 aws --endpoint-url ";
    private static final String JSON = " -H 'Content-Type: application/json' ";

    private final FirstEvent first =
            new FirstEvent(Optional.of("http://here:8080"), new Greeting.Aws("http://sqs", "http://sns", "http://db"));

    @Test
    void is_posted_to_the_first_route_that_takes_one() {
        assertThat(into(List.of(
                        Map.of("topic", "customers", "from", "timer:tick"),
                        Map.of(
                                "topic",
                                "customers",
                                "from",
                                "platform-http:/events/customers?httpMethodRestrict=POST,PUT"),
                        Map.of("topic", "orders", "from", "platform-http:/events/orders"))))
                .contains("curl http://here:8080/events/customers" + JSON + "-d '{\"amount\":42}'");
    }

    @Test
    void is_sent_with_the_path_and_method_of_the_route() {
        assertThat(into(List.of(
                        Map.of("topic", "a", "from", "platform-http://shops/{shop}/events?httpMethodRestrict=PUT"))))
                .contains("curl http://here:8080/shops/1/events -X PUT" + JSON + "-d '{\"amount\":42}'");
    }

    @Test
    void has_the_required_headers_of_the_route_if_every_route_requires_some() {
        Map<String, String> ordered =
                Map.of("topic", "a.fifo", "from", "platform-http:/a", "group", "${header.ce-subject}");

        assertThat(into(List.of(ordered)))
                .contains("curl http://here:8080/a" + JSON + "-H 'ce-subject: 1' -d '{\"amount\":42}'");
        assertThat(into(List.of(ordered, Map.of("topic", "b", "from", "platform-http:/b"))))
                .contains("curl http://here:8080/b" + JSON + "-d '{\"amount\":42}'");
    }

    @Test
    void is_a_file_if_no_route_accepts_a_post() {
        assertThat(into(List.of(Map.of("topic", "a", "from", "file:in/box?readLock=changed"))))
                .contains("echo '{\"amount\":42}' > in/box/event.json");
    }

    @Test
    void is_published_to_sns_if_only_the_topic_is_configured() {
        assertThat(into(List.of(Map.of("queue", "b", "handler", "direct:b"), Map.of("topic", "a.fifo", "queue", "b"))))
                .contains(CLI + "http://sns sns publish --topic-arn arn:aws:sns:us-east-1:000000000000:a.fifo"
                        + " --message '{\"amount\":42}' --message-group-id 1 --message-deduplication-id 1");
    }

    @Test
    void is_sent_to_a_queue_that_no_topic_feeds() {
        assertThat(into(List.of(Map.of("queue", "b", "handler", "direct:b"))))
                .contains(CLI + "http://sqs sqs send-message --queue-url http://sqs/000000000000/b"
                        + " --message-body '{\"amount\":42}'");
    }

    @Test
    void is_none_without_routes() {
        assertThat(into(List.of())).isEmpty();
    }

    private Optional<String> into(List<Map<String, String>> routes) {
        return first.into(routes.stream()
                .map(parameters -> new ConfiguredRoute("route", "template", parameters))
                .toList());
    }
}
