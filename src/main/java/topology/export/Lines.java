package topology.export;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Writes routes in the syntax of {@code application.properties}. */
final class Lines {
    private final List<String> blocks = new ArrayList<>();
    private final Set<String> ids = new HashSet<>();

    /** The parameters of one route, in the order in which they are written. */
    static final class Block {
        private final List<String> comments = new ArrayList<>();
        private final Map<String, String> parameters = new LinkedHashMap<>();

        Block with(String parameter, String value) {
            parameters.put(parameter, value);
            return this;
        }

        /** The parameters so far. */
        Map<String, String> parameters() {
            return Collections.unmodifiableMap(parameters);
        }

        /** Whether the block has comments. */
        boolean isCommented() {
            return !comments.isEmpty();
        }

        /** Adds a comment for what parameters cannot express. */
        Block saying(String comment) {
            comments.add(comment);
            return this;
        }
    }

    /**
     * Writes a route.
     *
     * @param id the route's id, made of names; if another route has it, a number is added
     */
    void add(String id, String template, Block block) {
        String plain = id.replaceAll("[^A-Za-z0-9_-]+", "-");
        String own = plain;
        for (int again = 2; !ids.add(own); again++) {
            own = plain + "-" + again;
        }
        Map<String, String> all = new LinkedHashMap<>();
        all.put("template-id", template);
        all.putAll(block.parameters);
        int widest = all.keySet().stream().mapToInt(String::length).max().orElse(0);
        StringBuilder text = new StringBuilder();
        block.comments.forEach(comment -> text.append("# ").append(comment).append('\n'));
        for (Map.Entry<String, String> parameter : all.entrySet()) {
            text.append("camel.route-template[%s].%s%s = %s%n"
                    .formatted(
                            own,
                            parameter.getKey(),
                            " ".repeat(widest - parameter.getKey().length()),
                            escaped(parameter.getValue())));
        }
        blocks.add(text.toString());
    }

    /** Java reads \ as the beginning of an escape. */
    private static String escaped(String value) {
        return value.replace("\\", "\\\\").replace("\r", "").replace("\n", "\\n");
    }

    @Override
    public String toString() {
        return String.join(System.lineSeparator(), blocks);
    }
}
