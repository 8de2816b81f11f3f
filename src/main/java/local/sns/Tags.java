package local.sns;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import local.http.Xml;

/** The <a href="https://docs.aws.amazon.com/sns/latest/dg/sns-tags.html">tags</a> of topics. */
final class Tags {
    private static final int MOST = 50;
    private static final int LONGEST_KEY = 128;
    private static final int LONGEST_VALUE = 256;

    private final Topics topics;

    Tags(Topics topics) {
        this.topics = topics;
    }

    /** The tags in a request. */
    static Map<String, String> read(Parameters parameters) {
        Map<String, String> tags = new LinkedHashMap<>();
        for (Parameters tag : parameters.structures("Tags.member")) {
            String key = text(tag, "Key", 1, LONGEST_KEY);
            String value = text(tag, "Value", 0, LONGEST_VALUE);
            if (key.toLowerCase(Locale.ROOT).startsWith("aws:")) {
                throw SnsException.invalidParameter("Tags Reason: keys must not start with aws:");
            }
            if (tags.put(key, value) != null) {
                throw SnsException.invalidParameter("Duplicated keys are not allowed.");
            }
        }
        checkNumber(tags.size());
        return tags;
    }

    private static String text(Parameters tag, String name, int least, int most) {
        String path = tag.path() + name.toLowerCase(Locale.ROOT);
        String text =
                tag.find(name).orElseThrow(() -> SnsException.validation("null", path, "Member must not be null"));
        if (text.length() < least || text.length() > most) {
            throw SnsException.validation(
                    "'" + text + "'",
                    path,
                    "Member must have length "
                            + (text.length() < least
                                    ? "greater than or equal to " + least
                                    : "less than or equal to " + most));
        }
        return text;
    }

    Map<String, Action> all() {
        return Map.of(
                "TagResource", this::tag,
                "UntagResource", this::untag,
                "ListTagsForResource", this::list);
    }

    private void tag(SnsRequest request, Xml result) {
        Topic topic = topic(request);
        Map<String, String> added = read(request.parameters());
        long kept = topic.tags().keySet().stream()
                .filter(key -> !added.containsKey(key))
                .count();
        checkNumber(kept + added.size());
        topic.tags().putAll(added);
    }

    private void untag(SnsRequest request, Xml result) {
        topic(request).tags().keySet().removeAll(request.parameters().strings("TagKeys.member"));
    }

    private void list(SnsRequest request, Xml result) {
        Topic topic = topic(request);
        result.element(
                "Tags",
                list -> topic.tags()
                        .forEach((key, value) -> list.element("member", tag -> {
                            tag.element("Key", key);
                            tag.element("Value", value);
                        })));
    }

    private Topic topic(SnsRequest request) {
        return Arn.parse(request.parameters().require("ResourceArn"))
                .flatMap(topics::find)
                .orElseThrow(() -> new SnsException(404, "ResourceNotFound", "Resource does not exist"));
    }

    private static void checkNumber(long tags) {
        if (tags > MOST) {
            throw new SnsException(
                    400, "TagLimitExceeded", "Could not complete request: tag quota of per resource exceeded");
        }
    }
}
