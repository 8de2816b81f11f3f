package routes;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import history.EventHistory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import ledger.State;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.commons.codec.digest.HmacAlgorithms;
import org.apache.commons.codec.digest.HmacUtils;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import process.Json;
import testing.Backbone;

/** The recipes in {@code docs/recipes}, as they are written there, with payloads from their senders. */
class RecipesTest {
    private static final Path RECIPES = Path.of("docs/recipes");
    private static final Path PAYLOADS = Path.of("src/test/resources/recipes");
    private static final Pattern BLOCK = Pattern.compile("```properties\n(.*?)```", Pattern.DOTALL);
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final String SECRET = "It's a Secret to Everybody";

    /** An event that a handler got: the headers, and the body as text. */
    private record Handled(Map<String, Object> headers, String body) {
        String id() {
            return (String) headers.get("ce-id");
        }
    }

    private static final List<Handled> HANDLED = new CopyOnWriteArrayList<>();

    private static Backbone backbone;
    private static long slackTime;

    @BeforeAll
    static void start() throws IOException {
        String all = recipes().stream().map(RecipesTest::block).collect(Collectors.joining());
        backbone = Backbone.of(all).routes(handlers(all));
        for (String route : List.of("github", "stripe", "slack-events", "slack-commands", "shopify")) {
            backbone.property("webhooks.%s.secret".formatted(route), SECRET);
        }
        backbone.start();
        slackTime = Instant.now().getEpochSecond();
    }

    @AfterAll
    static void stop() {
        backbone.close();
    }

    @BeforeEach
    void forget() {
        HANDLED.clear();
    }

