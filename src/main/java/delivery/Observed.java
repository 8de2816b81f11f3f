package delivery;

import java.util.List;

/** A consumer of one or many queues that shows what it does. */
public interface Observed {
    /** The figures of the consumer; empty figures while it is not started. */
    ConsumerFigures figures();

    /** Whether the ledger keeps the consumer from handling an event twice. */
    boolean usesLedger();

    /** The last messages of the consumer, the newest first. */
    List<RecentDelivery> recent();
}
