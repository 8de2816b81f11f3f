package local.sns;

import java.util.Map;

/** The <a href="https://docs.aws.amazon.com/sns/latest/dg/sns-tags.html">tags</a> of topics. */
final class Tags {
    private static final int MOST = 50;

    private final Topics topics;

    Tags(Topics topics) {
        this.topics = topics;
    }

    /** The tags that a request brings. */
    static Map<String, String> read(Parameters parameters) {
        Map<String, String> tags = parameters.pairs("Tags.member", "Key", "Value");
        checkNumber(tags.size());
        return tags;
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