    @Test
    void the_index_has_every_recipe() throws IOException {
        String index = Files.readString(RECIPES.resolve("README.md"));

        assertThat(recipes())
                .hasSize(8)
                .allSatisfy(recipe -> assertThat(index).contains("(" + recipe.getFileName() + ")"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"json", "form"})
    void a_push_to_github_is_built_once_however_often_it_is_delivered(String how) throws Exception {
        String json = payload("github.json");
        boolean isForm = how.equals("form");
        String body = isForm ? "payload=" + URLEncoder.encode(json, UTF_8) : json;
        String id = "72d3162e-cc78-11e3-81ab-4c9367dc0958" + how;
        String type = isForm ? "application/x-www-form-urlencoded" : "application/json";

        assertOnlySignedIsPublished(
                "github",
                body,
                signature -> List.of(
                        "Content-Type",
                        type,
                        "X-GitHub-Event",
                        "push",
                        "X-GitHub-Delivery",
                        id,
                        "X-Hub-Signature-256",
                        "sha256=" + signature));

        assertHandledOnce(
                id,
                Map.of(
                        "ce-type", "com.github.push",
                        "ce-subject", "Codertocat/Hello-World",
                        "ce-source", "/caravan/github",
                        "Content-Type", "application/json"),
                json);
    }

    @Test
    void a_payment_of_stripe_is_booked_once() throws Exception {
        String body = payload("stripe.json");
        long now = Instant.now().getEpochSecond();

        assertOnlySignedIsPublished(
                "stripe",
                now + ".",
                body,
                signature -> List.of(
                        "Content-Type",
                        "application/json; charset=utf-8",
                        "Stripe-Signature",
                        "t=%d,v1=%s".formatted(now, signature)));

        assertHandledOnce(
                "evt_1NG8Du2eZvKYlo2CUI79vXWy",
                Map.of(
                        "ce-type", "com.stripe.payment_intent.succeeded",
                        "ce-subject", "pi_3NG8Du2eZvKYlo2C1FGHkjyK",
                        "ce-time", "2023-06-06T22:19:30Z"),
                body);
    }

    @Test
    void an_event_of_slack_reaches_the_bot_once() throws Exception {
        String body = payload("slack-event.json");

        assertOnlySignedIsPublished(
                "slack/events", slackPrefix(), body, signature -> slack(signature, "application/json"));

        assertHandledOnce(
                "Ev123ABC456",
                Map.of(
                        "ce-type", "com.slack.name_of_event",
                        "ce-subject", "T123ABC456",
                        "ce-time", "2009-02-13T23:31:30Z"),
                body);
    }

    @Test
    void a_slack_challenge_is_returned_and_not_published() throws Exception {
        int before = published();
        String body = payload("slack-challenge.json");
        String signature = hex(slackPrefix() + body);

        HttpResponse<String> answer = post("slack/events", body, slack(signature, "application/json"));
        HttpResponse<String> unsigned = post("slack/events", body, slack("00", "application/json"));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkvFXO7tYXAYM8P");
        assertThat(unsigned.statusCode()).isEqualTo(401);
        assertThat(published()).isEqualTo(before);
    }

    @Test
    void a_slack_command_becomes_json() throws Exception {
        String body = payload("slack-command.form");

        assertOnlySignedIsPublished(
                "slack/commands",
                slackPrefix(),
                body,
                signature -> slack(signature, "application/x-www-form-urlencoded"));

        Handled command = assertHandledOnce(
                "13345224609.738474920.8088930838d88f008e0",
                Map.of(
                        "ce-type", "com.slack.command",
                        "ce-subject", "/weather",
                        "Content-Type", "application/json"));
        assertThat(Json.read(command.body()).path("response_url").asText())
                .isEqualTo("https://hooks.slack.com/commands/1234/5678");
    }

    @Test
    void an_order_of_shopify_is_packed_once() throws Exception {
        String body = payload("shopify.json");

        assertOnlySignedIsPublished(
                "shopify",
                body,
                signature -> List.of(
                        "Content-Type",
                        "application/json",
                        "X-Shopify-Topic",
                        "orders/create",
                        "X-Shopify-Shop-Domain",
                        "johns-apparel.myshopify.com",
                        "X-Shopify-Webhook-Id",
                        "b54557e4-bdd9-4b37-8a5f-bf7d70bcd043",
                        "X-Shopify-Triggered-At",
                        "2023-03-29T18:00:27.877041743Z",
                        "X-Shopify-Hmac-Sha256",
                        Base64.getEncoder().encodeToString(bytes(signature))));

        assertHandledOnce(
                "b54557e4-bdd9-4b37-8a5f-bf7d70bcd043",
                Map.of(
                        "ce-source", "https://johns-apparel.myshopify.com",
                        "ce-type", "com.shopify.orders/create",
                        "ce-subject", "820982911946154508",
                        "ce-time", "2023-03-29T18:00:27.877041743Z"),
                body);
    }

    @Test
    void an_event_of_eventbridge_is_handled_once_raw_and_in_an_envelope() throws Exception {
        String body = payload("eventbridge.json");

        send("inventory", body);
        send("inventory", body);
        send("inventory", enveloped(body));

        assertHandledOnce(
                "6a7e8feb-b491-4cf7-a9f1-bf3703467718",
                Map.of(
                        "ce-source", "aws.ec2",
                        "ce-type", "EC2 Instance State-change Notification",
                        "ce-subject", "arn:aws:ec2:us-west-1:123456789012:instance/i-1234567890abcdef0",
                        "ce-time", "2017-12-22T18:43:48Z"),
                body);
    }

    @ParameterizedTest
    @CsvSource({
        "s3.json, thumbnails, com.amazonaws.s3.ObjectCreated:Put, aws:s3.us-west-2.amzn-s3-demo-bucket, HappyFace.jpg,"
                + " 1970-01-01T00:00:00.000Z",
        "cloudwatch.json, on-call, com.amazonaws.cloudwatch.Alarm,"
                + " arn:aws:cloudwatch:eu-west-1:000000000000:alarm:Example alarm name, Example alarm name,"
                + " 2017-01-12T16:30:42.236Z",
        "ses.json, suppression, com.amazonaws.ses.Bounce, arn:aws:ses:us-east-1:888888888888:identity/example.com,"
                + " 00000138111222aa-33322211-cccc-cccc-cccc-ddddaaaa0680-000000, 2016-01-27T14:59:38.237Z"
    })
    void an_event_without_an_id_gets_the_id_of_its_message(
            String file, String queue, String type, String source, String subject, String time) throws Exception {
        String body = payload(file);

        String messageId = send(queue, body);
        send(queue, enveloped(body));

        String snsId = Json.read(enveloped(body)).path("MessageId").asText();
        assertHandledOnce(
                messageId, Map.of("ce-type", type, "ce-source", source, "ce-subject", subject, "ce-time", time), body);
        assertHandledOnce(
                snsId,
                Map.of(
                        "ce-type", type,
                        "ce-source", "arn:aws:sns:us-west-2:123456789012:MyTopic",
                        "ce-subject", "My First Message",
                        "ce-time", "2012-05-02T00:54:06.655Z"),
                body);
    }

    /** Asserts that an event was handled once although it came more often, and is found by the id that its handler got. */
    private static Handled assertHandledOnce(String id, Map<String, Object> headers) {
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(HANDLED).extracting(Handled::id).contains(id));
        await().untilAsserted(() -> assertThat(backbone.context()
                        .getRegistry()
                        .findSingleByType(EventHistory.class)
                        .of(id)
                        .orElseThrow()
                        .subscribers())
                .isNotEmpty()
                .allMatch(subscriber -> subscriber.state() == State.DONE));
        await().untilAsserted(() -> assertThat(waiting()).isZero());
        assertThat(HANDLED).filteredOn(handled -> id.equals(handled.id())).hasSize(1);
        Handled handled =
                HANDLED.stream().filter(one -> id.equals(one.id())).findFirst().orElseThrow();
        assertThat(handled.headers()).containsAllEntriesOf(headers).containsEntry("ce-specversion", "1.0");
        return handled;
    }

