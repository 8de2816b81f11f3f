package commands;

import aws.AwsClients;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import topology.Topology;

/**
 * The application that a command works on. Each part is opened or read when a command needs it.
 *
 * @param clients opens the AWS clients; the caller closes them
 * @param topology reads the routes, and refuses mistakes as a start does
 * @param settings reads the ledger's settings, whether or not the routes are correct
 * @param stages reads the routes for all stages
 * @param running says how to reach the process that runs the application, at an address that is given or configured
 * @param commands picocli's commands of this application, in addition to those that all applications have
 */
public record Installation(
        Supplier<AwsClients> clients,
        Supplier<Topology> topology,
        Supplier<OperatorSettings> settings,
        Supplier<Stages> stages,
        Function<Optional<URI>, RunningProcess> running,
        List<Object> commands) {
    /** An application without commands of its own. */
    public Installation(
            Supplier<AwsClients> clients, Supplier<Topology> topology, Supplier<OperatorSettings> settings) {
        this(clients, topology, settings, List.of());
    }

    /** An application whose running process can only be found by an address on the command line. */
    public Installation(
            Supplier<AwsClients> clients,
            Supplier<Topology> topology,
            Supplier<OperatorSettings> settings,
            Supplier<Stages> stages,
            List<Object> commands) {
        this(clients, topology, settings, stages, RunningProcess::unknown, commands);
    }

    /** An application without stages. */
    public Installation(
            Supplier<AwsClients> clients,
            Supplier<Topology> topology,
            Supplier<OperatorSettings> settings,
            List<Object> commands) {
        this(clients, topology, settings, () -> Stages.NONE, commands);
    }
}
