package topology;

import aws.Fifo;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A queue of this account and region, or of another account.
 *
 * @param name what {@link Names#queue()} allows, or the ARN of a queue of another account
 */
public record Queue(String name) {
    private static final Pattern URL = Pattern.compile(
            "https://sqs\\.(?<region>[a-z0-9-]+)\\.amazonaws\\.com(\\.cn)?/(?<account>\\d{12})/(?<name>[^/?]+)");
    private static final Pattern ARN =
            Pattern.compile("arn:aws[a-z-]*:sqs:(?<region>[a-z0-9-]+):(?<account>\\d{12}):(?<name>[^:]+)");

    /** The queue that a user wrote: by its name, its ARN or its URL. */
    public static Queue of(String written) {
        Matcher url = URL.matcher(written);
        return url.matches()
                ? new Queue(new Account(url.group("region"), url.group("account")).arn(new Queue(url.group("name"))))
                : new Queue(written);
    }

    /** The account that owns the queue; empty for a queue of the application's own account. */
    public Optional<String> account() {
        Matcher arn = ARN.matcher(name);
        return arn.matches() ? Optional.of(arn.group("account")) : Optional.empty();
    }

    /** The name without account and region. */
    public String plainName() {
        Matcher arn = ARN.matcher(name);
        return arn.matches() ? arn.group("name") : name;
    }

    /** Whether the queue is FIFO. */
    public boolean isFifo() {
        return Fifo.is(name);
    }

    /** The dead-letter queue of this queue. */
    public Queue deadLetters() {
        return new Queue(Names.deadLetters(name));
    }

    @Override
    public String toString() {
        return name;
    }
}
