package commands;

import aws.AwsClients;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import process.ExitCode;
import topology.Names;
import topology.Queue;
import topology.Topic;
import topology.export.Import;

/** {@code import}: writes routes for topics and queues that exist. */
@Command(
        name = "import",
        description = "Writes routes for what is on AWS, and changes nothing. The plan of these routes is empty.",
        mixinStandardHelpOptions = true)
final class ImportCommand implements Callable<ExitCode> {
    private final Session session;

    @Option(
            names = "--topic",
            paramLabel = "<topic>",
            split = ",",
            description = "Topics, by their names or ARNs, with their subscriptions and the queues of these.")
    private List<String> topics = List.of();

    @Option(
            names = "--queue",
            paramLabel = "<queue>",
            split = ",",
            description = "Queues without a topic, by their names, with their dead-letter queues.")
    private List<String> queues = List.of();

    @Mixin
    private OutputOption output;

    @Spec
    private CommandSpec spec;

    ImportCommand(Session session) {
        this.session = session;
    }

    @Override
    public ExitCode call() {
        if (topics.isEmpty() && queues.isEmpty()) {
            throw new ParameterException(spec.commandLine(), "what to import is missing: --topic or --queue");
        }
        topics.forEach(topic -> check("--topic", topic, Names.topic()));
        queues.forEach(queue -> check("--queue", queue, Names.queue()));
        session.expectAws();
        try (AwsClients aws = session.open()) {
            Import lines = new Import(aws.sqs(), aws.sns());
            List<String> missing = new ArrayList<>();
            topics.stream()
                    .filter(topic -> lines.topic(new Topic(topic)).isEmpty())
                    .forEach(topic -> missing.add("there is no topic " + topic));
            queues.stream()
                    .filter(queue -> lines.queue(new Queue(queue)).isEmpty())
                    .forEach(queue -> missing.add("there is no queue " + queue));
            if (!missing.isEmpty()) {
                missing.forEach(spec.commandLine().getErr()::println);
                return ExitCode.NOT_FOUND;
            }
            output.write(lines.lines().stripTrailing());
            return ExitCode.DONE;
        }
    }

    private void check(String option, String value, configuration.Rule rule) {
        rule.objection(value).ifPresent(allowed -> {
            throw new ParameterException(spec.commandLine(), "%s = %s: must be %s".formatted(option, value, allowed));
        });
    }
}
