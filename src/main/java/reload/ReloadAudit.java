package reload;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import ledger.AuditEntry;
import ledger.AuditTrail;
import ledger.Author;
import ledger.LedgerUnavailableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import process.SafeText;

/**
 * Writes each reload that changes routes into the audit trail. If the ledger does not answer, the reload goes on, and the log
 * has the line instead.
 */
final class ReloadAudit {
    private static final Logger LOG = LoggerFactory.getLogger(ReloadAudit.class);
    private static final String OPERATION = "reload";

    /** More names would make an entry hard to read; the log has them all. */
    private static final int MOST_NAMES = 20;

    private final AuditTrail trail;

    ReloadAudit(AuditTrail trail) {
        this.trail = trail;
    }

    /** Exchanges routes. */
    interface RouteExchange {
        ReloadReport make() throws InterruptedException;
    }

    /**
     * Makes a change, with an entry before and after it.
     *
     * @param planned the changes to make
     */
    ReloadReport audited(ReloadReport planned, String by, RouteExchange change) throws InterruptedException {
        Optional<AuditEntry> entry = begin(planned, by);
        try {
            ReloadReport report = change.make();
            end(entry, outcome(report));
            return report;
        } catch (InterruptedException | RuntimeException | Error e) {
            end(entry, "failed: " + SafeText.of(e));
            throw e;
        }
    }

    private Optional<AuditEntry> begin(ReloadReport planned, String by) {
        try {
            return Optional.of(trail.begin(AuditTrail.APPLICATION, Author.of(by), OPERATION, of(planned), null));
        } catch (LedgerUnavailableException e) {
            LOG.warn("The reload by {} is not in the audit trail: {}", SafeText.line(by), SafeText.of(e));
            return Optional.empty();
        }
    }

    private void end(Optional<AuditEntry> entry, String outcome) {
        try {
            entry.ifPresent(begun -> trail.end(begun, outcome, Map.of()));
        } catch (LedgerUnavailableException e) {
            LOG.warn("The audit trail does not know how the reload ended: {}", SafeText.of(e));
        }
    }

    private static String of(ReloadReport planned) {
        List<String> names = new ArrayList<>();
        planned.routes().added().forEach(route -> names.add("+" + route));
        planned.routes().removed().forEach(route -> names.add("-" + route));
        planned.routes().changed().forEach(route -> names.add(route.route()));
        String some = names.stream().limit(MOST_NAMES).collect(Collectors.joining(", "));
        return "routes " + some
                + (names.size() > MOST_NAMES ? " and %d others".formatted(names.size() - MOST_NAMES) : "");
    }

    private static String outcome(ReloadReport report) {
        return report.notStarted().isEmpty()
                ? "done"
                : "done; not started yet: "
                        + String.join(", ", new TreeSet<>(report.notStarted().keySet()));
    }
}
