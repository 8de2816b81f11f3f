package commands;

import aws.AwsClients;
import configuration.ConfigurationException;
import java.net.URI;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkClientException;
import topology.Topology;

/**
 * What a command runs in.
 *
 * @param installation the application that it is about
 * @param stop hears of signals
 */
record Session(Installation installation, Terminal terminal, Stop stop) {
    private static final URI NOWHERE = URI.create("http://127.0.0.1:1");
    private static final AtomicBoolean EXPECTED = new AtomicBoolean();

    /**
     * Loads the classes of the AWS SDK, some two thousand, while this thread reads the configuration, which takes as long:
     * whoever types a command waits for it.
     */
    void expectAws() {
        if (EXPECTED.compareAndSet(false, true)) {
            // Two threads that log while the log is being set up make SLF4J say so.
            LoggerFactory.getILoggerFactory();
            Thread loading =
                    new Thread(() -> AwsClients.of(NOWHERE, NOWHERE, NOWHERE).close(), "load-aws-sdk");
            loading.setDaemon(true);
            loading.start();
        }
    }

    /**
     * Opens the AWS clients; who opens them closes them.
     *
     * @throws ConfigurationException if it is not said which AWS
     */
    AwsClients open() {
        try {
            return installation.clients().get();
        } catch (SdkClientException e) {
            throw new ConfigurationException(List.of(AwsFailure.NOT_CONFIGURED + e.getMessage()));
        }
    }

    /** @throws ConfigurationException among the causes if the configuration is refused */
    Topology topology() {
        return installation.topology().get();
    }

    /** @throws ConfigurationException if a property is wrong */
    OperatorSettings settings() {
        return installation.settings().get();
    }
}
