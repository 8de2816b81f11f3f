package console;

import java.util.List;

/** The operations on dead letters that are in progress, in the form that the API of dead letters has for them. */
@FunctionalInterface
interface RunningTasks {
    /** @param everywhere whether to read those of other processes from the ledger */
    List<?> running(boolean everywhere);
}
