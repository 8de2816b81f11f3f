package process;

import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Executes by the threads of a pool; and by the caller, as long as the machine has no further thread for the pool. It is for
 * calls, which end in seconds.
 *
 * @param threads a pool that makes its threads when they are needed
 */
public record CallerRuns(Executor threads) implements Executor {
    private static final Logger LOG = LoggerFactory.getLogger(CallerRuns.class);

    @Override
    public void execute(Runnable call) {
        try {
            threads.execute(call);
        } catch (OutOfMemoryError e) {
            LOG.warn("There is no thread for a call, and who asked for it makes it: {}", SafeText.of(e));
            call.run();
        }
    }
}
