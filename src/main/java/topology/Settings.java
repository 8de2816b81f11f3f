package topology;

import configuration.Durations;
import configuration.Template;
import configuration.Template.Objection;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The attributes of a topic or queue that a user wrote. If an attribute is left out, a new resource gets AWS's default, and
 * an existing resource keeps its value.
 *
 * @param attributes in the order of their table
 * @param tags tags to add; other tags of an existing resource stay
 */
public record Settings(Map<Setting, String> attributes, Map<String, String> tags) {
    private static final String TAGS = "tags";

    /** No settings. */
    public static final Settings NONE = new Settings(Map.of(), Map.of());

    /** Declares the parameters of these attributes, and tags. */
    static Template declare(Template template, List<Setting> table, String tags) {
        for (Setting attribute : table) {
            String otherwise = attribute.otherwise().isEmpty() ? "" : ". AWS's default: " + attribute.otherwise();
            template.optional(attribute.parameter(), attribute.rule(), capital(attribute.description()) + otherwise);
        }
        return template.optional(TAGS, Tags.rule(), tags);
    }

    /** The settings that parameters describe. */
    static Settings of(List<Setting> table, Map<String, String> parameters) {
        Map<Setting, String> attributes = new LinkedHashMap<>();
        table.stream()
                .filter(attribute -> parameters.containsKey(attribute.parameter()))
                .forEach(attribute -> attributes.put(attribute, parameters.get(attribute.parameter())));
        return new Settings(
                attributes,
                Optional.ofNullable(parameters.get(TAGS)).map(Tags::parse).orElse(Map.of()));
    }

    /** An objection to attributes that only FIFO resources have. */
    static Optional<Objection> objection(
            List<Setting> table, Map<String, String> parameters, boolean isFifo, String kind) {
        return table.stream()
                .filter(attribute -> attribute.isForFifo() && !isFifo && parameters.containsKey(attribute.parameter()))
                .map(attribute -> new Objection(attribute.parameter(), "left out: it is for FIFO " + kind))
                .findFirst();
    }

    /** The first attribute, or tags, on which two routes of the same resource do not agree. */
    static Optional<Objection> disagreement(
            List<Setting> table, Map<String, String> parameters, Map<String, String> other) {
        return table.stream()
                .filter(attribute -> parameters.containsKey(attribute.parameter())
                        && other.containsKey(attribute.parameter())
                        && !attribute
                                .usual(parameters.get(attribute.parameter()))
                                .equals(attribute.usual(other.get(attribute.parameter()))))
                .map(Setting::parameter)
                .findFirst()
                .or(() -> Optional.of(TAGS)
                        .filter(tags -> parameters.containsKey(tags)
                                && other.containsKey(tags)
                                && !Tags.parse(parameters.get(tags)).equals(Tags.parse(other.get(tags)))))
                .map(name -> new Objection(name, other.get(name) + ", the " + name));
    }

    /** The settings of both. Routes of one resource never disagree. */
    Settings and(Settings other) {
        Map<Setting, String> both = new LinkedHashMap<>();
        Stream.concat(QueueAttributes.ALL.stream(), TopicAttributes.ALL.stream())
                .forEach(attribute -> value(attribute)
                        .or(() -> other.value(attribute))
                        .ifPresent(written -> both.put(attribute, written)));
        Map<String, String> allTags = new TreeMap<>(tags);
        allTags.putAll(other.tags);
        return new Settings(both, allTags);
    }

    /** These settings with another tag. */
    Settings tagged(String key, String value) {
        Map<String, String> more = new TreeMap<>(tags);
        more.put(key, value);
        return new Settings(attributes, more);
    }

    /** The value of an attribute as the user wrote it. */
    public Optional<String> value(Setting attribute) {
        return Optional.ofNullable(attributes.get(attribute));
    }

    /** How long a queue keeps messages. */
    public Optional<Duration> retention() {
        return value(QueueAttributes.RETENTION).map(Durations::parse);
    }

    /** The encryption of a queue or topic. */
    public Optional<Encryption> encryption() {
        return value(QueueAttributes.ENCRYPTION)
                .or(() -> value(TopicAttributes.ENCRYPTION))
                .map(Encryption::new);
    }

    /** The settings that also apply to the dead-letter queue, because it holds the same data. */
    Settings ofDeadLetters() {
        Map<Setting, String> kept = new LinkedHashMap<>();
        value(QueueAttributes.ENCRYPTION).ifPresent(written -> kept.put(QueueAttributes.ENCRYPTION, written));
        return new Settings(kept, tags);
    }

    private static String capital(String sentence) {
        return Character.toUpperCase(sentence.charAt(0)) + sentence.substring(1);
    }
}
