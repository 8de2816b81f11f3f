package local.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class WireProtocolTest {
    private static LocalDynamoDb server;
    private static HttpClient http;

    @BeforeAll
    static void start() {
        server = LocalDynamoDb.start(0);
        http = HttpClient.newHttpClient();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void sends_a_checksum_and_a_request_id() throws Exception {
        HttpResponse<byte[]> answer = send("DynamoDB_20120810.ListTables", "{}");

        CRC32 crc = new CRC32();
        crc.update(answer.body());
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("content-type")).hasValue("application/x-amz-json-1.0");
        assertThat(answer.headers().firstValue("x-amz-crc32")).hasValue(Long.toString(crc.getValue()));
        assertThat(answer.headers().firstValue("x-amzn-requestid")).isPresent();
        assertThat(text(answer)).isEqualTo("{\"TableNames\":[]}");
    }

    @Test
    void refuses_requests_that_are_not_signed() throws Exception {
        HttpResponse<byte[]> answer = http.send(
                HttpRequest.newBuilder(server.endpoint())
                        .header("X-Amz-Target", "DynamoDB_20120810.ListTables")
                        .POST(HttpRequest.BodyPublishers.ofString("{}"))
                        .build(),
                HttpResponse.BodyHandlers.ofByteArray());

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(text(answer)).contains("#MissingAuthenticationTokenException");
    }

    @Test
    void refuses_requests_that_are_no_json_or_have_a_wrong_type() throws Exception {
        for (String body : new String[] {"{", "[]", "", "{\"Limit\":\"ten\"}", "{\"ExclusiveStartTableName\":1}"}) {
            HttpResponse<byte[]> answer = send("DynamoDB_20120810.ListTables", body);

            assertThat(answer.statusCode()).isEqualTo(400);
            assertThat(text(answer)).contains("com.amazon.coral.service#SerializationException");
        }
    }

    @Test
    void reports_unsupported_operations_and_parameters() throws Exception {
        assertThat(text(send("DynamoDB_20120810.CreateBackup", "{}")))
                .contains("#UnknownOperationException", "not supported here: CreateBackup");
        assertThat(text(send("Other.ListTables", "{}"))).contains("#UnknownOperationException");
        assertThat(text(send("DynamoDB_20120810.ListTables", "{\"Novelty\":1}")))
                .contains("com.amazon.coral.validate#ValidationException", "not supported here: Novelty");
    }

    private static HttpResponse<byte[]> send(String target, String body) throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(server.endpoint())
                        .header("X-Amz-Target", target)
                        .header("Authorization", "AWS4-HMAC-SHA256 Credential=any")
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofByteArray());
    }

    private static String text(HttpResponse<byte[]> answer) {
        return new String(answer.body(), StandardCharsets.UTF_8);
    }
}
