package ledger;

import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.support.service.ServiceSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Creates the ledger's table when the application starts, or as soon as DynamoDB answers. */
final class TableMaker extends ServiceSupport {
    private static final Logger LOG = LoggerFactory.getLogger(TableMaker.class);

    private final CamelContext camel;
    private final LedgerTable table;
    private final Duration askAgain;
    private ScheduledExecutorService later;

    TableMaker(CamelContext camel, LedgerTable table, Duration askAgain) {
        this.camel = camel;
        this.table = table;
        this.askAgain = askAgain;
    }

    @Override
    protected void doStart() {
        try {
            table.create();
        } catch (IllegalArgumentException e) {
            throw e;
        } catch (RuntimeException e) {
            LOG.warn("Consumers wait until the ledger's table exists: {}", e.toString());
            later = camel.getExecutorServiceManager().newSingleThreadScheduledExecutor(this, "LedgerTable");
            later.schedule(this::again, askAgain.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    @Override
    protected void doStop() {
        if (later != null) {
            camel.getExecutorServiceManager().shutdownNow(later);
        }
    }

    private void again() {
        try {
            table.create();
            LOG.info("The ledger's table exists");
        } catch (LedgerUnavailableException e) {
            LOG.debug("The ledger's table does not exist yet", e);
            later.schedule(this::again, askAgain.toMillis(), TimeUnit.MILLISECONDS);
        } catch (IllegalArgumentException e) {
            LOG.error("The ledger's table cannot be created: {}", e.getMessage());
        } catch (RuntimeException e) {
            // The executor would swallow the exception.
            LOG.warn("The ledger's table could not be created; trying again: {}", e.toString());
            later.schedule(this::again, askAgain.toMillis(), TimeUnit.MILLISECONDS);
        }
    }
}
