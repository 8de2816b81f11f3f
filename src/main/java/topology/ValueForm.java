package topology;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.TextNode;
import configuration.Durations;
import configuration.Rule;
import configuration.Rules;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import process.Json;

/**
 * How the value of an attribute is written by a user, by AWS and in CloudFormation.
 *
 * @param rule what a user may write
 * @param usual the usual spelling of what a user wrote
 * @param toAws the value for AWS
 * @param ofAws the usual spelling of a value that AWS reports
 * @param property the value for AWS as a property in CloudFormation
 * @param isJson whether AWS may add its defaults to the value
 */
record ValueForm(
        Rule rule,
        UnaryOperator<String> usual,
        UnaryOperator<String> toAws,
        UnaryOperator<String> ofAws,
        Function<String, JsonNode> property,
        boolean isJson) {
    private static final String RETENTION = "MessageRetentionPeriod";

    /** A text. */
    static ValueForm text(Rule rule) {
        return same(rule, TextNode::valueOf);
    }

    /** A whole number between two limits, both included. */
    static ValueForm number(int least, int most) {
        return same(Rules.between(least, most), value -> LongNode.valueOf(Long.parseLong(value)));
    }

    /** True or false. */
    static ValueForm flag() {
        return same(Rules.flag(), value -> BooleanNode.valueOf(Boolean.parseBoolean(value)));
    }

    private static ValueForm same(Rule rule, Function<String, JsonNode> property) {
        UnaryOperator<String> same = UnaryOperator.identity();
        return new ValueForm(rule, same, same, same, property, false);
    }

    /** A duration for a user, whole seconds for AWS. */
    static ValueForm seconds(String least, String most) {
        return new ValueForm(
                whole(Rules.duration(least, most), Duration.ofSeconds(1), "a whole number of seconds"),
                ValueForm::duration,
                written -> String.valueOf(Durations.parse(written).toSeconds()),
                seconds -> Durations.text(Duration.ofSeconds(Long.parseLong(seconds))),
                value -> LongNode.valueOf(Long.parseLong(value)),
                false);
    }

    /** Whole days for a user, the policy of an archive for AWS. */
    static ValueForm archive(String least, String most) {
        return new ValueForm(
                whole(
                        Rules.duration(least, most),
                        Duration.ofDays(1),
                        "a whole number of days, from %s to %s".formatted(least, most)),
                ValueForm::duration,
                written -> Json.object()
                        .put(RETENTION, String.valueOf(Durations.parse(written).toDays()))
                        .toString(),
                policy -> Durations.text(
                        Duration.ofDays(json(policy).path(RETENTION).asLong())),
                ValueForm::json,
                false);
    }

    /** A JSON object in AWS's own language. */
    static ValueForm object(String allowed) {
        UnaryOperator<String> compact = text -> json(text).toString();
        return new ValueForm(
                Rules.rule(allowed, written -> json(written).isObject()),
                compact,
                UnaryOperator.identity(),
                compact,
                ValueForm::json,
                true);
    }

    private static String duration(String written) {
        return Durations.text(Durations.parse(written));
    }

    private static Rule whole(Rule bounds, Duration unit, String allowed) {
        return written -> bounds.objection(written)
                .or(() -> Durations.parse(written).toMillis() % unit.toMillis() == 0
                        ? Optional.empty()
                        : Optional.of(allowed));
    }

    /** @throws IllegalArgumentException if the text is not JSON */
    static JsonNode json(String text) {
        try {
            return Json.read(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not JSON: " + text, e);
        }
    }
}
