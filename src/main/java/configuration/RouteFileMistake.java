package configuration;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.CamelContext;
import org.apache.camel.FailedToCreateRouteException;
import org.apache.camel.model.Model;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.ProcessorDefinitionHelper;
import org.apache.camel.model.RouteDefinition;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;

/** Says on one line why a file of routes cannot be read, and where the mistake is. */
final class RouteFileMistake {
    private static final Pattern UNKNOWN_STEP = Pattern.compile("Unknown node id: (?<word>.+)");
    private static final Pattern UNKNOWN_FIELD = Pattern.compile("Unsupported field: (?<word>.+)");
    private static final Pattern NO_LOADER = Pattern.compile("Cannot find RoutesBuilderLoader .*: (?<word>.*)");

    private static final Pattern STEP_OF_PARAMETER = Pattern.compile(">>> .*\\{\\{(?<name>\\w+)}}.* <<<");

    private RouteFileMistake() {}

    static String line(RouteFile file, Exception thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof MarkedYamlEngineException marked) {
                return marked(file, marked);
            }
        }
        String message = Line.value(String.valueOf(root(thrown).getMessage()));
        if (NO_LOADER.matcher(message).matches()) {
            return file.line("must be a file *.camel.yaml or *.kamelet.yaml");
        }
        return file.line(message);
    }

    /** Why Camel could not create a route, or a step of it; empty if the route comes neither from a file nor from a template. */
    static Optional<String> line(FailedToCreateRouteException failed, CamelContext context) {
        Model model = context.getCamelContextExtension().getContextPlugin(Model.class);
        RouteDefinition route = failed.getRouteId() == null ? null : model.getRouteDefinition(failed.getRouteId());
        if (route == null) {
            return Optional.empty();
        }
        String why = Line.value(String.valueOf(root(failed).getMessage()));
        return ProcessorDefinitionHelper.filterTypeInOutputs(route.getOutputs(), ProcessorDefinition.class).stream()
                .filter(step -> failed.getMessage().contains(">>> %s <<<".formatted(step)))
                .findFirst()
                .flatMap(RouteFile::place)
                .or(() -> RouteFile.place(route.getInput()))
                .map(place -> "%s: route %s: %s".formatted(place, route.getId(), why))
                .or(() -> ConfiguredRoute.in(context.getRegistry()).stream()
                        .filter(configured -> configured.id().equals(route.getId()))
                        .findFirst()
                        .map(configured ->
                                "route %s: %s%s".formatted(route.getId(), parameter(failed, configured), why)));
    }

    /** The parameter that the step is made of, as a prefix: {@code handler = log:x: }. */
    private static String parameter(FailedToCreateRouteException failed, ConfiguredRoute route) {
        Matcher step = STEP_OF_PARAMETER.matcher(failed.getMessage());
        return step.find() && route.parameters().containsKey(step.group("name"))
                ? "%s = %s: ".formatted(step.group("name"), route.parameters().get(step.group("name")))
                : "";
    }

    private static Throwable root(Throwable thrown) {
        Throwable root = thrown;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }

    private static String marked(RouteFile file, MarkedYamlEngineException marked) {
        String problem = Line.value(marked.getProblem());
        Optional<Integer> line = marked.getProblemMark().map(Mark::getLine).map(index -> index + 1);
        Matcher step = UNKNOWN_STEP.matcher(problem);
        Matcher field = UNKNOWN_FIELD.matcher(problem);
        if (step.matches()) {
            String word = step.group("word");
            return at(
                    file,
                    line.map(from -> lineOf(file, word, from)),
                    word + ": there is no such step" + Steps.question(word));
        }
        if (field.matches()) {
            String word = field.group("word");
            return at(file, line.map(from -> lineOf(file, word, from)), word + ": there is no such option here");
        }
        return at(file, line, problem);
    }

    private static String at(RouteFile file, Optional<Integer> line, String mistake) {
        return line.map(number -> file.line(number, mistake)).orElseGet(() -> file.line(mistake));
    }

    /** The line of the wrong word. Camel marks its value, which may be some lines below. */
    private static int lineOf(RouteFile file, String word, int from) {
        try {
            List<String> lines = new String(file.resource().getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            for (int number = Math.min(from, lines.size()); number > 0; number--) {
                if (lines.get(number - 1).strip().matches("(- *)*[\"']?" + Pattern.quote(word) + "[\"']? *:.*")) {
                    return number;
                }
            }
        } catch (IOException e) {
            // The file was readable a moment ago. The line that Camel names is near enough.
            return from;
        }
        return from;
    }
}
