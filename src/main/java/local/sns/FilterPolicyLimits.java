package local.sns;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Set;

/**
 * The <a href="https://docs.aws.amazon.com/sns/latest/dg/subscription-filter-policy-constraints.html">constraints</a>
 * that SNS puts on a filter policy. The matching library does not check them.
 */
final class FilterPolicyLimits {
    private static final int MOST_KEYS = 5;
    private static final int MOST_COMBINATIONS = 150;
    private static final String OR = "$or";
    private static final Set<String> OPERATORS =
            Set.of("prefix", "suffix", "equals-ignore-case", "wildcard", "anything-but", "cidr", "numeric", "exists");

    private final FilterPolicy.Scope scope;

    FilterPolicyLimits(FilterPolicy.Scope scope) {
        this.scope = scope;
    }

    void check(JsonNode policy) {
        if (policy.size() > MOST_KEYS) {
            throw refused("Filter policy can not have more than " + MOST_KEYS + " keys");
        }
        if (combinations(policy, 1) > MOST_COMBINATIONS) {
            throw refused("Filter policy is too complex");
        }
    }

    /** The number of combinations. Each key counts its values times its depth. Keys are multiplied, alternatives are added up. */
    private long combinations(JsonNode policy, int depth) {
        long product = 1;
        for (Map.Entry<String, JsonNode> property : policy.properties()) {
            product =
                    Math.min(product * combinations(property.getKey(), property.getValue(), depth), Integer.MAX_VALUE);
        }
        return product;
    }

    private long combinations(String key, JsonNode value, int depth) {
        if (value.isObject()) {
            if (scope == FilterPolicy.Scope.MessageAttributes) {
                throw SnsException.invalidParameter(
                        "Filter policy scope MessageAttributes does not support nested filter policy");
            }
            return combinations(value, depth + 1);
        }
        if (!value.isArray()) {
            throw refused("\"" + key + "\" must be an object or an array");
        }
        if (value.isEmpty()) {
            throw refused("Empty arrays are not allowed");
        }
        if (key.equals(OR)) {
            return value.valueStream()
                    .mapToLong(alternative -> combinations(alternative, depth))
                    .sum();
        }
        value.forEach(FilterPolicyLimits::checkOperator);
        return (long) value.size() * depth;
    }

    private static void checkOperator(JsonNode value) {
        value.fieldNames().forEachRemaining(operator -> {
            if (!OPERATORS.contains(operator)) {
                throw refused("Unrecognized match type " + operator);
            }
        });
    }

    private static SnsException refused(String why) {
        return SnsException.invalidParameter("FilterPolicy: " + why);
    }
}
