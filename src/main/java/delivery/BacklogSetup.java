package delivery;

import configuration.CheckedProperty;
import configuration.Durations;
import configuration.Rule;
import configuration.Rules;
import io.micrometer.core.instrument.MeterRegistry;
import org.apache.camel.CamelContext;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.MainListenerSupport;
import process.Services;

/**
 * Gives an application that has metrics the {@link Backlog}, as the bean {@code backlog}. Register it as a listener of
 * camel-main. The property {@code metrics.backlog} (default 1m) says how often SQS is asked; {@code off} switches the backlog
 * off.
 */
public final class BacklogSetup extends MainListenerSupport {
    private static final String OFF = "off";
    private static final Rule PERIOD = Rules.duration("1s", "1h");
    private static final CheckedProperty BACKLOG = new CheckedProperty(
            "metrics.backlog",
            "1m",
            Rules.rule(
                    "off, or a duration such as 1m, from 1s to 1h",
                    text -> text.equals(OFF) || PERIOD.objection(text).isEmpty()));

    /** @throws configuration.ConfigurationException if the property is wrong */
    @Override
    public void afterConfigure(BaseMainSupport main) {
        CamelContext camel = main.getCamelContext();
        String period = BACKLOG.of(camel);
        MeterRegistry meters = camel.getRegistry().findSingleByType(MeterRegistry.class);
        if (meters == null || period.equals(OFF)) {
            return;
        }
        Backlog backlog = new Backlog(camel, meters, Durations.parse(period));
        camel.getRegistry().bind("backlog", backlog);
        Services.add(camel, backlog);
    }
}