    private static void assertHandledOnce(String id, Map<String, Object> headers, String body) {
        assertThat(assertHandledOnce(id, headers).body()).isEqualTo(body);
    }

    private static int waiting() {
        return backbone.aws().sqs().listQueues().queueUrls().stream()
                .map(url -> backbone.aws()
                        .sqs()
                        .getQueueAttributes(queue -> queue.queueUrl(url).attributeNamesWithStrings("All"))
                        .attributesAsStrings())
                .mapToInt(queue -> Integer.parseInt(queue.get("ApproximateNumberOfMessages"))
                        + Integer.parseInt(queue.get("ApproximateNumberOfMessagesNotVisible")))
                .sum();
    }

    @FunctionalInterface
    private interface Signed {
        List<String> headers(String signature);
    }

    private static void assertOnlySignedIsPublished(String path, String body, Signed request) throws Exception {
        assertOnlySignedIsPublished(path, "", body, request);
    }

    /** Posts a request twice, like a sender that got no answer. */
    private static void assertOnlySignedIsPublished(String path, String before, String body, Signed request)
            throws Exception {
        int publishedBefore = published();
        String right = hex(before + body);
        List<String> wrong = new ArrayList<>(request.headers(right));
        wrong.replaceAll(header ->
                header.contains(right) || header.equals(Base64.getEncoder().encodeToString(bytes(right)))
                        ? "sha256=" + "0".repeat(64)
                        : header);

        assertThat(post(path, body, wrong).statusCode()).isEqualTo(401);
        assertThat(post(path, body + " ", request.headers(right)).statusCode()).isEqualTo(401);
        assertThat(post(path, body, List.of("Content-Type", "application/json")).statusCode())
                .isEqualTo(401);
        assertThat(published()).isEqualTo(publishedBefore);
        for (int delivery = 0; delivery < 2; delivery++) {
            HttpResponse<String> answer = post(path, body, request.headers(right));
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        }
        assertThat(published()).isEqualTo(publishedBefore + 2);
    }

    private static int published() {
        return backbone.cloud().sns().count("PublishBatch");
    }

    private static String slackPrefix() {
        return "v0:" + slackTime + ":";
    }

    private static List<String> slack(String signature, String contentType) {
        return List.of(
                "Content-Type",
                contentType,
                "X-Slack-Request-Timestamp",
                String.valueOf(slackTime),
                "X-Slack-Signature",
                "v0=" + signature);
    }

    private static String hex(String signed) {
        return new HmacUtils(HmacAlgorithms.HMAC_SHA_256, SECRET).hmacHex(signed);
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex);
    }

    private static HttpResponse<String> post(String path, String body, List<String> headers) throws Exception {
        return HTTP.send(
                HttpRequest.newBuilder(backbone.http().resolve("/webhooks/" + path))
                        .headers(headers.toArray(String[]::new))
                        .POST(BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }

    private static String send(String queue, String body) {
        String url =
                backbone.aws().sqs().getQueueUrl(name -> name.queueName(queue)).queueUrl();
        return backbone.aws()
                .sqs()
                .sendMessage(message -> message.queueUrl(url).messageBody(body))
                .messageId();
    }

    /** The body in an envelope of SNS, whose message id differs for each body. */
    private static String enveloped(String body) throws IOException {
        ObjectNode envelope = (ObjectNode) Json.read(payload("sns.json"));
        envelope.put("Message", body);
        envelope.put("MessageId", "22b80b92-fdea-4c2c-8f9d-" + Integer.toHexString(body.hashCode()));
        return Json.pretty(envelope);
    }

    private static String payload(String file) throws IOException {
        return Files.readString(PAYLOADS.resolve(file));
    }

    private static List<Path> recipes() throws IOException {
        try (Stream<Path> files = Files.list(RECIPES)) {
            return files.filter(file -> !file.endsWith("README.md")).sorted().toList();
        }
    }

    private static String block(Path recipe) {
        try {
            Matcher block = BLOCK.matcher(Files.readString(recipe));
            assertThat(block.find()).as("a properties block in %s", recipe).isTrue();
            return block.group(1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static RouteBuilder handlers(String recipes) {
        TreeSet<String> names = Pattern.compile("direct:[a-z-]+")
                .matcher(recipes)
                .results()
                .map(found -> found.group())
                .collect(Collectors.toCollection(TreeSet::new));
        return new RouteBuilder() {
            @Override
            public void configure() {
                names.forEach(name -> from(name).process(RecipesTest::handle));
            }
        };
    }

    private static void handle(Exchange exchange) {
        HANDLED.add(new Handled(
                Map.copyOf(exchange.getMessage().getHeaders()),
                exchange.getMessage().getBody(String.class)));
    }
}
