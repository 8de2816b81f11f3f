package delivery;

import java.util.List;

/** A consumer of a queue, or of many, that lets people see what it does. */
public interface Observed {
    /** What it does and has done; empty figures while it is not started. */
    ConsumerFigures figures();

    /** Whether the ledger keeps it from handling an event twice. */
    boolean usesLedger();

    /** Its last messages, the newest first. */
    List<RecentDelivery> recent();
}
