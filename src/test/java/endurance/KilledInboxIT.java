package endurance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import local.LocalCloud;
import local.ProxiedCloud;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import topology.Inbox;

/**
 * The packaged application is killed repeatedly while clients are connected to it, and while their connections break.
 * In the end each client has got each of its events, and nothing is left hidden.
 *
 * <p>Two kills and 60 cut connections, or 20 and 1,000 with {@code -Dendurance=long}.
 */
class KilledInboxIT {
    private static final boolean LONG = "long".equals(System.getProperty("endurance"));
    private static final int KILLS = Integer.getInteger("endurance.kills", LONG ? 20 : 2);
    private static final int CUTS = Integer.getInteger("endurance.cuts", LONG ? 1_000 : 60);
    private static final int EVENTS_BETWEEN_KILLS = Math.max(100, 8 * CUTS / (KILLS + 1));
    private static final String SECRET = "a secret of 32 characters or more";
    private static final Inbox INBOX = new Inbox("app");
    private static final List<String> NAMES =
            IntStream.rangeClosed(1, 10).mapToObj(number -> "c" + number).toList();
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final long seed = Long.getLong("endurance.seed", new Random().nextInt(1_000_000));
    private final Random random = new Random(seed);
    private final Path log = Path.of("target", "endurance", "inbox.log");
    private final List<Life> lives = new CopyOnWriteArrayList<>();
    private final ScheduledExecutorService clock = Executors.newScheduledThreadPool(2);
    private final AtomicInteger cutsLeft = new AtomicInteger(CUTS);
    private final List<RestlessClient> clients = new ArrayList<>();
    private final Map<String, Set<String>> sent = new HashMap<>();
    private final List<AutoCloseable> open = new ArrayList<>();
    private SqsClient sqs;
    private int number;

    @AfterEach
    void close() throws Exception {
        clients.forEach(RestlessClient::leave);
        clock.shutdownNow();
        for (int i = open.size() - 1; i >= 0; i--) {
            open.get(i).close();
        }
    }

    @Test
    void every_client_gets_every_event_despite_killed_servers_and_cut_connections() throws Exception {
        Files.createDirectories(log.getParent());
        Files.deleteIfExists(log);
        ProxiedCloud cloud = opened(LocalCloud.withProxies(seed));
        QueueContents queues = opened(new QueueContents(cloud.sqs().endpoint()));
        sqs = opened(QueueContents.client(cloud.sqs().endpoint()));
        PackagedCaravan server = opened(
                new PackagedCaravan(cloud, "inbox.properties", cloud.sqs().endpoint(), log, lives::add));
        server.start();
        await("the queues").atMost(PATIENCE).until(() -> queues.all().containsAll(needed()));
        connect(server);

        for (int kill = 0; kill < KILLS; kill++) {
            int enough = number + 1 + random.nextInt(EVENTS_BETWEEN_KILLS / 2);
            CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> send(EVENTS_BETWEEN_KILLS));
            await("kill " + kill + ", seed " + seed).atMost(PATIENCE).until(() -> received() >= enough);
            server.kill();
            server.start();
            sending.join();
        }
        send(EVENTS_BETWEEN_KILLS);

        await("all events, seed " + seed)
                .atMost(PATIENCE)
                .untilAsserted(() -> clients.forEach(client -> assertThat(client.received())
                        .as(client.name())
                        .containsExactlyInAnyOrderElementsOf(sent.get(client.name()))));
        await("nothing is hidden, seed " + seed)
                .atMost(PATIENCE)
                .untilAsserted(
                        () -> needed().forEach(queue -> assertThat(queues.visible(queue) + queues.inFlight(queue))
                                .as(queue)
                                .isZero()));
        assertThat(clients).allSatisfy(client -> assertThat(client.foreign()).isEmpty());
        assertThat(cutsLeft.get()).as("cut connections, seed " + seed).isLessThanOrEqualTo(0);
        server.stop();
        assertThat(lives)
                .extracting(Life::end)
                .filteredOn(Life.Death.KILLED::equals)
                .hasSize(KILLS);
        System.out.printf(
                "Inbox: %d events sent, %d received, %d kills, %d cut connections; seed %d%n",
                number, received(), lives.size() - 1, CUTS - Math.max(0, cutsLeft.get()), seed);
    }

    private static Set<String> needed() {
        Set<String> queues = new TreeSet<>(Set.of("for-clients", "for-clients-dead-letters"));
        NAMES.forEach(client -> queues.add(INBOX.queue(client).name()));
        queues.add(INBOX.deadLetters().name());
        return queues;
    }

    private void connect(PackagedCaravan server) {
        HttpClient http = HttpClient.newHttpClient();
        for (String name : NAMES) {
            sent.put(name, new TreeSet<>());
            clients.add(new RestlessClient(http, server.endpoint(), name, SECRET, random.nextLong(), clock, cutsLeft));
        }
        clients.forEach(RestlessClient::connect);
    }

    private void send(int events) {
        String url =
                sqs.getQueueUrl(request -> request.queueName("for-clients")).queueUrl();
        for (int i = 0; i < events; i++) {
            String id = "e" + number++;
            String client = NAMES.get(random.nextInt(NAMES.size()));
            sent.get(client).add(id);
            sqs.sendMessage(request -> request.queueUrl(url)
                    .messageBody("{\"number\":\"%s\"}".formatted(id))
                    .messageAttributes(Map.of(
                            "ce_id", text(id),
                            "ce_source", text("/test"),
                            "ce_type", text("Sent"),
                            "ce_subject", text(client))));
        }
    }

    private int received() {
        return clients.stream().mapToInt(client -> client.received().size()).sum();
    }

    private static MessageAttributeValue text(String value) {
        return MessageAttributeValue.builder()
                .dataType("String")
                .stringValue(value)
                .build();
    }

    private <T extends AutoCloseable> T opened(T closeable) {
        open.add(closeable);
        return closeable;
    }
}
