package topology;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Checks whether SNS would accept a filter policy.
 *
 * @see <a href="https://docs.aws.amazon.com/sns/latest/dg/subscription-filter-policy-constraints.html">constraints</a>
 * @see <a href="https://docs.aws.amazon.com/sns/latest/dg/string-value-matching.html">operators</a>
 */
final class FilterPolicyCheck {
    static final String OR = "$or";

    private static final int MOST_KEYS = 5;
    private static final int MOST_COMBINATIONS = 150;
    private static final int MOST_BYTES = 256 * 1024;
    private static final BigDecimal LARGEST_NUMBER = BigDecimal.valueOf(1_000_000_000);
    private static final int MOST_DECIMALS = 5;
    private static final Set<String> OPERATORS = new TreeSet<>(
            Set.of("anything-but", "cidr", "equals-ignore-case", "exists", "numeric", "prefix", "suffix", "wildcard"));
    private static final Set<String> EXCLUDED = new TreeSet<>(Set.of("prefix", "suffix", "wildcard"));
    private static final Set<String> LOWER = Set.of(">", ">=");
    private static final Set<String> UPPER = Set.of("<", "<=");
    private static final String PATTERN = "a text in which no * follows another, and \\ comes before * or \\";

    /** Keys that SNS reads as operators inside an alternative. */
    private static final Set<String> RESERVED = Set.of(
            "exactly",
            "equals-ignore-case",
            "prefix",
            "suffix",
            "anything-but",
            "exists",
            "wildcard",
            "numeric",
            "cidr",
            "=",
            "<",
            "<=",
            ">",
            ">=");

    private static final Pattern CIDR = Pattern.compile("(?<address>[0-9a-fA-F:.]+)/(?<bits>\\d{1,3})");
    private static final Pattern IPV4 = Pattern.compile("(\\d{1,3}\\.){3}\\d{1,3}");
    private static final Pattern IPV6 = Pattern.compile("[0-9a-fA-F:]*:[0-9a-fA-F:]*");
    private static final Pattern WILDCARD = Pattern.compile("([^*\\\\]|\\\\[*\\\\]|\\*(?!\\*))*", Pattern.DOTALL);

    private final FilterPolicy.Scope scope;

    FilterPolicyCheck(FilterPolicy.Scope scope) {
        this.scope = scope;
    }

    /** @throws IllegalArgumentException if SNS would refuse the policy; the message says what is allowed */
    void check(ObjectNode policy) {
        if (policy.toString().getBytes(StandardCharsets.UTF_8).length > MOST_BYTES) {
            throw new IllegalArgumentException("a filter policy of at most 256 KB");
        }
        long combinations = combinations("", policy, 1);
        // SNS counts only the outermost of nested keys.
        if (policy.size() > MOST_KEYS) {
            throw refused("there are at most %d keys, not %d".formatted(MOST_KEYS, policy.size()));
        }
        if (combinations > MOST_COMBINATIONS) {
            throw refused("the numbers of values multiply to at most %d combinations, not %d"
                    .formatted(MOST_COMBINATIONS, combinations));
        }
    }

    /**
     * The number of combinations as SNS counts them: values of a key times its depth, multiplied over keys, added up
     * over alternatives.
     */
    private long combinations(String path, JsonNode policy, int depth) {
        long product = 1;
        for (Map.Entry<String, JsonNode> property : policy.properties()) {
            String where = path.isEmpty() ? property.getKey() : path + "." + property.getKey();
            JsonNode value = property.getValue();
            long factor;
            if (property.getKey().equals(OR)) {
                factor = alternatives(path, value, depth);
            } else if (value.isObject()) {
                factor = nested(where, value, depth);
            } else {
                factor = values(where, value, depth);
            }
            product = Math.min(product * factor, Integer.MAX_VALUE);
        }
        return product;
    }

    private long alternatives(String path, JsonNode alternatives, int depth) {
        long sum = 0;
        if (!alternatives.isArray() || alternatives.size() < 2) {
            throw refused("\"$or\" is a list of at least two objects, such as [{\"a\":[1]},{\"b\":[2]}]");
        }
        for (JsonNode alternative : alternatives) {
            if (!alternative.isObject() || alternative.isEmpty()) {
                throw refused("each entry of \"$or\" is an object with at least one key");
            }
            checkNames(alternative);
            sum += combinations(path, alternative, depth);
        }
        return sum;
    }

    private static void checkNames(JsonNode policy) {
        policy.properties().forEach(property -> {
            if (RESERVED.contains(property.getKey())) {
                throw refused("no key in \"$or\" is called \"%s\", as operators are".formatted(property.getKey()));
            }
            if (property.getValue().isObject()) {
                checkNames(property.getValue());
            }
        });
    }

    private long nested(String path, JsonNode policy, int depth) {
        if (scope == FilterPolicy.Scope.MESSAGE_ATTRIBUTES) {
            throw refused(
                    "\"%s\" is a list of values, not an object: only the scope MessageBody nests".formatted(path));
        }
        if (policy.isEmpty()) {
            throw refused("\"%s\" has at least one key".formatted(path));
        }
        return combinations(path, policy, depth + 1);
    }

    private long values(String path, JsonNode values, int depth) {
        if (!values.isArray()) {
            throw refused("\"%s\" is a list of values, such as [\"a\"]".formatted(path));
        }
        if (values.isEmpty()) {
            throw refused("\"%s\" has at least one value".formatted(path));
        }
        values.forEach(value -> checkValue(path, value));
        return (long) values.size() * depth;
    }

