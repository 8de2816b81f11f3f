package cost;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToDoubleFunction;
import org.apache.camel.CamelContext;

/**
 * Records what each route spends on AWS, as the metrics {@code caravan.messages}, {@code caravan.calls.per.message},
 * {@code caravan.ledger.writes.per.message} and {@code caravan.price.per.million.messages}. The tag {@code of} is
 * {@code route} for a consumer. For publishers the tag is {@code topic}, because all publishers of a topic share calls.
 * The tag {@code name} is the route or topic.
 */
public final class Costs {
    /** Used by an application without metrics. */
    private static final Costs UNSEEN = new Costs(new Prices(0, 0, 0, 0), new CompositeMeterRegistry());

    private final Prices prices;
    private final MeterRegistry meters;
    private final Map<Tags, Spending> spendings = new ConcurrentHashMap<>();

    Costs(Prices prices, MeterRegistry meters) {
        this.prices = prices;
        this.meters = meters;
    }

    /** The costs of an application. Without metrics they are counted but not shown. */
    public static Costs of(CamelContext camel) {
        Costs costs = camel.getRegistry().findSingleByType(Costs.class);
        return costs == null ? UNSEEN : costs;
    }

    /** The spending of a consumer route. A route that restarts keeps its counts. */
    public Spending consumer(String route, boolean fifo) {
        return spending(Tags.of("of", "route", "name", route), fifo ? prices.sqsFifo() : prices.sqs());
    }

    /** Forgets the spending of a route that is gone, and its metrics. */
    public void forget(String route) {
        Tags tags = Tags.of("of", "route", "name", route);
        if (spendings.remove(tags) != null) {
            meters.getMeters().stream()
                    .filter(meter ->
                            meter.getId().getTags().containsAll(tags.stream().toList()))
                    .forEach(meters::remove);
        }
    }

    /** The spending on publishing to a topic. */
    public Spending publisher(String topic) {
        return spending(ofTopic(topic), prices.sns());
    }

    /** How many events this process has published to a topic since it started. */
    public long published(String topic) {
        Spending spending = spendings.get(ofTopic(topic));
        return spending == null ? 0 : (long) spending.messages();
    }

    private static Tags ofTopic(String topic) {
        return Tags.of("of", "topic", "name", topic);
    }

    /** The spending of each route and topic since the start. Routes and topics without a message are left out. */
    public List<Spent> all() {
        return spendings.entrySet().stream()
                .filter(one -> one.getValue().messages() > 0)
                .map(one -> {
                    Map<String, String> tags = new HashMap<>();
                    one.getKey().forEach(tag -> tags.put(tag.getKey(), tag.getValue()));
                    return one.getValue().of(tags.get("of"), tags.get("name"), prices.write());
                })
                .sorted(Comparator.comparing(Spent::of).thenComparing(Spent::name))
                .toList();
    }

    private Spending spending(Tags tags, double call) {
        return spendings.computeIfAbsent(tags, same -> {
            Spending spending = new Spending(call);
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
                    spent -> spent.priceOfAMillion(prices.write()));
            return spending;
        });
    }

    private void show(String name, String description, Tags tags, Spending spending, ToDoubleFunction<Spending> value) {
        Gauge.builder(name, spending, value).description(description).tags(tags).register(meters);
    }
}
