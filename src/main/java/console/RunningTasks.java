package console;

import java.util.List;

/** The operations on dead letters that are under way, as their own interface shows them. */
@FunctionalInterface
interface RunningTasks {
    List<?> running();
}
