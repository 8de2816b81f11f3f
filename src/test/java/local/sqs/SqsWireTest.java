package local.sqs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The requests and answers on the wire, in both protocols. */
class SqsWireTest {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private static LocalSqs sqs;

    @BeforeAll
    static void start() {
        sqs = LocalSqs.start(0);
    }

    @AfterAll
    static void stop() {
        sqs.close();
    }

    @Test
    void an_empty_receive_names_no_messages() throws Exception {
        create("empty");

        assertThat(json("ReceiveMessage", "{\"QueueUrl\":\"" + url("empty") + "\"}")
                        .body())
                .isEqualTo("{}");
    }

    @Test
    void an_error_has_its_code_for_clients_of_both_protocols() throws Exception {
        HttpResponse<String> json = json("GetQueueUrl", "{\"QueueName\":\"missing\"}");
        HttpResponse<String> query = query("GetQueueUrl", Map.of("QueueName", "missing"));

        assertThat(json.statusCode()).isEqualTo(400);
        assertThat(json.headers().firstValue("x-amzn-query-error"))
                .contains("AWS.SimpleQueueService.NonExistentQueue;Sender");
        assertThat(json.body()).contains("\"__type\":\"com.amazonaws.sqs#QueueDoesNotExist\"", "\"message\":");
        assertThat(query.statusCode()).isEqualTo(400);
        assertThat(query.body())
                .contains("<Code>AWS.SimpleQueueService.NonExistentQueue</Code>", "<Type>Sender</Type>");
    }

    @Test
    void a_malformed_json_body_is_refused() throws Exception {
        HttpResponse<String> answer = json("ListQueues", "{");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("SerializationException");
    }

    @Test
    void a_client_of_the_query_protocol_works_with_a_queue() throws Exception {
        query(
                "CreateQueue",
                Map.of(
                        "QueueName", "older",
                        "Attribute.1.Name", "MessageRetentionPeriod",
                        "Attribute.1.Value", "120",
                        "Tag.1.Key", "team",
                        "Tag.1.Value", "billing"));
        query(
                "SendMessageBatch",
                Map.of(
                        "QueueUrl", url("older"),
                        "SendMessageBatchRequestEntry.1.Id", "first",
                        "SendMessageBatchRequestEntry.1.MessageBody", "1 < 2\r\n& ö",
                        "SendMessageBatchRequestEntry.1.MessageAttribute.1.Name", "ce_type",
                        "SendMessageBatchRequestEntry.1.MessageAttribute.1.Value.DataType", "String",
                        "SendMessageBatchRequestEntry.1.MessageAttribute.1.Value.StringValue", "OrderPlaced"));

        String received = query(
                        "ReceiveMessage",
                        Map.of(
                                "QueueUrl", url("older"),
                                "MaxNumberOfMessages", "10",
                                "AttributeName.1", "All",
                                "MessageAttributeName.1", "ce_.*"))
                .body();
        Matcher handle = Pattern.compile("<ReceiptHandle>(.+)</ReceiptHandle>").matcher(received);
        assertThat(handle.find()).isTrue();
        String deleted = query(
                        "DeleteMessageBatch",
                        Map.of(
                                "QueueUrl", url("older"),
                                "DeleteMessageBatchRequestEntry.1.Id", "only",
                                "DeleteMessageBatchRequestEntry.1.ReceiptHandle", handle.group(1)))
                .body();

        assertThat(received)
                .contains("<Body>1 &lt; 2&#13;\n&amp; ö</Body>")
                .contains("<MessageAttribute><Name>ce_type</Name><Value>", "<StringValue>OrderPlaced</StringValue>")
                .contains("<Attribute><Name>ApproximateReceiveCount</Name><Value>1</Value></Attribute>");
        assertThat(deleted).contains("<DeleteMessageBatchResultEntry><Id>only</Id></DeleteMessageBatchResultEntry>");
        assertThat(query("GetQueueAttributes", Map.of("QueueUrl", url("older"), "AttributeName.1", "All"))
                        .body())
                .contains("<Name>MessageRetentionPeriod</Name><Value>120</Value>");
        assertThat(query("ListQueueTags", Map.of("QueueUrl", url("older"))).body())
                .contains("<Tag><Key>team</Key><Value>billing</Value></Tag>");
    }

    @Test
    void a_request_to_the_address_of_a_queue_needs_no_other_name_of_it() throws Exception {
        create("addressed");

        HttpResponse<String> answer = HTTP.send(
                HttpRequest.newBuilder(URI.create(url("addressed")))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.ofString("Action=SendMessage&MessageBody=x"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());

        assertThat(answer).extracting(HttpResponse::body, STRING).contains("<MessageId>");
    }

    @Test
    void a_list_of_queues_ends_with_the_page_that_has_no_token() throws Exception {
        create("page-1");
        create("page-2");
        create("page-3");

        String first = json("ListQueues", "{\"QueueNamePrefix\":\"page-\",\"MaxResults\":2}")
                .body();
        Matcher token = Pattern.compile("\"NextToken\":\"([^\"]+)\"").matcher(first);
        assertThat(token.find()).isTrue();
        String second = json(
                        "ListQueues",
                        "{\"QueueNamePrefix\":\"page-\",\"MaxResults\":2,\"NextToken\":\"%s\"}"
                                .formatted(token.group(1)))
                .body();

        assertThat(first).contains("page-1", "page-2").doesNotContain("page-3");
        assertThat(second).contains("page-3").doesNotContain("page-2", "NextToken");
    }

    private static void create(String queue) throws IOException, InterruptedException {
        json("CreateQueue", "{\"QueueName\":\"%s\"}".formatted(queue));
    }

    private static String url(String queue) {
        return sqs.endpoint() + "/000000000000/" + queue;
    }

    private static HttpResponse<String> json(String action, String body) throws IOException, InterruptedException {
        return HTTP.send(
                HttpRequest.newBuilder(sqs.endpoint())
                        .header("X-Amz-Target", "AmazonSQS." + action)
                        .header("Content-Type", "application/x-amz-json-1.0")
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static HttpResponse<String> query(String action, Map<String, String> parameters)
            throws IOException, InterruptedException {
        String form = parameters.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&", "Action=" + action + "&", ""));
        return HTTP.send(
                HttpRequest.newBuilder(sqs.endpoint())
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.ofString(form))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }
}
