package local.sns;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * When a failed delivery over HTTP is retried, with the
 * <a href="https://docs.aws.amazon.com/sns/latest/dg/sns-message-delivery-retries.html">defaults and constraints</a> of
 * AWS.
 */
final class RetryPolicy {
    private static final int LONGEST_PAUSE = 3600;
    private static final int MOST_RETRIES = 100;
    private static final int DEFAULT_PAUSE = 20;
    private static final int DEFAULT_RETRIES = 3;
    private static final Set<String> MEMBERS = Set.of(
            "minDelayTarget",
            "maxDelayTarget",
            "numRetries",
            "numMaxDelayRetries",
            "numNoDelayRetries",
            "numMinDelayRetries",
            "backoffFunction");

    /** The default policy of AWS. */
    static final RetryPolicy OF_AWS = new RetryPolicy(Json.object());

    private final JsonNode given;
    private final int shortest;
    private final int longest;
    private final int all;
    private final int late;
    private final int immediate;
    private final int early;
    private final Backoff backoff;

    /** @throws SnsException if AWS would not accept the policy */
    RetryPolicy(JsonNode given) {
        DeliveryPolicy.checkMembers(given, MEMBERS);
        this.given = given;
        shortest = number("minDelayTarget", DEFAULT_PAUSE, 1, LONGEST_PAUSE);
        longest = number("maxDelayTarget", DEFAULT_PAUSE, 1, LONGEST_PAUSE);
        all = number("numRetries", DEFAULT_RETRIES, 0, MOST_RETRIES);
        immediate = number("numNoDelayRetries", 0, 0, all);
        early = number("numMinDelayRetries", 0, 0, all - immediate);
        late = number("numMaxDelayRetries", 0, 0, all - immediate - early);
        backoff = Backoff.named(
                given.hasNonNull("backoffFunction")
                        ? given.get("backoffFunction").asText()
                        : Backoff.linear.name());
        if (shortest > longest) {
            throw DeliveryPolicy.refused("maxDelayTarget must be greater than or equal to minDelayTarget");
        }
    }

    /** The policy as it was written, without defaults. */
    JsonNode given() {
        return given;
    }

    /** The policy with all members, defaults included. */
    ObjectNode complete() {
        return Json.object()
                .put("minDelayTarget", shortest)
                .put("maxDelayTarget", longest)
                .put("numRetries", all)
                .put("numMaxDelayRetries", late)
                .put("numNoDelayRetries", immediate)
                .put("numMinDelayRetries", early)
                .put("backoffFunction", backoff.name());
    }

    /** The pause before each retry. */
    List<Duration> pauses() {
        int between = all - immediate - early - late;
        List<Duration> pauses = new ArrayList<>();
        for (int i = 0; i < immediate; i++) {
            pauses.add(Duration.ZERO);
        }
        for (int i = 0; i < early; i++) {
            pauses.add(Duration.ofSeconds(shortest));
        }
        for (int i = 1; i <= between; i++) {
            double growth = backoff.growth((double) i / between);
            pauses.add(Duration.ofMillis(Math.round(1000 * (shortest + (longest - shortest) * growth))));
        }
        for (int i = 0; i < late; i++) {
            pauses.add(Duration.ofSeconds(longest));
        }
        return List.copyOf(pauses);
    }

    private int number(String name, int usual, int least, int most) {
        JsonNode value = given.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return usual;
        }
        if (!value.isInt() || value.intValue() < least || value.intValue() > most) {
            throw DeliveryPolicy.refused(name + " must be between " + least + " and " + most);
        }
        return value.intValue();
    }

    /** How fast pauses grow from the shortest to the longest; AWS shows these curves as a drawing, without a formula. */
    private enum Backoff {
        linear(1),
        arithmetic(2),
        geometric(3),
        exponential(4);

        private final int power;

        Backoff(int power) {
            this.power = power;
        }

        static Backoff named(String name) {
            try {
                return valueOf(name);
            } catch (IllegalArgumentException e) {
                throw DeliveryPolicy.refused("unknown backoffFunction " + name);
            }
        }

        double growth(double progress) {
            return Math.pow(progress, power);
        }
    }
}
