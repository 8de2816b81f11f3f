package cost;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToDoubleFunction;
import org.apache.camel.CamelContext;

/**
 * What each route spends on AWS, as metrics: {@code caravan.messages}, {@code caravan.calls.per.message}, {@code
 * caravan.ledger.writes.per.message} and {@code caravan.price.per.million.messages}. Their tags are {@code of}, which is
 * {@code route} for a consumer and {@code topic} for what is published, as all that publish to a topic share calls, and
 * {@code name}.
 */
public final class Costs {
    /** Where an application without metrics counts. */
    private static final Costs UNSEEN = new Costs(new Prices(0, 0, 0, 0), new CompositeMeterRegistry());

    private final Prices prices;
    private final MeterRegistry meters;
    private final Map<Tags, Spending> spendings = new ConcurrentHashMap<>();

    Costs(Prices prices, MeterRegistry meters) {
        this.prices = prices;
        this.meters = meters;
    }

    /** The application's; what is counted there is seen nowhere if it has no metrics. */
    public static Costs of(CamelContext camel) {
        Costs costs = camel.getRegistry().findSingleByType(Costs.class);
        return costs == null ? UNSEEN : costs;
    }

    /** What the route with this id spends on consuming its queue; the same one after the route was started again. */
    public Spending consumer(String route, boolean fifo) {
        return spending(Tags.of("of", "route", "name", route), fifo ? prices.sqsFifo() : prices.sqs());
    }

    /** What is spent on publishing to a topic. */
    public Spending publisher(String topic) {
        return spending(Tags.of("of", "topic", "name", topic), prices.sns());
    }

    private Spending spending(Tags tags, double call) {
        return spendings.computeIfAbsent(tags, same -> {
            Spending spending = new Spending();
            FunctionCounter.builder("caravan.messages", spending, Spending::messages)
                    .description("Messages that were handled and deleted, or published")
                    .tags(tags)
                    .register(meters);
            show("caravan.calls.per.message", "Calls to SQS or SNS a message", tags, spending, Spending::callsAMessage);
            show(
                    "caravan.ledger.writes.per.message",
                    "Writes to the ledger a message",
                    tags,
                    spending,
                    Spending::ledgerWritesAMessage);
            show(
                    "caravan.price.per.million.messages",
                    "Estimated price of a million messages in US dollars, at list prices",
                    tags,
                    spending,
                    spent -> spent.priceOfAMillion(call, prices.write()));
            return spending;
        });
    }

    private void show(String name, String description, Tags tags, Spending spending, ToDoubleFunction<Spending> value) {
        Gauge.builder(name, spending, value).description(description).tags(tags).register(meters);
    }
}
