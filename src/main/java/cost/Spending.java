package cost;

import aws.AwsCalls;
import event.MessageLimits;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts the AWS calls of one route for its messages. Calls of the route's handler and the SDK's retries are not
 * included: {@link AwsCalls} counts all.
 *
 * <p>AWS bills each started 64 KB of a call as a request of its own. The price includes these requests, but the number
 * of calls does not.
 */
public final class Spending {
    private final LongAdder messages = new LongAdder();
    private final LongAdder calls = new LongAdder();
    private final LongAdder further = new LongAdder();
    private final LongAdder writes = new LongAdder();
    private final double priceOfCalls;

    /** Spending without a price. */
    public Spending() {
        this(0);
    }

    /** @param priceOfCalls the price of a million calls */
    Spending(double priceOfCalls) {
        this.priceOfCalls = priceOfCalls;
    }

    /** Counts messages that were handled and deleted, or published. */
    public void messages(long count) {
        messages.add(count);
    }

    /** Counts a call to SQS or SNS. */
    public void call() {
        calls.increment();
    }

    /** Counts what AWS bills for the messages in a call in addition to the call itself. */
    public void payload(long bytes) {
        if (bytes > MessageLimits.BILLED_BYTES) {
            further.add((bytes - 1) / MessageLimits.BILLED_BYTES);
        }
    }

    /** Counts writes to the ledger. */
    public void ledgerWrites(int count) {
        writes.add(count);
    }

    Spent of(String kind, String name, double write) {
        return new Spent(kind, name, messages.sum(), callsAMessage(), ledgerWritesAMessage(), priceOfAMillion(write));
    }

    double messages() {
        return messages.sum();
    }

    double callsAMessage() {
        return aMessage(calls);
    }

    double ledgerWritesAMessage() {
        return aMessage(writes);
    }

    /**
     * The price of a million messages.
     *
     * @param write the price of a million writes
     */
    double priceOfAMillion(double write) {
        return (callsAMessage() + aMessage(further)) * priceOfCalls + ledgerWritesAMessage() * write;
    }

    /** The average per message; NaN before the first message. */
    private double aMessage(LongAdder count) {
        return messages() == 0 ? Double.NaN : count.sum() / messages();
    }
}
