package reload;

import configuration.ConfigurationException;
import deadletters.RefusedException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.camel.CamelContext;
import org.apache.camel.support.service.ServiceSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import process.SafeText;
import software.amazon.awssdk.core.exception.SdkException;

/** Reloads when the process receives SIGHUP. The log has the outcome. */
public final class ReloadSignal extends ServiceSupport {
    private static final Logger LOG = LoggerFactory.getLogger(ReloadSignal.class);

    private final CamelContext context;
    private final Reload reload;
    private final AtomicBoolean isDue = new AtomicBoolean();
    private ExecutorService thread;

    ReloadSignal(CamelContext context, Reload reload) {
        this.context = context;
        this.reload = reload;
    }

    @Override
    protected void doStart() {
        thread = context.getExecutorServiceManager().newSingleThreadExecutor(this, "ReloadSignal");
    }

    @Override
    protected void doStop() {
        context.getExecutorServiceManager().shutdownNow(thread);
    }

    /** Called at each signal. Several signals before the next reload begins cause one reload. */
    public void received() {
        if (isRunAllowed() && isDue.compareAndSet(false, true)) {
            thread.execute(this::run);
        }
    }

    private void run() {
        try {
            isDue.set(false);
            reload.await("SIGHUP");
        } catch (ConfigurationException e) {
            LOG.error("Reload: nothing is changed, because of mistakes:");
            e.mistakes().forEach(mistake -> LOG.error("Reload: {}", SafeText.line(mistake)));
        } catch (RefusedException e) {
            LOG.warn("Reload: {}", e.getMessage());
        } catch (SdkException e) {
            LOG.error("Reload: nothing is changed: AWS does not say what would change there: {}", SafeText.of(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.error("Reload: it has failed", e);
        }
    }
}
