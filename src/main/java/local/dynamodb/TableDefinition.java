package local.dynamodb;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The definition of a table in CreateTable.
 *
 * @param throughput read and write units; empty for a table with on-demand billing
 */
record TableDefinition(String name, KeySchema schema, Optional<Throughput> throughput, Instant created, UUID id) {
    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9_.-]+");
    private static final int MIN_NAME = 3;
    private static final int MAX_NAME = 255;
    private static final Pattern TABLE_ARN = Pattern.compile("arn:[^:]+:dynamodb:[^:]*:[^:]*:table/([^/:]+)");
    private static final String ARN = "arn:aws:dynamodb:us-east-1:000000000000:table/";
    private static final double MILLIS = 1000.0;

    record Throughput(int readUnits, int writeUnits) {}

    private enum BillingMode {
        PROVISIONED,
        PAY_PER_REQUEST
    }

    private enum KeyType {
        HASH,
        RANGE
    }

    private enum KeyAttributeType {
        B,
        N,
        S
    }

    /** Reads a request for a table without secondary indexes and streams. */
    static TableDefinition of(Request request) {
        request.only(Set.of(
                "TableName",
                "AttributeDefinitions",
                "KeySchema",
                "BillingMode",
                "ProvisionedThroughput",
                "DeletionProtectionEnabled",
                "StreamSpecification",
                "Tags"));
        if (request.isTrue("DeletionProtectionEnabled")) {
            throw ServiceError.notSupported("DeletionProtectionEnabled");
        }
        if (request.has("StreamSpecification")
                && request.part("StreamSpecification").isTrue("StreamEnabled")) {
            throw ServiceError.notSupported("StreamSpecification");
        }
        String name = requireName(request);
        return new TableDefinition(name, schema(request), throughput(request), Instant.now(), UUID.randomUUID());
    }

    /** The table's name in a request, which may give its ARN instead. */
    static String requireName(Request request) {
        return nameIn(request.requiredText("TableName"));
    }

    /**
     * The name of the table. Refuses a name that no table can have.
     *
     * @param given the name, or the table's
     *     <a href="https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_GetItem.html">ARN</a> in any region
     *     and account
     */
    static String nameIn(String given) {
        Matcher arn = TABLE_ARN.matcher(given);
        String name = arn.matches() ? arn.group(1) : given;
        if (name.length() < MIN_NAME || name.length() > MAX_NAME) {
            throw ServiceError.validation(
                    "TableName must be at least 3 characters long and at most 255 characters long");
        }
        if (!NAME.matcher(name).matches()) {
            throw Request.constraint(
                    "'" + name + "'", "TableName", "Member must satisfy regular expression pattern: " + NAME);
        }
        return name;
    }

    /** Whether this is a table's ARN. */
    static boolean isArn(String given) {
        return TABLE_ARN.matcher(given).matches();
    }

    private static KeySchema schema(Request request) {
        List<Request> elements = request.parts("KeySchema");
        Map<String, AttributeType> types = types(request);
        if (elements.isEmpty() || elements.size() > 2) {
            throw Request.constraint(
                    "'" + elements + "'",
                    "KeySchema",
                    elements.isEmpty()
                            ? "Member must have length greater than or equal to 1"
                            : "Member must have length less than or equal to 2");
        }
        List<String> names = elements.stream()
                .map(element -> element.only(Set.of("AttributeName", "KeyType")).requiredText("AttributeName"))
                .toList();
        expectKeyType(elements.get(0), KeyType.HASH, "The first KeySchemaElement is not a HASH key type");
        if (elements.size() == 2) {
            expectKeyType(elements.get(1), KeyType.RANGE, "The second KeySchemaElement is not a RANGE key type");
            if (names.get(0).equals(names.get(1))) {
                throw invalid("Both the Hash Key and the Range Key element in the KeySchema have the same name");
            }
        }
        if (!types.keySet().containsAll(names)) {
            throw invalid("Some index key attributes are not defined in AttributeDefinitions. Keys: " + names
                    + ", AttributeDefinitions: " + types.keySet());
        }
        if (types.size() != names.size()) {
            throw invalid("Number of attributes in KeySchema does not exactly match number of attributes defined in"
                    + " AttributeDefinitions");
        }
        List<KeySchema.Attribute> attributes = names.stream()
                .map(attribute -> new KeySchema.Attribute(attribute, types.get(attribute)))
                .toList();
        return new KeySchema(attributes.get(0), attributes.stream().skip(1).findFirst());
    }

    private static Map<String, AttributeType> types(Request request) {
        Map<String, AttributeType> types = new LinkedHashMap<>();
        for (Request definition : request.parts("AttributeDefinitions")) {
            definition.only(Set.of("AttributeName", "AttributeType"));
            KeyAttributeType type = definition
                    .choice("AttributeType", KeyAttributeType.class)
                    .orElseThrow(() -> Request.constraint("null", "AttributeType", "Member must not be null"));
            types.put(definition.requiredText("AttributeName"), AttributeType.valueOf(type.name()));
        }
        return types;
    }

    private static void expectKeyType(Request element, KeyType expected, String otherwise) {
        if (element.choice("KeyType", KeyType.class).filter(expected::equals).isEmpty()) {
            throw ServiceError.validation("Invalid KeySchema: " + otherwise);
        }
    }

    private static Optional<Throughput> throughput(Request request) {
        boolean onDemand = request.choice("BillingMode", BillingMode.class)
                .filter(BillingMode.PAY_PER_REQUEST::equals)
                .isPresent();
        boolean given = request.has("ProvisionedThroughput");
        if (onDemand && given) {
            throw invalid("Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is"
                    + " PAY_PER_REQUEST");
        }
        if (onDemand) {
            return Optional.empty();
        }
        if (!given) {
            throw invalid(
                    "ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is PROVISIONED");
        }
        Request units = request.part("ProvisionedThroughput").only(Set.of("ReadCapacityUnits", "WriteCapacityUnits"));
        return Optional.of(new Throughput(units(units, "ReadCapacityUnits"), units(units, "WriteCapacityUnits")));
    }

    private static int units(Request units, String parameter) {
        return units.integer(parameter, 1, Integer.MAX_VALUE)
                .orElseThrow(() -> Request.constraint("null", parameter, "Member must not be null"));
    }

    private static ServiceError invalid(String reason) {
        return ServiceError.validation("One or more parameter values were invalid: " + reason);
    }

    /** The parts of a table's description that never change. */
    ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("TableName", name)
                .put("TableArn", ARN + name)
                .put("TableId", id.toString())
                .put("CreationDateTime", created.toEpochMilli() / MILLIS)
                .put("DeletionProtectionEnabled", false);
        for (KeySchema.Attribute attribute : schema.attributes()) {
            json.withArray("KeySchema")
                    .addObject()
                    .put("AttributeName", attribute.name())
                    .put("KeyType", (attribute.equals(schema.partition()) ? KeyType.HASH : KeyType.RANGE).name());
            json.withArray("AttributeDefinitions")
                    .addObject()
                    .put("AttributeName", attribute.name())
                    .put("AttributeType", attribute.type().name());
        }
        json.putObject("ProvisionedThroughput")
                .put("NumberOfDecreasesToday", 0)
                .put("ReadCapacityUnits", throughput.map(Throughput::readUnits).orElse(0))
                .put(
                        "WriteCapacityUnits",
                        throughput.map(Throughput::writeUnits).orElse(0));
        if (throughput.isEmpty()) {
            json.putObject("BillingModeSummary")
                    .put("BillingMode", BillingMode.PAY_PER_REQUEST.name())
                    .put("LastUpdateToPayPerRequestDateTime", created.toEpochMilli() / MILLIS);
        }
        return json;
    }
}
