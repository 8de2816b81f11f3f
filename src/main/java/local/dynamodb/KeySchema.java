package local.dynamodb;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import local.dynamodb.Value.Scalar;

/**
 * The attributes that make up the key of a table.
 *
 * @param sort the sort key; empty in a table that has only a partition key
 */
record KeySchema(Attribute partition, Optional<Attribute> sort) {
    private static final int MAX_PARTITION_BYTES = 2048;
    private static final int MAX_SORT_BYTES = 1024;

    /** A key attribute: its name, and its type, which is S, N or B. */
    record Attribute(String name, AttributeType type) {}

    List<Attribute> attributes() {
        return Stream.concat(Stream.of(partition), sort.stream()).toList();
    }

    boolean contains(String attribute) {
        return attributes().stream().anyMatch(each -> each.name().equals(attribute));
    }

    /** Reads a key that must hold the key's attributes and nothing else. */
    Key keyOf(Value.MapOf key) {
        if (key.entries().size() != attributes().size()
                || !attributes().stream().allMatch(attribute -> matches(attribute, key))) {
            throw ServiceError.keyMismatch("The provided key element does not match the schema");
        }
        return checked(key);
    }

    /** Reads the key out of a whole item. */
    Key keyIn(Value.MapOf item) {
        for (Attribute attribute : attributes()) {
            Value value = item.entries().get(attribute.name());
            if (value == null) {
                throw mismatch("Missing the key " + attribute.name() + " in the item");
            }
            if (value.type() != attribute.type()) {
                throw mismatch("Type mismatch for key " + attribute.name() + " expected: " + attribute.type()
                        + " actual: " + value.type());
            }
        }
        return checked(item);
    }

    /** Reads the key after which a page starts. */
    Key startOf(Value.MapOf key) {
        if (key.entries().size() != attributes().size()
                || !attributes().stream().allMatch(attribute -> matches(attribute, key))) {
            throw ServiceError.validation("The provided starting key is invalid");
        }
        return checked(key);
    }

    /** The key's attributes alone. */
    Value.MapOf keyAttributes(Value.MapOf item) {
        Map<String, Value> key = new LinkedHashMap<>();
        attributes()
                .forEach(attribute -> key.put(attribute.name(), item.entries().get(attribute.name())));
        return new Value.MapOf(key);
    }

    private static boolean matches(Attribute attribute, Value.MapOf key) {
        Value value = key.entries().get(attribute.name());
        return value != null && value.type() == attribute.type();
    }

    private Key checked(Value.MapOf item) {
        Scalar partitionValue = scalar(partition, item);
        Scalar sortValue = sort.map(attribute -> scalar(attribute, item)).orElse(null);
        return Key.of(partitionValue, sortValue);
    }

    private Scalar scalar(Attribute attribute, Value.MapOf item) {
        Scalar value = (Scalar) item.entries().get(attribute.name());
        check(attribute, value);
        return value;
    }

    /** Refuses a value that no item's key can have, whether the request writes it or looks for it. */
    void check(Attribute attribute, Scalar value) {
        if (bytes(value) == 0) {
            throw ServiceError.validation("One or more parameter values are not valid. The AttributeValue for a key"
                    + " attribute cannot contain an empty "
                    + (attribute.type() == AttributeType.S ? "string" : "binary") + " value. Key: "
                    + attribute.name());
        }
        if (attribute.equals(partition) && bytes(value) > MAX_PARTITION_BYTES) {
            throw invalid("Size of hashkey has exceeded the maximum size limit of2048 bytes");
        }
        if (!attribute.equals(partition) && bytes(value) > MAX_SORT_BYTES) {
            throw invalid("Aggregated size of all range keys has exceeded the size limit of 1024 bytes");
        }
    }

    private static int bytes(Scalar value) {
        if (value instanceof Value.Text text) {
            return text.utf8().length;
        }
        return value instanceof Value.Binary binary ? binary.bytes().length() : 1;
    }

    private static ServiceError mismatch(String reason) {
        return ServiceError.keyMismatch("One or more parameter values were invalid: " + reason);
    }

    private static ServiceError invalid(String reason) {
        return ServiceError.validation("One or more parameter values were invalid: " + reason);
    }
}
