package topology.export;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.InputStream;
import org.junit.jupiter.api.Test;
import testing.Written;

/** The export for KEDA, checked against KEDA's schema, which is a test resource without the parts that are not used here. */
class KedaTest {
    private static final JsonMapper JSON = new JsonMapper();

    @Test
    void the_target_queue_length_grows_with_the_handlers_of_all_routes_of_a_queue() throws Exception {
        JsonNode scaled = JSON.readTree(new Keda(Written.topology("""
                        camel.route-template[billing].template-id  = polling-consumer
                        camel.route-template[billing].queue        = billing
                        camel.route-template[billing].handler      = log:billed
                        camel.route-template[billing].concurrency  = 7
                        camel.route-template[again].template-id    = polling-consumer
                        camel.route-template[again].queue          = billing
                        camel.route-template[again].handler        = log:again
                        camel.route-template[again].concurrency    = 3
                        camel.route-template[keeper].template-id  = fifo-consumer
                        camel.route-template[keeper].queue        = history.fifo
                        camel.route-template[keeper].handler      = log:kept
                        camel.route-template[keeper].concurrency  = 20
                        """), "eu-central-1").json("shop", 4, 5));

        assertThat(mistakes(scaled)).isEmpty();
        assertThat(scaled.at("/spec/scaleTargetRef/name").asText()).isEqualTo("shop");
        assertThat(scaled.at("/spec/maxReplicaCount").asInt()).isEqualTo(4);
        assertThat(scaled.at("/spec/triggers"))
                .extracting(trigger -> trigger.at("/metadata/queueURL").asText() + " "
                        + trigger.at("/metadata/queueLength").asText() + " "
                        + trigger.at("/metadata/awsRegion").asText())
                .containsExactly("billing 50 eu-central-1", "history.fifo 100 eu-central-1");
    }

    @Test
    void a_handler_of_batches_counts_for_each_event_of_a_batch() throws Exception {
        JsonNode scaled = JSON.readTree(new Keda(Written.topology("""
                        camel.route-template[search].template-id = polling-consumer
                        camel.route-template[search].queue       = search
                        camel.route-template[search].handler     = log:found
                        camel.route-template[search].concurrency = 2
                        camel.route-template[search].batch       = 10
                        camel.route-template[one].template-id    = polling-consumer
                        camel.route-template[one].queue          = search
                        camel.route-template[one].handler        = log:one
                        camel.route-template[one].concurrency    = 3
                        camel.route-template[router].template-id = inbox-router
                        camel.route-template[router].queue       = for-clients
                        camel.route-template[router].inbox       = app
                        camel.route-template[router].clients     = ${header.ce-subject}
                        camel.route-template[router].concurrency = 4
                        """), "eu-central-1").json("shop", 4, 5));

        assertThat(scaled.at("/spec/triggers"))
                .extracting(trigger -> trigger.at("/metadata/queueURL").asText() + " "
                        + trigger.at("/metadata/queueLength").asText())
                .containsExactly("for-clients 20", "search 115");
    }

    private static Iterable<?> mistakes(JsonNode scaled) throws Exception {
        try (InputStream schema = KedaTest.class.getResourceAsStream("/keda/scaledobject.json")) {
            return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7)
                    .getSchema(JSON.readTree(schema))
                    .validate(scaled);
        }
    }
}
