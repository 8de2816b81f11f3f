package commands;

import aws.AwsClients;
import java.util.function.Supplier;

/**
 * What a command runs in.
 *
 * @param clients opens the AWS clients; who opens them closes them
 * @param stop hears of signals
 */
record Session(Supplier<AwsClients> clients, Terminal terminal, Stop stop) {}
