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
import java.util.function.Function;
import process.Json;

/**
 * How the value of an attribute is written by a user, by AWS and in CloudFormation.
 *
 * @param usual the usual spelling of what a user wrote
 * @param toAws the value for AWS
 * @param ofAws the usual spelling of a value that AWS reports
 * @param property the value for AWS as a property in CloudFormation
 */
record ValueForm(
        Function<String, String> usual,
        Function<String, String> toAws,
        Function<String, String> ofAws,
        Function<String, JsonNode> property) {
    static final ValueForm TEXT =
            new ValueForm(Function.identity(), Function.identity(), Function.identity(), TextNode::valueOf);

    static final ValueForm NUMBER = new ValueForm(
            Function.identity(),
            Function.identity(),
            Function.identity(),
            value -> LongNode.valueOf(Long.parseLong(value)));

    static final ValueForm FLAG = new ValueForm(
            Function.identity(),
            Function.identity(),
            Function.identity(),
            value -> BooleanNode.valueOf(Boolean.parseBoolean(value)));

    /** A duration for a user, seconds for AWS. */
    static final ValueForm SECONDS = new ValueForm(
            written -> Durations.text(Durations.parse(written)),
            written -> String.valueOf(Durations.parse(written).toSeconds()),
            seconds -> Durations.text(Duration.ofSeconds(Long.parseLong(seconds))),
            value -> LongNode.valueOf(Long.parseLong(value)));

    /** JSON in AWS's own language. */
    static final ValueForm JSON = new ValueForm(
            written -> json(written).toString(),
            Function.identity(),
            there -> json(there).toString(),
            ValueForm::json);

    /** Days for a user, a policy for AWS. */
    static final ValueForm ARCHIVE = new ValueForm(
            written -> Durations.text(Durations.parse(written)),
            written -> Json.object()
                    .put(
                            "MessageRetentionPeriod",
                            String.valueOf(Durations.parse(written).toDays()))
                    .toString(),
            policy -> Durations.text(
                    Duration.ofDays(json(policy).path("MessageRetentionPeriod").asLong())),
            ValueForm::json);

    /** Accepts a duration of whole seconds, which is what AWS has. */
    static Rule seconds(String least, String most) {
        return whole(Rules.duration(least, most), Duration.ofSeconds(1), "a whole number of seconds");
    }

    /** Accepts a duration of whole days. */
    static Rule days(String least, String most) {
        return whole(
                Rules.duration(least, most),
                Duration.ofDays(1),
                "a whole number of days, from %s to %s".formatted(least, most));
    }

    /** Accepts a JSON object. */
    static Rule object(String allowed) {
        return Rules.rule(allowed, written -> json(written).isObject());
    }

    private static Rule whole(Rule bounds, Duration unit, String allowed) {
        return written -> bounds.objection(written)
                .or(() -> Durations.parse(written).toMillis() % unit.toMillis() == 0
                        ? java.util.Optional.empty()
                        : java.util.Optional.of(allowed));
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
