package reload;

import deadletters.DeadLettersSetup;
import java.time.Clock;
import java.util.function.Supplier;
import ledger.AuditTrail;
import ledger.LedgerTable;
import org.apache.camel.CamelContext;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainListenerSupport;
import process.Services;

/**
 * Lets an application reload its routes: over HTTP, by the bean {@code reload}, and by a signal, by {@code reloadSignal}.
 * Register it as a listener of camel-main, after that of the ledger.
 */
public final class ReloadSetup extends MainListenerSupport {
    private final Supplier<Main> application;

    /** @param application creates the same application again, with all its checks, without starting it */
    public ReloadSetup(Supplier<Main> application) {
        this.application = application;
    }

    @Override
    public void afterConfigure(BaseMainSupport main) {
        CamelContext context = main.getCamelContext();
        AuditTrail trail = new AuditTrail(
                context.getRegistry().findSingleByType(LedgerTable.class),
                DeadLettersSetup.auditRetention(context),
                Clock.systemUTC());
        Reload reload = new Reload(context, application, new ReloadAudit(trail));
        ReloadApi api = new ReloadApi(context, reload);
        ReloadSignal signal = new ReloadSignal(context, reload);
        context.getRegistry().bind("reload", api);
        context.getRegistry().bind("reloadSignal", signal);
        Services.add(context, api);
        Services.add(context, signal);
    }
}
