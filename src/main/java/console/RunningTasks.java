package console;

import java.util.List;

/** The operations on dead letters that are under way, as their own interface shows them. */
@FunctionalInterface
interface RunningTasks {
    /** @param everywhere whether to ask the ledger for those of other processes */
    List<?> running(boolean everywhere);
}
