package local.dynamodb;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * An item and its size in bytes, as DynamoDB bills it.
 *
 * @param attributes names and values, key attributes included
 * @param size the sum of all names and values; a number counts one byte plus half a byte for each digit, which AWS's
 *     documentation calls an approximation
 */
record Item(Value.MapOf attributes, int size) {
    static final int MAX_SIZE = 400 * 1024;
    private static final int OVERHEAD_OF_A_DOCUMENT = 3;

    static Item of(Value.MapOf attributes) {
        return new Item(attributes, attributes(attributes));
    }

    private static int attributes(Value.MapOf map) {
        int size = 0;
        for (Map.Entry<String, Value> entry : map.entries().entrySet()) {
            size += entry.getKey().getBytes(StandardCharsets.UTF_8).length + value(entry.getValue());
        }
        return size;
    }

    private static int value(Value value) {
        if (value instanceof Value.Text text) {
            return text.utf8().length;
        } else if (value instanceof Value.Numeric number) {
            return 1 + (number.number().precision() + 1) / 2 + (number.number().signum() < 0 ? 1 : 0);
        } else if (value instanceof Value.Binary binary) {
            return binary.bytes().length();
        } else if (value instanceof Value.SetOf set) {
            return set.elements().stream().mapToInt(Item::value).sum();
        } else if (value instanceof Value.ListOf list) {
            return OVERHEAD_OF_A_DOCUMENT
                    + list.elements().stream()
                            .mapToInt(element -> 1 + value(element))
                            .sum();
        } else if (value instanceof Value.MapOf map) {
            return OVERHEAD_OF_A_DOCUMENT + map.entries().size() + attributes(map);
        }
        return 1;
    }
}
