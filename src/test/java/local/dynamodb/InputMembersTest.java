package local.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.protocol.MarshallingType;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValueUpdate;
import software.amazon.awssdk.services.dynamodb.model.BatchExecuteStatementRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchStatementRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.Condition;
import software.amazon.awssdk.services.dynamodb.model.ConditionCheck;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.Delete;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.DeleteRequest;
import software.amazon.awssdk.services.dynamodb.model.DeleteTableRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeTableRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeTimeToLiveRequest;
import software.amazon.awssdk.services.dynamodb.model.ExecuteStatementRequest;
import software.amazon.awssdk.services.dynamodb.model.ExpectedAttributeValue;
import software.amazon.awssdk.services.dynamodb.model.Get;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;
import software.amazon.awssdk.services.dynamodb.model.ListTablesRequest;
import software.amazon.awssdk.services.dynamodb.model.ListTagsOfResourceRequest;
import software.amazon.awssdk.services.dynamodb.model.ProvisionedThroughput;
import software.amazon.awssdk.services.dynamodb.model.Put;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;
import software.amazon.awssdk.services.dynamodb.model.Tag;
import software.amazon.awssdk.services.dynamodb.model.TagResourceRequest;
import software.amazon.awssdk.services.dynamodb.model.TimeToLiveSpecification;
import software.amazon.awssdk.services.dynamodb.model.TransactGetItem;
import software.amazon.awssdk.services.dynamodb.model.TransactGetItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.UntagResourceRequest;
import software.amazon.awssdk.services.dynamodb.model.Update;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateTimeToLiveRequest;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/** Every parameter of AWS's model is honoured, or refused by its name. None is ignored. */
class InputMembersTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> INDEXES_AND_MORE = Set.of(
            "LocalSecondaryIndexes",
            "GlobalSecondaryIndexes",
            "SSESpecification",
            "TableClass",
            "ResourcePolicy",
            "WarmThroughput",
            "OnDemandThroughput",
            "GlobalTableSourceArn",
            "GlobalTableSettingsReplicationMode",
            "VectorIndexes");

    private static LocalDynamoDb server;
    private static HttpClient http;

    @BeforeAll
    static void start() throws Exception {
        server = LocalDynamoDb.start(0);
        http = HttpClient.newHttpClient();
        send("CreateTable", """
                {"TableName":"known","KeySchema":[{"AttributeName":"pk","KeyType":"HASH"}],\
                "AttributeDefinitions":[{"AttributeName":"pk","AttributeType":"S"}],"BillingMode":"PAY_PER_REQUEST"}""");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    /** The operations, the place of each structure in their requests, and the members that are not supported. */
    static Stream<Arguments> structures() {
        return Stream.of(
                of("CreateTable", "%s", CreateTableRequest.builder(), INDEXES_AND_MORE),
                of("CreateTable", inCreateTable("\"KeySchema\":[%s]"), KeySchemaElement.builder()),
                of("CreateTable", inCreateTable("\"AttributeDefinitions\":[%s]"), AttributeDefinition.builder()),
                of("CreateTable", inCreateTable("\"ProvisionedThroughput\":%s"), ProvisionedThroughput.builder()),
                of("CreateTable", "{\"Tags\":[%s]}", Tag.builder()),
                of("DescribeTable", "%s", DescribeTableRequest.builder()),
                of("DeleteTable", "%s", DeleteTableRequest.builder()),
                of("ListTables", "%s", ListTablesRequest.builder()),
                of("UpdateTimeToLive", "%s", UpdateTimeToLiveRequest.builder()),
                of(
                        "UpdateTimeToLive",
                        "{\"TableName\":\"known\",\"TimeToLiveSpecification\":%s}",
                        TimeToLiveSpecification.builder()),
                of("DescribeTimeToLive", "%s", DescribeTimeToLiveRequest.builder()),
                of("TagResource", "%s", TagResourceRequest.builder()),
                of("UntagResource", "%s", UntagResourceRequest.builder()),
                of("ListTagsOfResource", "%s", ListTagsOfResourceRequest.builder()),
                of("PutItem", "%s", PutItemRequest.builder()),
                of("PutItem", "{\"Expected\":{\"a\":%s}}", ExpectedAttributeValue.builder()),
                of("GetItem", "%s", GetItemRequest.builder()),
                of("UpdateItem", "%s", UpdateItemRequest.builder()),
                of("UpdateItem", "{\"AttributeUpdates\":{\"a\":%s}}", AttributeValueUpdate.builder()),
                of("DeleteItem", "%s", DeleteItemRequest.builder()),
                of("Query", "%s", QueryRequest.builder()),
                of("Query", "{\"KeyConditions\":{\"a\":%s}}", Condition.builder()),
                of("Scan", "%s", ScanRequest.builder()),
                of("Scan", "{\"ScanFilter\":{\"a\":%s}}", Condition.builder()),
                of("BatchGetItem", "%s", BatchGetItemRequest.builder()),
                of("BatchGetItem", "{\"RequestItems\":{\"known\":%s}}", KeysAndAttributes.builder()),
                of("BatchWriteItem", "%s", BatchWriteItemRequest.builder()),
                of("BatchWriteItem", "{\"RequestItems\":{\"known\":[%s]}}", WriteRequest.builder()),
                of("BatchWriteItem", "{\"RequestItems\":{\"known\":[{\"PutRequest\":%s}]}}", PutRequest.builder()),
                of(
                        "BatchWriteItem",
                        "{\"RequestItems\":{\"known\":[{\"DeleteRequest\":%s}]}}",
                        DeleteRequest.builder()),
                of("ExecuteStatement", "%s", ExecuteStatementRequest.builder(), Set.of("NextToken")),
                of("BatchExecuteStatement", "%s", BatchExecuteStatementRequest.builder()),
                of("BatchExecuteStatement", "{\"Statements\":[%s]}", BatchStatementRequest.builder()),
                of("TransactGetItems", "%s", TransactGetItemsRequest.builder()),
                of("TransactGetItems", "{\"TransactItems\":[%s]}", TransactGetItem.builder()),
                of("TransactGetItems", "{\"TransactItems\":[{\"Get\":%s}]}", Get.builder()),
                of("TransactWriteItems", "%s", TransactWriteItemsRequest.builder()),
                of("TransactWriteItems", "{\"TransactItems\":[%s]}", TransactWriteItem.builder()),
                of("TransactWriteItems", "{\"TransactItems\":[{\"Put\":%s}]}", Put.builder()),
                of("TransactWriteItems", "{\"TransactItems\":[{\"Update\":%s}]}", Update.builder()),
                of("TransactWriteItems", "{\"TransactItems\":[{\"Delete\":%s}]}", Delete.builder()),
                of("TransactWriteItems", "{\"TransactItems\":[{\"ConditionCheck\":%s}]}", ConditionCheck.builder()));
    }

    private static Arguments of(String operation, String place, SdkPojo structure) {
        return of(operation, place, structure, Set.of());
    }

    private static Arguments of(String operation, String place, SdkPojo structure, Set<String> notSupported) {
        return Arguments.of(operation, place, structure.sdkFields(), notSupported);
    }

    private static String inCreateTable(String part) {
        String all = "\"KeySchema\":[{\"AttributeName\":\"pk\",\"KeyType\":\"HASH\"}],"
                + "\"AttributeDefinitions\":[{\"AttributeName\":\"pk\",\"AttributeType\":\"S\"}],";
        String name = part.substring(0, part.indexOf(':'));
        String others = Stream.of(all.split("(?<=\\]),"))
                .filter(each -> !each.startsWith(name))
                .map(each -> each + ",")
                .reduce("", String::concat);
        return "{\"TableName\":\"other\"," + others + part + "}";
    }

    @ParameterizedTest
    @MethodSource("structures")
    void a_member_of_the_model_is_known_or_refused_by_its_name(
            String operation, String place, List<SdkField<?>> members, Set<String> notSupported) throws Exception {
        assertThat(members).isNotEmpty().allSatisfy(member -> {
            String name = member.locationName();
            ObjectNode structure = JSON.createObjectNode();
            structure.set(name, JSON.readTree(sample(member.marshallingType())));

            boolean refused =
                    send(operation, place.formatted(structure)).contains("not supported here: " + name + "\"");

            assertThat(refused).as(operation + " " + place + " " + name).isEqualTo(notSupported.contains(name));
        });
    }

    @ParameterizedTest
    @MethodSource("structures")
    void a_member_that_the_model_does_not_have_is_refused_by_its_name(
            String operation, String place, List<SdkField<?>> members, Set<String> notSupported) throws Exception {
        assertThat(send(operation, place.formatted("{\"Novelty\":1}"))).contains("not supported here: Novelty\"");
    }

    private static String sample(MarshallingType<?> type) {
        if (type == MarshallingType.STRING) {
            return "\"sample\"";
        } else if (type == MarshallingType.BOOLEAN) {
            return "false";
        } else if (type == MarshallingType.LIST) {
            return "[]";
        }
        return type == MarshallingType.MAP || type == MarshallingType.SDK_POJO ? "{}" : "1";
    }

    private static String send(String operation, String body) throws IOException, InterruptedException {
        return http.send(
                        HttpRequest.newBuilder(server.endpoint())
                                .header("X-Amz-Target", "DynamoDB_20120810." + operation)
                                .header("Authorization", "AWS4-HMAC-SHA256 Credential=any")
                                .POST(HttpRequest.BodyPublishers.ofString(body))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
    }
}
