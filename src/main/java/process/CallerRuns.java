package process;

import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs tasks on a thread pool, or on the caller's thread if the system can start no further thread. It is meant for
 * short tasks such as calls, which end within seconds.
 *
 * @param threads a pool that creates its threads on demand
 */
public record CallerRuns(Executor threads) implements Executor {
    private static final Logger LOG = LoggerFactory.getLogger(CallerRuns.class);

    @Override
    public void execute(Runnable call) {
        try {
            threads.execute(call);
        } catch (OutOfMemoryError e) {
            LOG.warn("No thread is available; the call runs on the caller's thread: {}", SafeText.of(e));
            call.run();
        }
    }
}
