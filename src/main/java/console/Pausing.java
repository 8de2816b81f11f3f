package console;

import console.ConsumingRoutes.Consuming;
import deadletters.RefusedException;
import deadletters.RefusedException.Reason;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import ledger.AuditEntry;
import ledger.AuditTrail;
import ledger.Author;
import ledger.LedgerUnavailableException;
import ledger.Pause;
import ledger.Pauses;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import process.SafeText;

/**
 * Pauses and resumes routes for operators, with a line in the audit trail for each change. In a single process, a route can be
 * paused even while the ledger does not answer; then the log has the line instead.
 */
final class Pausing {
    private static final Logger LOG = LoggerFactory.getLogger(Pausing.class);

    private final Pauses pauses;
    private final AuditTrail audit;

    Pausing(Pauses pauses, AuditTrail audit) {
        this.pauses = pauses;
        this.audit = audit;
    }

    /** Pauses a route. A route that is paused already stays as it is. */
    void pause(Consuming route, PauseRequest request, Author by) {
        Optional<Pause> before = pauses.of(route.id());
        if (before.isPresent() && (before.get().everywhere() || !request.everywhere())) {
            return;
        }
        Pause pause = new Pause(
                by.name(), Instant.now().truncatedTo(ChronoUnit.MILLIS), request.everywhere(), request.reason());
        if (request.everywhere()) {
            refuseWithoutLedger(route);
            audited(route, "pause", request, by, () -> pauses.pauseEverywhere(route.id(), pause));
        } else {
            auditedIfPossible(route, "pause", request, by, () -> pauses.pauseHere(route.id(), pause));
        }
    }

    /**
     * Resumes a route. A route that is not paused stays as it is.
     *
     * @throws RefusedException if it is paused in all processes and is to be resumed in one
     */
    void resume(Consuming route, PauseRequest request, Author by) {
        Optional<Pause> before = pauses.of(route.id());
        if (request.everywhere() && pauses.reachesAll()) {
            // Another process may have paused it a moment ago.
            audited(route, "resume", request, by, () -> {
                pauses.resumeEverywhere(route.id());
                pauses.resumeHere(route.id());
            });
        } else if (before.isPresent() && before.get().everywhere()) {
            throw new RefusedException(
                    Reason.CONFLICT,
                    "route %s is paused in all processes, by %s since %s; everywhere = true resumes it"
                            .formatted(
                                    route.id(), before.get().by(), before.get().since()));
        } else if (before.isPresent()) {
            auditedIfPossible(route, "resume", request, by, () -> pauses.resumeHere(route.id()));
        }
    }

    private void refuseWithoutLedger(Consuming route) {
        if (!pauses.reachesAll()) {
            throw new RefusedException(
                    Reason.CONFLICT,
                    "route " + route.id()
                            + " can be paused in this process only: no route of this application uses the ledger");
        }
    }

    private void audited(Consuming route, String operation, PauseRequest request, Author by, Runnable change) {
        AuditEntry entry = begin(route, operation, request, by);
        change.run();
        audit.end(entry, "done", Map.of());
    }

    /** An outage is a reason to pause, and must not prevent it. */
    private void auditedIfPossible(
            Consuming route, String operation, PauseRequest request, Author by, Runnable change) {
        Optional<AuditEntry> entry = Optional.empty();
        try {
            entry = Optional.of(begin(route, operation, request, by));
        } catch (LedgerUnavailableException e) {
            LOG.warn(
                    "{} of route {} by {} is not in the audit trail: {}",
                    operation,
                    route.id(),
                    SafeText.line(by.name()),
                    SafeText.of(e));
        }
        change.run();
        try {
            entry.ifPresent(begun -> audit.end(begun, "done", Map.of()));
        } catch (LedgerUnavailableException e) {
            LOG.warn(
                    "The audit trail does not know that the {} of {} was done: {}",
                    operation,
                    route.id(),
                    SafeText.of(e));
        }
    }

    private AuditEntry begin(Consuming route, String operation, PauseRequest request, Author by) {
        String of = "route %s in %s"
                .formatted(route.id(), request.everywhere() ? "all processes" : "process " + Moment.processId());
        return audit.begin(route.subject(), by, operation, of, null);
    }
}
