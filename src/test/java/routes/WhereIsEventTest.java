package routes;

import static org.assertj.core.api.Assertions.assertThat;

import history.EventHistory;
import history.HistoryOverHttp;
import history.PublicationRecord;
import history.Published;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import ledger.EmbeddedTable;
import org.apache.camel.CamelContext;
import org.apache.camel.Processor;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpServer;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpServerConfiguration;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class WhereIsEventTest {
    @RegisterExtension
    static final EmbeddedTable EMBEDDED = new EmbeddedTable();

    private static final Published PUBLICATION =
            new Published("orders", Instant.parse("2026-01-02T03:04:05.678Z"), "sns-1");

    private final HttpClient http = HttpClient.newHttpClient();
    private final EventHistory history = new EventHistory(EMBEDDED.table());
    private final CamelContext camel = new DefaultCamelContext();
    private VertxPlatformHttpServer server;

    @BeforeEach
    void start() throws Exception {
        VertxPlatformHttpServerConfiguration onAFreePort = new VertxPlatformHttpServerConfiguration();
        onAFreePort.setBindHost("127.0.0.1");
        onAFreePort.setBindPort(0);
        server = new VertxPlatformHttpServer(onAFreePort);
        camel.addService(server);
        camel.getRegistry().bind("eventHistory", new HistoryOverHttp(history));
        camel.getRegistry().bind("mayLook", (Processor) exchange -> {});
        camel.getPropertiesComponent().addOverrideProperty("dead-letters.over-http", "true");
        camel.addRoutes(new WhereIsEvent());
        camel.start();
    }

    @AfterEach
    void stop() {
        camel.stop();
    }

    @Test
    void answers_with_the_history_of_an_event() throws Exception {
        history.add(List.of(PublicationRecord.of("4711", PUBLICATION)));

        HttpResponse<String> answer = get("4711");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
        assertThat(answer.body()).isEqualTo("""
                        {"id":"4711",\
                        "published":[{"topic":"orders","time":"2026-01-02T03:04:05.678Z","messageId":"sns-1"}],\
                        "subscribers":[],\
                        "expected":[]}""");
    }

    @Test
    void finds_an_event_whose_id_is_escaped_in_the_path() throws Exception {
        history.add(List.of(PublicationRecord.of("shop/é 1", PUBLICATION)));

        HttpResponse<String> answer = get("shop%2F%C3%A9%201");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).startsWith("{\"id\":\"shop/é 1\"");
    }

    @Test
    void answers_404_for_an_event_that_is_not_known() throws Exception {
        HttpResponse<String> answer = get("0815");

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(answer.body()).isEqualTo("""
                        {"type":"about:blank","title":"Not Found","status":404,\
                        "detail":"The ledger does not know the event 0815"}""");
    }

    @Test
    void answers_503_with_a_retry_after_while_the_ledger_is_unavailable() throws Exception {
        EMBEDDED.proxy().faults().onEverything().unavailable();

        HttpResponse<String> answer = get("4711");

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After")).contains("5");
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(answer.body()).contains("\"status\":503");
    }

    private HttpResponse<String> get(String id) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + server.getPort() + "/caravan/events/" + id);
        return http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    }
}
