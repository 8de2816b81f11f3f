package commands;

import aws.AwsClients;
import java.util.function.Supplier;
import topology.Topology;

/**
 * The application that a command is about. Each part is opened or read when a command asks for it.
 *
 * @param clients opens the AWS clients; who opens them closes them
 * @param topology reads what its routes need, and refuses mistakes as a start does
 * @param settings reads what it says of the ledger, whatever its routes look like
 */
public record Installation(
        Supplier<AwsClients> clients, Supplier<Topology> topology, Supplier<OperatorSettings> settings) {}
