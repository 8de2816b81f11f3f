package topology.doctor;

import java.util.Locale;

/**
 * A mistake that the doctor has found.
 *
 * @param severity how bad the mistake is
 * @param rule the name of the rule
 * @param where the route or the resource
 * @param what what is wrong, and its consequence
 * @param mend how to correct it
 */
public record Finding(Severity severity, String rule, String where, String what, String mend) {
    /** How bad a mistake is. */
    public enum Severity {
        /** Events are lost, or exposed to the wrong people. */
        ERROR,
        /** A cost or an operational risk. */
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
        return "%-7s %s: %s%n        why: %s%n        fix: %s"
                .formatted(severity.name().toLowerCase(Locale.ROOT), where, rule, what, mend);
    }
}
