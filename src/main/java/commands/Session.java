package commands;

import aws.AwsClients;
import configuration.ConfigurationException;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkClientException;
import topology.Topology;

/**
 * What a command runs with.
 *
 * @param installation the application that the command works on
 * @param stop handles signals
 */
record Session(Installation installation, Terminal terminal, Stop stop) {
    private static final URI NOWHERE = URI.create("http://127.0.0.1:1");
    private static final AtomicBoolean EXPECTED = new AtomicBoolean();

    /**
     * Loads about two thousand classes of the AWS SDK in the background. Reading the configuration takes as long, so doing both
     * at the same time makes the command faster.
     */
    void expectAws() {
        if (EXPECTED.compareAndSet(false, true)) {
            // SLF4J complains if two threads log before it is set up.
            LoggerFactory.getILoggerFactory();
            Thread loading =
                    new Thread(() -> AwsClients.of(NOWHERE, NOWHERE, NOWHERE).close(), "load-aws-sdk");
            loading.setDaemon(true);
            loading.start();
        }
    }

    /**
     * Opens the AWS clients; the caller closes them.
     *
     * @throws ConfigurationException if region or credentials are missing
     */
    AwsClients open() {
        try {
            return installation.clients().get();
        } catch (SdkClientException e) {
            throw new ConfigurationException(List.of(AwsFailure.NOT_CONFIGURED + e.getMessage()));
        }
    }

    /** @throws ConfigurationException among the causes if the configuration is wrong */
    Topology topology() {
        return installation.topology().get();
    }

    /**
     * How to reach the process that runs the application.
     *
     * @param address where the process serves HTTP; empty to read the address from the properties
     */
    RunningProcess running(Optional<URI> address) {
        return installation.running().apply(address);
    }

    /** @throws ConfigurationException if a property is wrong */
    OperatorSettings settings() {
        return installation.settings().get();
    }
}
