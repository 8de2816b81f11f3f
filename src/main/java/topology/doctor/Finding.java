package topology.doctor;

import java.util.Locale;

/**
 * A mistake, before AWS finds it.
 *
 * @param severity how bad it is
 * @param rule the name of the rule
 * @param where the route or the thing
 * @param what what is wrong, and what comes of it
 * @param mend what to write instead
 */
public record Finding(Severity severity, String rule, String where, String what, String mend) {
    /** How bad it is. */
    public enum Severity {
        /** Events are lost, or seen by those whom they do not concern. */
        ERROR,
        /** It costs time, money or sleep. */
        WARNING
    }

    static Finding error(String rule, String where, String what, String mend) {
        return new Finding(Severity.ERROR, rule, where, what, mend);
    }

    static Finding warning(String rule, String where, String what, String mend) {
        return new Finding(Severity.WARNING, rule, where, what, mend);
    }

    @Override
    public String toString() {
        return "%-7s %s: %s%n        why:  %s%n        mend: %s"
                .formatted(severity.name().toLowerCase(Locale.ROOT), where, rule, what, mend);
    }
}
