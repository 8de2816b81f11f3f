package commands;

import aws.AwsClients;
import java.util.function.Supplier;
import topology.Topology;

/**
 * The application that a command works on. Each part is opened or read when a command needs it.
 *
 * @param clients opens the AWS clients; the caller closes them
 * @param topology reads the routes, and refuses mistakes as a start does
 * @param settings reads the ledger's settings, whether or not the routes are correct
 */
public record Installation(
        Supplier<AwsClients> clients, Supplier<Topology> topology, Supplier<OperatorSettings> settings) {}
