package process;

import configuration.ConfiguredRoute;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The shell command that sends a first event to a local run, with tools that every developer has.
 *
 * @param http the address of the HTTP routes; empty if the application serves none
 */
record FirstEvent(Optional<String> http, Greeting.Aws aws) {
    private static final String DATA = "'{\"amount\":42}'";
    private static final Pattern HEADER = Pattern.compile("\\$\\{headers?\\.([A-Za-z0-9-]+)}");
    private static final Pattern METHODS = Pattern.compile("httpMethodRestrict=([A-Z]+)");

    /** A command for the first route that can be reached: over HTTP, by a file, through a topic or a queue. */
    Optional<String> into(List<ConfiguredRoute> routes) {
        return Stream.<Function<ConfiguredRoute, Optional<String>>>of(
                        route -> posted(route, false),
                        route -> posted(route, true),
                        FirstEvent::dropped,
                        this::published,
                        this::sent)
                .flatMap(way -> routes.stream().map(way).flatMap(Optional::stream))
                .findFirst();
    }

    /** @param headers whether to accept a route that needs headers, such as the group of a FIFO topic */
    private Optional<String> posted(ConfiguredRoute route, boolean headers) {
        Set<String> asked = new LinkedHashSet<>();
        route.parameters()
                .values()
                .forEach(value -> HEADER.matcher(value).results().forEach(found -> asked.add(found.group(1))));
        if (http.isEmpty() || (!headers && !asked.isEmpty())) {
            return Optional.empty();
        }
        return from(route, "platform-http:")
                .map(path -> "curl %s%s -H 'Content-Type: application/json' %s-d %s"
                        .formatted(
                                http.get() + "/" + path.replaceAll("\\{[^}]*}", "1"),
                                method(route),
                                asked.stream().map("-H '%s: 1' "::formatted).collect(Collectors.joining()),
                                DATA));
    }

    /** The option that curl needs if the route does not accept POST. */
    private static String method(ConfiguredRoute route) {
        String from = route.parameters().get("from");
        return METHODS.matcher(from)
                .results()
                .filter(restricted -> !from.contains("POST"))
                .map(restricted -> " -X " + restricted.group(1))
                .collect(Collectors.joining());
    }

    private static Optional<String> dropped(ConfiguredRoute route) {
        return from(route, "file:").map(folder -> "echo %s > %s/event.json".formatted(DATA, folder));
    }

    private Optional<String> published(ConfiguredRoute route) {
        return parameter(route, "topic")
                .map(topic -> topic.startsWith("arn:") ? topic : "arn:aws:sns:us-east-1:000000000000:" + topic)
                .map(topic -> aws("sns publish --topic-arn %s --message %s".formatted(topic, DATA), topic, aws.sns()));
    }

    private Optional<String> sent(ConfiguredRoute route) {
        return parameter(route, "queue")
                .map(queue -> aws(
                        "sqs send-message --queue-url %s/000000000000/%s --message-body %s"
                                .formatted(aws.sqs(), queue, DATA),
                        queue,
                        aws.sqs()));
    }

    private static String aws(String command, String destination, String endpoint) {
        return "AWS_ACCESS_KEY_ID=x AWS_SECRET_ACCESS_KEY=x AWS_REGION=us-east-1 aws --endpoint-url %s %s%s"
                .formatted(
                        endpoint,
                        command,
                        destination.endsWith(".fifo") ? " --message-group-id 1 --message-deduplication-id 1" : "");
    }

    /** The rest of the {@code from} URI, if it has this scheme. */
    private static Optional<String> from(ConfiguredRoute route, String scheme) {
        return parameter(route, "from")
                .filter(from -> from.startsWith(scheme))
                .map(from -> from.substring(scheme.length()).replaceFirst("\\?.*", ""))
                .map(path -> scheme.equals("file:") ? path.replaceFirst("^//", "") : path.replaceFirst("^/+", ""));
    }

    private static Optional<String> parameter(ConfiguredRoute route, String name) {
        return Optional.ofNullable(route.parameters().get(name));
    }
}