    private void checkValue(String path, JsonNode value) {
        if (value.isArray()) {
            throw refused("\"%s\" has no list within its list".formatted(path));
        }
        if (value.isNumber()) {
            checkNumber(path, value);
        }
        if (!value.isObject()) {
            return;
        }
        Map.Entry<String, JsonNode> only =
                value.size() == 1 ? value.properties().iterator().next() : null;
        if (only == null || !OPERATORS.contains(only.getKey())) {
            throw refused("\"%s\" has texts, numbers, true, false, null, and objects with one of %s"
                    .formatted(path, String.join(", ", OPERATORS)));
        }
        checkOperator(path, only.getKey(), only.getValue());
    }

    private void checkOperator(String path, String operator, JsonNode operand) {
        switch (operator) {
            case "exists" -> require(operand.isBoolean(), path, operator, "true or false");
            case "numeric" -> checkRange(path, operand);
            case "anything-but" -> checkExclusion(path, operand);
            case "cidr" ->
                require(
                        operand.isTextual() && isRange(operand.textValue()),
                        path,
                        operator,
                        "an address range such as \"10.0.0.0/24\", of 0 to 31 bits, or \"2001:db8::/32\", of 0 to 127");
            case "wildcard" -> require(isWildcard(operand), path, operator, PATTERN);
            default -> require(operand.isTextual(), path, operator, "a text");
        }
    }

    private static boolean isWildcard(JsonNode operand) {
        return operand.isTextual() && WILDCARD.matcher(operand.textValue()).matches();
    }

    private static boolean isRange(String text) {
        Matcher range = CIDR.matcher(text);
        if (!range.matches()) {
            return false;
        }
        String address = range.group("address");
        if (!IPV4.matcher(address).matches() && !IPV6.matcher(address).matches()) {
            return false;
        }
        try {
            // Digits and colons alone cause no DNS lookup.
            int bytes = InetAddress.getByName(address).getAddress().length;
            return Integer.parseInt(range.group("bits")) < bytes * 8;
        } catch (UnknownHostException e) {
            return false;
        }
    }

    private void checkExclusion(String path, JsonNode operand) {
        String allowed =
                "a text, a number, a list of one of them, or an object with one of " + String.join(", ", EXCLUDED);
        if (operand.isObject()) {
            Map.Entry<String, JsonNode> only =
                    operand.size() == 1 ? operand.properties().iterator().next() : null;
            require(
                    only != null && EXCLUDED.contains(only.getKey()) && isTextOrTexts(only.getValue()),
                    path,
                    "anything-but",
                    allowed);
            List<JsonNode> texts = only.getValue().isTextual()
                    ? List.of(only.getValue())
                    : only.getValue().valueStream().toList();
            boolean isWildcard = only.getKey().equals("wildcard");
            require(
                    texts.stream()
                            .allMatch(text -> isWildcard
                                    ? isWildcard(text)
                                    : !text.textValue().isEmpty()),
                    path,
                    "anything-but",
                    isWildcard ? "with wildcard " + PATTERN : "with %s no empty text".formatted(only.getKey()));
            return;
        }
        boolean numbers = operand.isArray() && !operand.isEmpty() && all(operand, JsonNode::isNumber);
        require(operand.isNumber() || numbers || isTextOrTexts(operand), path, "anything-but", allowed);
        if (operand.isNumber()) {
            checkNumber(path, operand);
        } else if (numbers) {
            operand.forEach(number -> checkNumber(path, number));
        }
    }

    private static boolean isTextOrTexts(JsonNode operand) {
        return operand.isTextual() || (operand.isArray() && !operand.isEmpty() && all(operand, JsonNode::isTextual));
    }

    private static boolean all(JsonNode list, Predicate<JsonNode> kind) {
        for (JsonNode entry : list) {
            if (!kind.test(entry)) {
                return false;
            }
        }
        return true;
    }

    private void checkRange(String path, JsonNode range) {
        boolean one = range.isArray()
                && range.size() == 2
                && (range.get(0).asText().equals("=")
                        || LOWER.contains(range.get(0).asText())
                        || UPPER.contains(range.get(0).asText()))
                && range.get(1).isNumber();
        boolean two = range.isArray()
                && range.size() == 4
                && LOWER.contains(range.get(0).asText())
                && range.get(1).isNumber()
                && UPPER.contains(range.get(2).asText())
                && range.get(3).isNumber()
                && range.get(1).decimalValue().compareTo(range.get(3).decimalValue()) < 0;
        require(
                one || two,
                path,
                "numeric",
                "a comparison such as [\"=\",1], [\">\",1] or [\">=\",1,\"<\",2], the lower bound first");
        for (int i = 1; i < range.size(); i += 2) {
            checkNumber(path, range.get(i));
        }
    }

    private static void checkNumber(String path, JsonNode number) {
        BigDecimal value = number.decimalValue();
        if (value.abs().compareTo(LARGEST_NUMBER) > 0
                || value.stripTrailingZeros().scale() > MOST_DECIMALS) {
            throw refused(
                    "\"%s\" has numbers from -10^9 to 10^9 with at most %d decimals".formatted(path, MOST_DECIMALS));
        }
    }

    private static void require(boolean holds, String path, String operator, String allowed) {
        if (!holds) {
            throw refused("\"%s\" of \"%s\" is %s".formatted(operator, path, allowed));
        }
    }

    private static IllegalArgumentException refused(String allowed) {
        return new IllegalArgumentException("a filter policy in which " + allowed);
    }
}
