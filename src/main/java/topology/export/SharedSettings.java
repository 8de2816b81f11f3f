package topology.export;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import topology.InboxLine;
import topology.QueueAttributes;
import topology.QueueLine;
import topology.Setting;
import topology.Tags;

/**
 * The settings that the queues of all clients share, so that the route of their inbox can declare them.
 *
 * @param attributes the parameters of an inbox that are the same for each client
 * @param tags such as {@code team=shop}
 * @param kept other settings, each with the names of the clients whose queues have them
 */
record SharedSettings(Map<String, String> attributes, Set<String> tags, Map<String, List<String>> kept) {
    private static final String TAGS = "tags";
    private static final String ENCRYPTION = QueueAttributes.ENCRYPTION.parameter();
    private static final String RETENTION = QueueAttributes.RETENTION.parameter();
    private static final String DEAD_LETTERS = "deadLetters";

    /** The parameters that follow from any inbox. */
    private static final Set<String> SAID = Set.of("queue", DEAD_LETTERS, QueueLine.MAX_RECEIVE_COUNT, RETENTION);

    static SharedSettings of(List<ExistingClient> clients) {
        Map<String, String> attributes = new LinkedHashMap<>();
        InboxLine.ATTRIBUTES.stream().map(Setting::parameter).forEach(parameter -> {
            Set<String> values = clients.stream()
                    .map(client -> client.block().parameters().getOrDefault(parameter, ""))
                    .collect(Collectors.toSet());
            if (values.size() == 1 && !values.contains("")) {
                attributes.put(parameter, values.iterator().next());
            }
        });
        Set<String> tags = tags(clients.get(0).block());
        clients.forEach(client -> tags.retainAll(tags(client.block())));
        SharedSettings shared = new SharedSettings(attributes, tags, new TreeMap<>());
        clients.forEach(client -> {
            String rest = shared.rest(client.block());
            if (!rest.isEmpty()) {
                shared.kept.computeIfAbsent(rest, text -> new ArrayList<>()).add(client.name());
            }
        });
        return shared;
    }

    /** Adds the shared settings to the route of the inbox. Others become comments, because the queues keep them. */
    void addTo(Lines.Block block) {
        attributes.forEach(block::with);
        if (!tags.isEmpty()) {
            block.with(TAGS, String.join(",", tags));
        }
        kept.forEach((what, clients) -> block.saying(
                "the queue of %s keeps what an inbox does not say: %s".formatted(String.join(", ", clients), what)));
    }

    /** Whether the inbox would create exactly this queue for its dead letters. */
    boolean imply(Lines.Block letters) {
        Map<String, String> rest = new LinkedHashMap<>(letters.parameters());
        rest.remove("queue");
        rest.remove(TAGS);
        return "none".equals(rest.remove(DEAD_LETTERS))
                && InboxLine.USUAL_RETENTION.equals(rest.remove(RETENTION))
                && attributes.getOrDefault(ENCRYPTION, "").equals(orNothing(rest.remove(ENCRYPTION)))
                && tags.equals(tags(letters))
                && rest.isEmpty();
    }

    private static String orNothing(String value) {
        return value == null ? "" : value;
    }

    private String rest(Lines.Block queue) {
        Stream<String> parameters = queue.parameters().entrySet().stream()
                .filter(parameter -> !SAID.contains(parameter.getKey()))
                .filter(parameter -> !parameter.getKey().equals(TAGS))
                .filter(parameter -> !attributes.containsKey(parameter.getKey()))
                .map(parameter -> parameter.getKey() + " = " + parameter.getValue());
        String ownTags = tags(queue).stream().filter(tag -> !tags.contains(tag)).collect(Collectors.joining(","));
        return Stream.concat(parameters, Stream.of(TAGS + " = " + ownTags).filter(text -> !ownTags.isEmpty()))
                .collect(Collectors.joining("; "));
    }

    /** All tags except the tag that marks a queue that a request has created. */
    private static Set<String> tags(Lines.Block queue) {
        return Stream.of(queue.parameters().getOrDefault(TAGS, "").split(","))
                .filter(tag -> !tag.isEmpty() && !tag.startsWith(Tags.INBOX + "="))
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }
}
