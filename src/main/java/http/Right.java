package http;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** How much an operator may do. Each right includes those before it. */
public enum Right {
    /** See the topology, numbers, failures and the audit trail, with confidential values masked. */
    LOOK,
    /** Also see bodies, attributes and exception messages. */
    READ,
    /**
     * Also send letters back, edit and release them, pause, resume and reload routes, make and delete the inboxes of clients, and
     * reveal masked values.
     */
    ACT,
    /** Also delete letters for good. */
    ALL;

    public boolean includes(Right other) {
        return compareTo(other) >= 0;
    }

    /** This right and all that it includes. */
    public List<Right> included() {
        return Arrays.stream(values()).filter(this::includes).toList();
    }

    /** The right as operators write it, such as {@code look}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
