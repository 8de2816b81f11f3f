package topology;

import configuration.Rule;
import configuration.Rules;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Parses tags such as {@code team=billing,stage=production}, and names the tag that marks the owner of a resource.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-queue-tags.html">tags</a>
 */
public final class Tags {
    /**
     * The tag on each resource that an application has created; its value is the application's name. Only resources
     * with this tag are ever deleted.
     */
    public static final String OWNER = "caravan";

    /**
     * The tag on a client's queue that a request has created; its value is the inbox's name. No configuration contains such a
     * queue, so only a request deletes it.
     */
    public static final String INBOX = "caravan-inbox";

    /** AWS allows 50 tags, and the owner's tag is one of them. */
    private static final int MOST = 49;

    private static final Pattern TAG =
            Pattern.compile("(?<key>[\\p{L}\\p{Z}\\p{N}_.:/+@-]{1,128})=(?<value>[\\p{L}\\p{Z}\\p{N}_.:/=+@-]{0,256})");

    private Tags() {}

    /** Accepts what a user may write. */
    public static Rule rule() {
        return Rules.rule(
                "up to %d tags such as team=billing,stage=production, each key once, without aws: and %s"
                        .formatted(MOST, OWNER),
                value -> parse(value).size() <= MOST);
    }

    /**
     * Parses tags.
     *
     * @throws IllegalArgumentException if AWS would refuse a tag
     */
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
