package commands;

import aws.AwsClients;
import java.util.function.Supplier;
import topology.Topology;

/**
 * What a command runs in.
 *
 * @param clients opens the AWS clients; who opens them closes them
 * @param topology reads the configuration
 * @param stop hears of signals
 */
record Session(Supplier<AwsClients> clients, Supplier<Topology> topology, Terminal terminal, Stop stop) {}
