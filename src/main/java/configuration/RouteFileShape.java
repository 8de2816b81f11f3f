package configuration;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.YamlUnicodeReader;
import org.snakeyaml.engine.v2.composer.Composer;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/** Finds what Camel ignores silently in a file of routes: a file without a list, unknown parts, words written twice. */
final class RouteFileShape {
    private static final String YAML = ".yaml";
    private static final String LIST = "must be a list of routes that begins with - route:";
    private static final List<String> PARTS = List.of(
            "route",
            "from",
            "beans",
            "routeTemplate",
            "templatedRoute",
            "routeConfiguration",
            "rest",
            "restConfiguration",
            "dataFormats",
            "errorHandler",
            "onException",
            "onCompletion",
            "intercept",
            "interceptFrom",
            "interceptSendToEndpoint");

    private final RouteFile file;
    private final List<String> mistakes = new ArrayList<>();

    private RouteFileShape(RouteFile file) {
        this.file = file;
    }

    /** One line for each mistake. */
    static List<String> mistakes(RouteFile file) {
        RouteFileShape shape = new RouteFileShape(file);
        if (file.name().endsWith(YAML)) {
            shape.look();
        }
        return shape.mistakes;
    }

    private void look() {
        LoadSettings settings = LoadSettings.builder().build();
        try (InputStream content = file.resource().getInputStream()) {
            StreamReader reader = new StreamReader(settings, new YamlUnicodeReader(content));
            Optional<Node> root = new Composer(settings, new ParserImpl(settings, reader)).getSingleNode();
            root.ifPresentOrElse(this::top, () -> mistakes.add(file.line("is empty: " + LIST)));
        } catch (IOException | YamlEngineException e) {
            mistakes.add(RouteFileMistake.line(file, e));
        }
    }

    private void top(Node root) {
        twice(root);
        if (root instanceof SequenceNode list && !file.isKamelet()) {
            list.getValue().forEach(this::part);
        } else if (!(root instanceof MappingNode map && hasWord(map, "apiVersion"))) {
            add(root, file.isKamelet() ? "must be a kamelet, which has an apiVersion" : LIST);
        } else if (file.isKamelet()) {
            kamelet(map);
        }
    }

    private void part(Node part) {
        if (!(part instanceof MappingNode map) || map.getValue().size() != 1) {
            add(part, "must be one of " + String.join(", ", PARTS) + ", with its content further to the right");
            return;
        }
        Node word = map.getValue().get(0).getKeyNode();
        if (!PARTS.contains(text(word))) {
            add(word, "%s: must be one of %s".formatted(text(word), String.join(", ", PARTS)));
        }
    }

    private void kamelet(MappingNode root) {
        if (child(root, "metadata").flatMap(metadata -> child(metadata, "name")).isEmpty()) {
            add(root, "metadata.name is missing: must be the name by which routes call the kamelet");
        }
        Optional<Node> template = child(root, "spec").flatMap(spec -> child(spec, "template"));
        if (template.flatMap(node -> child(node, "from")).isEmpty()
                && template.flatMap(node -> child(node, "route")).isEmpty()) {
            add(template.orElse(root), "spec.template.from is missing: must be the start of the kamelet's route");
        }
    }

    private void twice(Node node) {
        if (node instanceof SequenceNode list) {
            list.getValue().forEach(this::twice);
        } else if (node instanceof MappingNode map) {
            Set<String> words = new HashSet<>();
            for (NodeTuple pair : map.getValue()) {
                if (!words.add(text(pair.getKeyNode()))) {
                    add(pair.getKeyNode(), text(pair.getKeyNode()) + ": must be written once");
                }
                twice(pair.getValueNode());
            }
        }
    }

    private void add(Node node, String mistake) {
        node.getStartMark()
                .map(Mark::getLine)
                .ifPresentOrElse(
                        index -> mistakes.add(file.line(index + 1, mistake)), () -> mistakes.add(file.line(mistake)));
    }

    private static boolean hasWord(Node node, String word) {
        return child(node, word).isPresent();
    }

    private static Optional<Node> child(Node node, String word) {
        return node instanceof MappingNode map
                ? map.getValue().stream()
                        .filter(pair -> text(pair.getKeyNode()).equals(word))
                        .map(NodeTuple::getValueNode)
                        .findFirst()
                : Optional.empty();
    }

    private static String text(Node node) {
        return node instanceof ScalarNode scalar ? Line.value(scalar.getValue()) : "this";
    }
}
