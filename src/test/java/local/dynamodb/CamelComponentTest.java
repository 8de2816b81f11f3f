package local.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.component.aws2.ddb.Ddb2Constants;
import org.apache.camel.component.aws2.ddb.Ddb2Operations;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeAction;
import software.amazon.awssdk.services.dynamodb.model.AttributeValueUpdate;
import software.amazon.awssdk.services.dynamodb.model.ComparisonOperator;
import software.amazon.awssdk.services.dynamodb.model.Condition;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.ExpectedAttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

/** Camel's stock {@code aws2-ddb} component at work on the contract's endpoint. */
class CamelComponentTest extends DynamoDbContract {
    private CamelContext camel;
    private ProducerTemplate producer;
    private String table;

    @BeforeAll
    void startCamel() {
        table = table(ScalarAttributeType.N);
        camel = new DefaultCamelContext();
        camel.getRegistry().bind("client", client());
        camel.start();
        producer = camel.createProducerTemplate();
    }

    @AfterAll
    void stopCamel() {
        camel.stop();
    }

    @Test
    void puts_gets_updates_and_deletes_an_item() {
        Map<String, Object> key = Map.of("pk", s("camel"), "sk", n(1));

        send(Ddb2Operations.PutItem, Map.of(Ddb2Constants.ITEM, Map.of("pk", s("camel"), "sk", n(1), "v", s("old"))));
        send(
                Ddb2Operations.UpdateItem,
                Map.of(
                        Ddb2Constants.KEY,
                        key,
                        Ddb2Constants.UPDATE_VALUES,
                        Map.of(
                                "v",
                                AttributeValueUpdate.builder()
                                        .action(AttributeAction.PUT)
                                        .value(s("new"))
                                        .build())));
        Exchange got = send(
                Ddb2Operations.GetItem, Map.of(Ddb2Constants.KEY, key, Ddb2Constants.ATTRIBUTE_NAMES, List.of("v")));
        Exchange deleted =
                send(Ddb2Operations.DeleteItem, Map.of(Ddb2Constants.KEY, key, Ddb2Constants.RETURN_VALUES, "ALL_OLD"));

        assertThat(attributes(got)).isEqualTo(Map.of("v", s("new")));
        assertThat(attributes(deleted)).isEqualTo(Map.of("pk", s("camel"), "sk", n(1), "v", s("new")));
        assertThat(get(table, Map.of("pk", s("camel"), "sk", n(1)))).isEmpty();
    }

    @Test
    void writes_only_while_its_expected_condition_holds() {
        put(table, Map.of("pk", s("expected"), "sk", n(1), "v", n(1)));
        Map<String, Object> write = Map.of(
                Ddb2Constants.ITEM,
                Map.of("pk", s("expected"), "sk", n(1), "v", n(2)),
                Ddb2Constants.UPDATE_CONDITION,
                Map.of("v", ExpectedAttributeValue.builder().value(n(1)).build()));

        Exchange first = send(Ddb2Operations.PutItem, write);
        Exchange second = send(Ddb2Operations.PutItem, write);

        assertThat(first.getException()).isNull();
        assertThat(second.getException()).isInstanceOf(ConditionalCheckFailedException.class);
        assertThat(get(table, Map.of("pk", s("expected"), "sk", n(1))).get("v")).isEqualTo(n(2));
    }

    @Test
    void queries_and_scans() {
        put(table, Map.of("pk", s("found"), "sk", n(1)));
        put(table, Map.of("pk", s("found"), "sk", n(2)));

        Exchange query = send(
                Ddb2Operations.Query,
                Map.of(
                        Ddb2Constants.KEY_CONDITIONS,
                        Map.of(
                                "pk",
                                Condition.builder()
                                        .comparisonOperator(ComparisonOperator.EQ)
                                        .attributeValueList(s("found"))
                                        .build()),
                        Ddb2Constants.SCAN_INDEX_FORWARD,
                        false));
        Exchange scan = send(
                Ddb2Operations.Scan,
                Map.of(
                        Ddb2Constants.SCAN_FILTER,
                        Map.of(
                                "sk",
                                Condition.builder()
                                        .comparisonOperator(ComparisonOperator.GT)
                                        .attributeValueList(n(1))
                                        .build(),
                                "pk",
                                Condition.builder()
                                        .comparisonOperator(ComparisonOperator.BEGINS_WITH)
                                        .attributeValueList(s("fou"))
                                        .build())));

        assertThat(query.getMessage().getHeader(Ddb2Constants.ITEMS))
                .isEqualTo(List.of(Map.of("pk", s("found"), "sk", n(2)), Map.of("pk", s("found"), "sk", n(1))));
        assertThat(scan.getMessage().getHeader(Ddb2Constants.ITEMS))
                .isEqualTo(List.of(Map.of("pk", s("found"), "sk", n(2))));
    }

    private Exchange send(Ddb2Operations operation, Map<String, Object> headers) {
        return producer.send(
                "aws2-ddb:" + table + "?amazonDDBClient=#client&operation=" + operation,
                exchange -> exchange.getMessage().setHeaders(new HashMap<>(headers)));
    }

    private static Object attributes(Exchange exchange) {
        assertThat(exchange.getException()).isNull();
        return exchange.getMessage().getHeader(Ddb2Constants.ATTRIBUTES);
    }
}
