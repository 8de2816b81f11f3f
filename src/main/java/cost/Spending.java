package cost;

import aws.AwsCalls;
import java.util.concurrent.atomic.LongAdder;

/**
 * What one route has asked of AWS for its messages, as far as Caravan itself asks. What its handler asks is not in it, nor
 * are the SDK's own repetitions: {@link AwsCalls} counts them.
 */
public final class Spending {
    private final LongAdder messages = new LongAdder();
    private final LongAdder calls = new LongAdder();
    private final LongAdder writes = new LongAdder();

    /** So many messages have reached their end: handled and deleted, or published. */
    public void messages(long count) {
        messages.add(count);
    }

    /** A call to SQS or SNS. */
    public void call() {
        calls.increment();
    }

    /** So many writes to the ledger. */
    public void ledgerWrites(int count) {
        writes.add(count);
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

    /** What a million messages cost, if a call costs this much, and a write that much, a million. */
    double priceOfAMillion(double call, double write) {
        return callsAMessage() * call + ledgerWritesAMessage() * write;
    }

    /** Not a number as long as there is no message. */
    private double aMessage(LongAdder count) {
        return messages() == 0 ? Double.NaN : count.sum() / messages();
    }
}
