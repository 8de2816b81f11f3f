package routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpResponse;
import org.apache.camel.ServiceStatus;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import testing.Backbone;
import testing.OperatorClient;

/** Refused requests about inboxes. Each answer says what is allowed, and nothing is changed. */
class WrongInboxRequestsTest {
    private static final String TOKEN = "a-token";

    private static Backbone backbone;
    private static OperatorClient operator;

    @BeforeAll
    static void start() {
        backbone = Backbone.of("""
                        camel.route-template[phones].template-id = inbox
                        camel.route-template[phones].path = /of-phones/{client}
                        camel.route-template[phones].secret = a secret of 32 characters or more
                        camel.route-template[phones].inbox       = app
                        camel.route-template[phones].clients     = ana
                        camel.route-template[doors].template-id  = inbox
                        camel.route-template[doors].path = /of-doors/{client}
                        camel.route-template[doors].secret = a secret of 32 characters or more
                        camel.route-template[doors].inbox        = doors.fifo
                        """).property("dead-letters.token", TOKEN).start();
        await().until(() ->
                backbone.context().getRouteController().getRouteStatus("inbox-queues") == ServiceStatus.Started);
        operator = new OperatorClient(backbone.http(), TOKEN);
    }

    @AfterAll
    static void stop() {
        backbone.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', textBlock = """
            {"inbox":"app"}                               | 400 | client: must be 1 to 32 letters, digits, - and _, and not dead-letters
            {"inbox":"app","client":""}                   | 400 | client '': must be 1 to 32 letters
            {"inbox":"app","client":"a b"}                | 400 | client 'a b': must be 1 to 32 letters
            {"inbox":"app","client":"a/b"}                | 400 | client 'a/b': must be
            {"inbox":"app","client":"17.fifo"}            | 400 | client '17.fifo': must be
            {"inbox":"app","client":"dead-letters"}       | 400 | client 'dead-letters': must be 1 to 32 letters, digits, - and _, and not dead-letters, the inbox's own queue for dead letters
            {"inbox":"app","client":"a\\nb"}              | 400 | client 'a
            {"inbox":"app","client":"123456789012345678901234567890123"} | 400 | client '123456789012345678901234567890123': must be
            {"client":"17"}                               | 400 | inbox: must be one of app, doors.fifo
            {"inbox":"","client":"17"}                    | 400 | inbox: must be one of
            {"inbox":"none","client":"17"}                | 404 | inbox none: no route of this application serves it; it serves app, doors.fifo
            {"inbox":"app","client":17,"x":1}             | 400 | x: is unknown; must be one of inbox, client, reason
            {"inbox":"app","client":["17"]}               | 400 | the body must be a JSON object with inbox and client
            {"inbox":"app","client":"17","reason":""}     | 400 | reason: must have 1 to 200 characters
            {"inbox":"app","client":"17"} more            | 400 | the body must be a JSON object with inbox and client
            {"inbox":"app","inbox":"app","client":"17"}   | 400 | the body must be a JSON object with inbox and client
            []                                            | 400 | the body must be a JSON object with inbox and client
            null                                          | 400 | the body must be a JSON object with inbox and client
            17                                            | 400 | the body must be a JSON object with inbox and client
            """)
    void a_wrong_client_is_refused_with_the_reason_in_one_line(String body, int status, String line) throws Exception {
        backbone.cloud().reset();

        HttpResponse<String> answer = operator.send("POST", "/inboxes", body);

        assertThat(detail(answer, status)).startsWith(line);
        assertThat(backbone.cloud().sqs().calls("CreateQueue")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            GET    | /inboxes?inbox=none            | 404 | inbox none: no route of this application serves it
            GET    | /inboxes?page=0                | 400 | page 0: must be a whole number from 1
            GET    | /inboxes?page=x                | 400 | page x: must be a whole number from 1
            GET    | /inboxes?size=201              | 400 | size 201: must be a whole number from 1 to 200
            GET    | /inboxes?size=                 | 400 | size : must be a whole number from 1 to 200
            DELETE | /inboxes/none/17               | 404 | inbox none: no route of this application serves it
            DELETE | /inboxes/app/a%20b             | 400 | client 'a b': must be 1 to 32 letters
            DELETE | /inboxes/app/dead-letters      | 400 | client 'dead-letters': must be
            DELETE | /inboxes/app/dead-letters?discard=true | 400 | client 'dead-letters': must be
            DELETE | /inboxes/app/ana?discard=yes   | 400 | discard yes: must be true or false
            DELETE | /inboxes/app/17                | 404 | inbox app has no client 17
            """)
    void a_wrong_request_is_refused_with_the_reason_in_one_line(String method, String path, int status, String line)
            throws Exception {

        assertThat(detail(operator.send(method, path, null), status)).startsWith(line);
        assertThat(backbone.cloud().sqs().calls("DeleteQueue")).isEmpty();
    }

    private static String detail(HttpResponse<String> answer, int status) throws Exception {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        return new ObjectMapper().readTree(answer.body()).path("detail").asText();
    }
}
