package topology;

import configuration.Rule;
import configuration.Rules;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Tags as a user writes them, {@code team=billing,stage=production}, and the tag that says who made a thing.
 *
 * @see <a href="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-queue-tags.html">tags</a>
 */
public final class Tags {
    /** On what an application has made: its name. Only what has this tag is ever deleted. */
    public static final String OWNER = "caravan";

    /** AWS takes 50; one is the owner's. */
    private static final int MOST = 49;

    private static final Pattern TAG =
            Pattern.compile("(?<key>[\\p{L}\\p{Z}\\p{N}_.:/+@-]{1,128})=(?<value>[\\p{L}\\p{Z}\\p{N}_.:/=+@-]{0,256})");

    private Tags() {}

    /** What may be written. */
    public static Rule rule() {
        return Rules.rule(
                "up to %d tags such as team=billing,stage=production, each key once, without aws: and %s"
                        .formatted(MOST, OWNER),
                value -> parse(value).size() <= MOST);
    }

    /** @throws IllegalArgumentException if AWS would refuse one of them */
    static Map<String, String> parse(String written) {
        Map<String, String> tags = new TreeMap<>();
        for (String text : written.split(",", -1)) {
            var tag = TAG.matcher(text.strip());
            if (!tag.matches()
                    || tag.group("key").startsWith("aws:")
                    || tag.group("key").equals(OWNER)
                    || tags.put(tag.group("key"), tag.group("value")) != null) {
                throw new IllegalArgumentException(text);
            }
        }
        return tags;
    }
}
