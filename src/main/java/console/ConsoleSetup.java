package console;

import deadletters.DeadLettersSetup;
import http.Right;
import java.time.Clock;
import java.util.Optional;
import ledger.AuditTrail;
import ledger.LedgerTable;
import org.apache.camel.CamelContext;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.MainListenerSupport;
import org.apache.camel.spi.Registry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import process.Loopback;

/**
 * Reads who may use the routes under {@code /caravan}, and enables these routes if anyone may. Register it as a listener of
 * camel-main, after the ledger's listener and before those that serve something there.
 *
 * <p>It binds {@code mayLook}, {@code mayRead}, {@code mayAct} and {@code mayAll}, which a route runs first, {@code
 * signIn}, {@code review}, {@code consolePages} and the masking of responses.
 */
public final class ConsoleSetup extends MainListenerSupport {
    /** The property that enables the routes under {@code /caravan}. */
    private static final String OVER_HTTP = "dead-letters.over-http";

    private static final Logger LOG = LoggerFactory.getLogger(ConsoleSetup.class);

    /**
     * Runs after the configuration, because the vault cannot be read earlier.
     *
     * @throws configuration.ConfigurationException with one line for each mistake in credentials or masks
     */
    @Override
    public void afterConfigure(BaseMainSupport main) {
        CamelContext context = main.getCamelContext();
        Registry registry = context.getRegistry();
        Optional<Operators> configured = Operators.configured(context);
        Masks masks = Masks.configured(context);
        Optional<Operators> operators = Optional.ofNullable(registry.findSingleByType(Operators.class))
                .filter(everybody -> Loopback.isAllOf(context))
                .or(() -> configured);
        context.getPropertiesComponent().addOverrideProperty(OVER_HTTP, String.valueOf(operators.isPresent()));
        if (operators.isEmpty()) {
            LOG.info("The console, dead letters and events are not served under /caravan: neither console.look.token,"
                    + " console.read.token, console.act.token, dead-letters.token nor dead-letters.user and"
                    + " dead-letters.password is configured");
            return;
        }
        bind(registry, operators.get(), masks);
        registry.bind("signIn", new SignIn(context, operators.get()));
        registry.bind("review", new ReviewApi(context, Clock.systemUTC()));
        registry.bind("consolePages", new Pages(PageFiles.ofTheApplication()));
        AuditTrail audit = new AuditTrail(
                registry.findSingleByType(LedgerTable.class),
                DeadLettersSetup.auditRetention(context),
                Clock.systemUTC());
        registry.bind("masking", new Masking(masks, audit));
    }

    /** An operator who may not see a masked value must not find it with conditions either. */
    private static void bind(Registry registry, Operators operators, Masks masks) {
        Right ofConditions = masks.isNone() ? Right.READ : Right.ACT;
        registry.bind("mayLook", new Access(operators, Right.LOOK, ofConditions));
        registry.bind("mayRead", new Access(operators, Right.READ, ofConditions));
        registry.bind("mayAct", new Access(operators, Right.ACT, ofConditions));
        registry.bind("mayAll", new Access(operators, Right.ALL, ofConditions));
    }
}
