package local.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import local.Clients;
import local.http.HttpAnswer;
import local.http.LoopbackServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;

class FaultsTest {
    private final LoopbackServer target = LoopbackServer.start(
            "DynamoDB", 0, call -> HttpAnswer.of(200, "application/x-amz-json-1.0", "{\"TableNames\":[]}"));
    private final AwsProxy proxy = AwsProxy.inFrontOf(target.endpoint());

    @AfterEach
    void stop() {
        proxy.close();
        target.close();
    }

    @Test
    void strike_the_chosen_actions_only() {
        proxy.faults().on("PutItem").throttle();

        assertThat(statuses(proxy, 1)).containsExactly(200);
    }

    @Test
    void strike_the_next_calls_and_no_more() {
        proxy.faults().on("ListTables").times(2).throttle();

        assertThat(statuses(proxy, 4)).containsExactly(400, 400, 200, 200);
    }

    @Test
    void strike_about_the_chosen_share_of_the_calls() {
        proxy.faults().on("ListTables").withProbability(0.3).throttle();

        assertThat(statuses(proxy, 200).stream().filter(status -> status == 400).count())
                .isBetween(40L, 80L);
    }

    @Test
    void strike_the_same_calls_again_from_the_same_seed() {
        List<Integer> first = statusesFromSeed(7);
        List<Integer> second = statusesFromSeed(7);
        List<Integer> other = statusesFromSeed(8);

        assertThat(second).isEqualTo(first);
        assertThat(other).isNotEqualTo(first);
    }

    @Test
    void strike_in_the_order_in_which_they_were_added() {
        proxy.faults().on("ListTables").times(1).internalError();
        proxy.faults().onEverything().times(1).throttle();

        assertThat(statuses(proxy, 3)).containsExactly(500, 400, 200);
    }

    @Test
    void strike_after_a_delay_too() {
        proxy.faults().on("ListTables").delay(Duration.ofMillis(1));
        proxy.faults().on("ListTables").throttle();

        assertThat(statuses(proxy, 1)).containsExactly(400);
    }

    @Test
    void let_calls_that_are_no_batch_pass_when_entries_fail() {
        proxy.faults().onEverything().failEntriesWithProbability(1);

        assertThat(statuses(proxy, 1)).containsExactly(200);
    }

    @Test
    void end_when_they_are_cleared() {
        proxy.faults().onEverything().unavailable();
        proxy.faults().clear();

        assertThat(statuses(proxy, 1)).containsExactly(200);
    }

    @Test
    void hold_calls_until_they_are_cleared() throws Exception {
        proxy.faults().on("ListTables").hold();
        CompletableFuture<List<Integer>> held = CompletableFuture.supplyAsync(() -> statuses(proxy, 1));
        await().until(() -> proxy.count("ListTables") == 1);
        assertThat(proxy.calls().get(0).status()).isEqualTo(Call.OPEN);

        proxy.faults().clear();

        assertThat(held).succeedsWithin(Duration.ofSeconds(10)).isEqualTo(List.of(200));
        assertThat(statuses(proxy, 1)).containsExactly(200);
    }

    @Test
    void a_proxy_without_a_service_behind_it_cuts_the_connection() {
        URI nobody = target.endpoint();
        target.close();

        try (AwsProxy alone = AwsProxy.inFrontOf(nobody)) {
            assertThatThrownBy(() -> statuses(alone, 1)).hasMessageContaining("failed to respond");
        }
    }

    private List<Integer> statusesFromSeed(long seed) {
        try (AwsProxy seeded = AwsProxy.inFrontOf(target.endpoint(), seed)) {
            seeded.faults().onEverything().withProbability(0.5).throttle();
            return statuses(seeded, 50);
        }
    }

    private static List<Integer> statuses(AwsProxy proxy, int calls) {
        try (DynamoDbClient client = Clients.dynamoDb(proxy.endpoint())) {
            return IntStream.range(0, calls).mapToObj(i -> status(client)).toList();
        }
    }

    private static int status(DynamoDbClient client) {
        try {
            return client.listTables().sdkHttpResponse().statusCode();
        } catch (DynamoDbException e) {
            return e.statusCode();
        }
    }
}
