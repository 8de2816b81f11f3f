package local.sns;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * How often and when a failed delivery over HTTP is tried again: a
 * <a href="https://docs.aws.amazon.com/sns/latest/dg/sns-message-delivery-retries.html">delivery policy</a>.
 *
 * <p>Without one, there are three more attempts a tenth of a second apart, where AWS waits 20 seconds.
 *
 * @param pauses the time before each further attempt
 * @param contentType of a notification
 */
record DeliveryPolicy(List<Duration> pauses, String contentType) {
    private static final String PLAIN_TEXT = "text/plain; charset=UTF-8";

    static final DeliveryPolicy LOCAL_DEFAULT = new DeliveryPolicy(
            List.of(Duration.ofMillis(100), Duration.ofMillis(100), Duration.ofMillis(100)), PLAIN_TEXT);

    private static final int LONGEST_PAUSE = 3600;
    private static final int MOST_RETRIES = 100;
    private static final Set<String> SUBSCRIPTION = Set.of("healthyRetryPolicy", "requestPolicy");
    private static final Set<String> TOPIC = Set.of("defaultHealthyRetryPolicy", "defaultRequestPolicy");

    /** Reads the policy of a subscription. */
    static DeliveryPolicy ofSubscription(String json) {
        JsonNode policy = parse(json);
        checkNames(policy, SUBSCRIPTION);
        return of(policy.path("healthyRetryPolicy"), policy.path("requestPolicy"));
    }

    /** Reads the policy of a topic, which holds for its subscriptions that have none. */
    static DeliveryPolicy ofTopic(String json) {
        JsonNode policy = parse(json).path("http");
        checkNames(policy, TOPIC);
        return of(policy.path("defaultHealthyRetryPolicy"), policy.path("defaultRequestPolicy"));
    }

    private static JsonNode parse(String json) {
        return Json.parseObject(json).orElseThrow(() -> refused("failed to parse JSON."));
    }

    private static void checkNames(JsonNode policy, Set<String> known) {
        policy.fieldNames().forEachRemaining(name -> {
            if (!known.contains(name)) {
                throw SnsException.notSupportedHere("DeliveryPolicy: " + name);
            }
        });
    }

    private static DeliveryPolicy of(JsonNode retries, JsonNode request) {
        return new DeliveryPolicy(
                retries.isObject() ? pauses(retries) : LOCAL_DEFAULT.pauses(),
                request.path("headerContentType").asText(PLAIN_TEXT));
    }

    private static List<Duration> pauses(JsonNode policy) {
        int shortest = number(policy, "minDelayTarget", 20, LONGEST_PAUSE);
        int longest = number(policy, "maxDelayTarget", 20, LONGEST_PAUSE);
        int all = number(policy, "numRetries", 3, MOST_RETRIES);
        int immediate = number(policy, "numNoDelayRetries", 0, all);
        int early = number(policy, "numMinDelayRetries", 0, all - immediate);
        int late = number(policy, "numMaxDelayRetries", 0, all - immediate - early);
        int between = all - immediate - early - late;
        if (shortest > longest) {
            throw refused("maxDelayTarget must be greater than or equal to minDelayTarget");
        }
        Backoff backoff = Backoff.named(policy.path("backoffFunction").asText("linear"));
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

    private static int number(JsonNode policy, String name, int usual, int most) {
        int value = policy.path(name).asInt(usual);
        if (value < 0 || value > most) {
            throw refused(name + " must be between 0 and " + most);
        }
        return value;
    }

    private static SnsException refused(String why) {
        return SnsException.invalidParameter("DeliveryPolicy: " + why);
    }

    /** How fast pauses grow from the shortest to the longest; AWS draws these curves and gives no formula. */
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
                throw refused("unknown backoffFunction " + name);
            }
        }

        double growth(double progress) {
            return Math.pow(progress, power);
        }
    }
}
