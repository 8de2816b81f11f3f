package cost;

import aws.AwsCalls;
import configuration.ConfigurationException;
import configuration.Rule;
import configuration.Rules;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.MainListenerSupport;

/**
 * Adds the calls to AWS and their price to the application's metrics. Register it as a listener of camel-main. It reads
 * list prices in US dollars per million calls or writes, from the properties {@code price.sqs}, {@code price.sqs-fifo},
 * {@code price.sns} and {@code price.dynamodb-write}.
 *
 * <p>It binds {@code costs}, the {@link Costs} that routes find by type. Without metrics nothing is bound.
 */
public final class CostSetup extends MainListenerSupport {
    private static final Rule PRICE =
            Rules.rule("a price in US dollars such as 0.40", text -> text.matches("\\d{1,6}(\\.\\d{1,6})?"));

    private final AwsCalls calls;

    public CostSetup(AwsCalls calls) {
        this.calls = calls;
    }

    /** @throws ConfigurationException if a price is not a number, with one line for each */
    @Override
    public void afterConfigure(BaseMainSupport main) {
        CamelContext camel = main.getCamelContext();
        List<String> mistakes = new ArrayList<>();
        Prices prices = new Prices(
                price(camel, "price.sqs", "0.40", mistakes),
                price(camel, "price.sqs-fifo", "0.50", mistakes),
                price(camel, "price.sns", "0.50", mistakes),
                price(camel, "price.dynamodb-write", "0.625", mistakes));
        if (!mistakes.isEmpty()) {
            throw new ConfigurationException(mistakes);
        }
        MeterRegistry meters = camel.getRegistry().findSingleByType(MeterRegistry.class);
        if (meters != null) {
            calls.bindTo(meters);
            camel.getRegistry().bind("costs", new Costs(prices, meters));
        }
    }

    private static double price(CamelContext camel, String property, String otherwise, List<String> mistakes) {
        String value = camel.resolvePropertyPlaceholders("{{" + property + ":" + otherwise + "}}");
        if (PRICE.objection(value).isPresent()) {
            mistakes.add("%s = %s: must be %s"
                    .formatted(property, value, PRICE.objection(value).get()));
            return 0;
        }
        return Double.parseDouble(value);
    }
}
