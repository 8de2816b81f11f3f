package local.faults;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.BitSet;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import local.http.HttpAnswer;
import local.http.HttpCall;

/** A request to SQS or DynamoDB, in AWS's JSON protocol. */
record JsonRequest(Service service, String action, byte[] body) implements AwsRequest {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** The names that differ between the two services. */
    enum Service {
        SQS("com.amazonaws.sqs", "RequestThrottled", "InternalFailure"),
        DYNAMODB("com.amazonaws.dynamodb.v20120810", "ProvisionedThroughputExceededException", "InternalServerError");

        private final String namespace;
        private final String throttled;
        private final String internalError;

        Service(String namespace, String throttled, String internalError) {
            this.namespace = namespace;
            this.throttled = throttled;
            this.internalError = internalError;
        }
    }

    static JsonRequest of(String target, HttpCall call) {
        Service service = target.startsWith("DynamoDB") ? Service.DYNAMODB : Service.SQS;
        return new JsonRequest(service, target.substring(target.indexOf('.') + 1), call.body());
    }

    @Override
    public ObjectNode parameters() {
        return read(body);
    }

    @Override
    public HttpAnswer error(int status, String code, String message) {
        return answer(
                status,
                JSON.createObjectNode()
                        .put("__type", service.namespace + "#" + code)
                        .put("message", message));
    }

    @Override
    public HttpAnswer throttled() {
        return error(400, service.throttled, "Rate exceeded");
    }

    @Override
    public HttpAnswer internalError() {
        return error(500, service.internalError, "Internal server error");
    }

    @Override
    public Optional<PartialBatch> without(IntPredicate refused) {
        ObjectNode parameters = parameters();
        if (action.equals("BatchWriteItem")) {
            return Optional.of(withoutWrites(parameters, refused));
        }
        if (action.equals("BatchExecuteStatement")) {
            return withoutStatements(refused, service.internalError);
        }
        return parameters.get("Entries") instanceof ArrayNode
                ? Optional.of(withoutEntries(parameters, refused))
                : Optional.empty();
    }

    private static PartialBatch withoutEntries(ObjectNode parameters, IntPredicate refused) {
        ArrayNode remaining = JSON.createArrayNode();
        ArrayNode failed = JSON.createArrayNode();
        int position = 0;
        for (JsonNode entry : parameters.get("Entries")) {
            if (refused.test(position++)) {
                failed.addObject()
                        .put("Id", entry.path("Id").asText())
                        .put("Code", "InternalError")
                        .put("Message", "Internal server error")
                        .put("SenderFault", false);
            } else {
                remaining.add(entry);
            }
        }
        parameters.set("Entries", remaining);
        ObjectNode nothing = JSON.createObjectNode().set("Successful", JSON.createArrayNode());
        return partialBatch(
                parameters,
                remaining.isEmpty(),
                nothing,
                answer -> answer.withArray("Failed").addAll(failed));
    }

    private static PartialBatch withoutWrites(ObjectNode parameters, IntPredicate refused) {
        ObjectNode remaining = JSON.createObjectNode();
        ObjectNode unprocessed = JSON.createObjectNode();
        int position = 0;
        for (Map.Entry<String, JsonNode> table : parameters.path("RequestItems").properties()) {
            for (JsonNode write : table.getValue()) {
                ObjectNode destination = refused.test(position++) ? unprocessed : remaining;
                destination.withArray(table.getKey()).add(write);
            }
        }
        parameters.set("RequestItems", remaining);
        return partialBatch(
                parameters,
                remaining.isEmpty(),
                JSON.createObjectNode(),
                answer -> unprocessed
                        .properties()
                        .forEach(table -> answer.withObject("UnprocessedItems")
                                .withArray(table.getKey())
                                .addAll((ArrayNode) table.getValue())));
    }

    @Override
    public Optional<PartialBatch> withoutStatements(IntPredicate refused, String code) {
        return statements().map(all -> {
            ArrayNode remaining = JSON.createArrayNode();
            BitSet failed = refused(all.size(), refused);
            IntStream.range(0, all.size())
                    .filter(position -> !failed.get(position))
                    .forEach(position -> remaining.add(all.get(position)));
            ObjectNode parameters = parameters();
            parameters.set("Statements", remaining);
            ObjectNode nothing = JSON.createObjectNode().set("Responses", JSON.createArrayNode());
            return partialBatch(parameters, remaining.isEmpty(), nothing, answer -> {
                ArrayNode responses = answer.withArray("Responses");
                failed.stream().forEach(position -> responses.insert(position, refusedStatement(code)));
            });
        });
    }

    @Override
    public Optional<PartialBatch> withRefusedStatements(IntPredicate refused, String code) {
        return statements()
                .map(all -> partialBatch(parameters(), false, JSON.createObjectNode(), answer -> {
                    ArrayNode responses = answer.withArray("Responses");
                    refused(all.size(), refused).stream()
                            .forEach(position -> responses.set(position, refusedStatement(code)));
                }));
    }

    private Optional<JsonNode> statements() {
        return Optional.of(parameters().path("Statements"))
                .filter(statements -> action.equals("BatchExecuteStatement") && statements.isArray());
    }

    private static BitSet refused(int count, IntPredicate refused) {
        BitSet positions = new BitSet();
        IntStream.range(0, count).filter(refused).forEach(positions::set);
        return positions;
    }

    private static ObjectNode refusedStatement(String code) {
        ObjectNode response = JSON.createObjectNode();
        response.putObject("Error").put("Code", code).put("Message", "Refused by a fault of the proxy");
        return response;
    }

    private static PartialBatch partialBatch(
            ObjectNode parameters,
            boolean nothingRemains,
            ObjectNode answerToNothing,
            Consumer<ObjectNode> addRefusals) {
        return new PartialBatch(write(parameters), nothingRemains, answer(200, answerToNothing), body -> {
            ObjectNode answer = read(body);
            addRefusals.accept(answer);
            return write(answer);
        });
    }

    private static HttpAnswer answer(int status, ObjectNode body) {
        return new HttpAnswer(status, Map.of("Content-Type", "application/x-amz-json-1.0"), write(body));
    }

    private static ObjectNode read(byte[] body) {
        try {
            return (ObjectNode) JSON.readTree(body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] write(ObjectNode body) {
        try {
            return JSON.writeValueAsBytes(body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
