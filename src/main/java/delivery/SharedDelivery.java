package delivery;

import delivery.Ready.Beginning;
import event.ReceivedEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import ledger.Claim;
import ledger.Lease;
import ledger.LedgerUnavailableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import process.LogContext;
import process.SafeText;

/**
 * What happens to messages whose handler gets them at once. Each has a claim, an attempt and an end of its own, as by {@link
 * Delivery}, and what is no matter for such a handler is left to that.
 */
final class SharedDelivery {
    private static final Logger LOG = LoggerFactory.getLogger(SharedDelivery.class);

    private final DeliveryOptions options;
    private final Claims claims;
    private final boolean claimsAtReceipt;
    private final Attempt attempt;
    private final GivingUp givingUp;
    private final Settlement settlement;

    /** @param claimsAtReceipt whether messages are claimed when they were received, and not at their turn */
    SharedDelivery(
            DeliveryOptions options,
            Claims claims,
            boolean claimsAtReceipt,
            Attempt attempt,
            GivingUp givingUp,
            Settlement settlement) {
        this.options = options;
        this.claims = claims;
        this.claimsAtReceipt = claimsAtReceipt;
        this.attempt = attempt;
        this.givingUp = givingUp;
        this.settlement = settlement;
    }

    /** What is claimed of messages that were received together; completes when each claim has its answer. */
    CompletableFuture<Void> received(List<InFlight> messages) {
        return claimsAtReceipt && !messages.isEmpty()
                ? claims.claim(messages)
                : CompletableFuture.completedFuture(null);
    }

    /** Whether a handler may get this message together with others, as far as it is known without asking anybody. */
    boolean isShareable(InFlight message) {
        return message.isShareable()
                && options.limits().expiry().passed(message.event()).isEmpty();
    }

    /**
     * How many of each beginning, from its first message on, a handler may get together with others: a message whose group is parked,
     * and one whose claim says that it is not its first attempt, are delivered by themselves. Asks the ledger if that was
     * not done before.
     */
    List<Integer> fitting(List<Beginning> beginnings) {
        if (claimsAtReceipt || !options.remembered()) {
            return beginnings.stream()
                    .map(beginning -> beginning.messages().size())
                    .toList();
        }
        List<Integer> unparked = beginnings.stream().map(this::unparked).toList();
        List<InFlight> unclaimed = new ArrayList<>();
        for (int i = 0; i < beginnings.size(); i++) {
            unclaimed.addAll(beginnings.get(i).messages().subList(0, unparked.get(i)));
        }
        if (!unclaimed.isEmpty()) {
            claims.claim(unclaimed).join();
        }
        List<Integer> fitting = new ArrayList<>();
        for (int i = 0; i < beginnings.size(); i++) {
            fitting.add((int) beginnings.get(i).messages().stream()
                    .limit(unparked.get(i))
                    .takeWhile(InFlight::isShareable)
                    .count());
        }
        return fitting;
    }

    private int unparked(Beginning beginning) {
        InFlight before = beginning.before();
        int unparked = 0;
        try {
            for (InFlight message : beginning.messages()) {
                if (givingUp.isFollower(message, before)) {
                    return unparked;
                }
                before = message;
                unparked++;
            }
        } catch (LedgerUnavailableException e) {
            LOG.debug("Route {}: a group cannot be looked at; its message meets that by itself", options.route(), e);
        }
        return unparked;
    }

    /** What a message takes beside its handler, of late. */
    Duration besideHandler() {
        return claimsAtReceipt ? claims.besideHandler() : Duration.ZERO;
    }

    /**
     * Works on messages at once that the heartbeat watches. The handler has beginning when this returns. The end of each completes, and
     * never fails, when the ledger and SQS know of it.
     */
    Map<InFlight, CompletableFuture<End>> deliver(List<Beginning> beginnings) {
        return LogContext.during(options.route(), null, null, () -> work(beginnings));
    }

    private Map<InFlight, CompletableFuture<End>> work(List<Beginning> beginnings) {
        Map<InFlight, CompletableFuture<End>> ends = new HashMap<>();
        List<InFlight> begun = begin(beginnings, ends);
        if (!begun.isEmpty()) {
            List<HandlerOutcome> outcomes = attempt.run(begun);
            outcomes.stream()
                    .filter(HandlerOutcome::shared)
                    .findFirst()
                    .ifPresent(outcome ->
                            failedTogether(begun.size(), outcome.failure().orElseThrow()));
            end(begun, outcomes, ends);
        }
        // If none has begun, this thread was told that its work is not needed.
        Thread.interrupted();
        return ends;
    }

    private void failedTogether(int messages, Throwable failure) {
        LOG.warn(
                "Route {}: a batch of {} events failed; each is retried alone: {}",
                options.route(),
                messages,
                SafeText.of(failure));
    }

    private List<InFlight> begin(List<Beginning> beginnings, Map<InFlight, CompletableFuture<End>> ends) {
        Worker worker = new Worker(beginnings.stream()
                .mapToInt(beginning -> beginning.messages().size())
                .sum());
        List<InFlight> begun = new ArrayList<>();
        for (Beginning beginning : beginnings) {
            boolean begins = true;
            for (InFlight message : beginning.messages()) {
                begins = begin(message, begins, worker, ends);
                if (begins) {
                    begun.add(message);
                } else {
                    worker.spare();
                }
            }
        }
        return begun;
    }

    /**
     * Begins a message, unless it must not; then it ends here.
     *
     * @param isItsTurn false if one before it in its group has not begun
     */
    private boolean begin(
            InFlight message, boolean isItsTurn, Worker worker, Map<InFlight, CompletableFuture<End>> ends) {
        Claim claim;
        try {
            claim = claims.of(message);
        } catch (RuntimeException | Error e) {
            ends.put(message, settlement.surely(message, () -> {
                throw e;
            }));
            return false;
        }
        if (!(claim instanceof Claim.Granted granted)) {
            ends.put(
                    message,
                    settlement.surely(
                            message, () -> settlement.end(message, () -> givingUp.unhandledClaim(message, claim))));
            return false;
        }
        if (isItsTurn && message.begin(granted.lease(), worker)) {
            return true;
        }
        ends.put(message, settlement.surely(message, () -> settlement.notBegun(message, granted.lease())));
        return false;
    }

    /** The ledger is told of all that were handled in as few calls as possible. */
    private void end(
            List<InFlight> messages, List<HandlerOutcome> outcomes, Map<InFlight, CompletableFuture<End>> ends) {
        Map<Lease, CompletableFuture<Boolean>> done = new LinkedHashMap<>();
        for (int i = 0; i < messages.size(); i++) {
            InFlight message = messages.get(i);
            HandlerOutcome outcome = outcomes.get(i);
            Supplier<CompletableFuture<Boolean>> noted =
                    () -> done.computeIfAbsent(message.lease(), lease -> new CompletableFuture<>());
            ReceivedEvent event = message.event();
            ends.put(
                    message,
                    LogContext.during(
                            options.route(),
                            event.id(),
                            event.traceId().orElse(null),
                            () -> settlement.surely(message, () -> settlement.worked(message, outcome, noted))));
        }
        List<CompletableFuture<Boolean>> promised = List.copyOf(done.values());
        try {
            List<CompletableFuture<Boolean>> written = claims.done(List.copyOf(done.keySet()));
            for (int i = 0; i < written.size(); i++) {
                CompletableFuture<Boolean> promise = promised.get(i);
                written.get(i).whenComplete((ours, failure) -> answer(promise, ours, failure));
            }
        } catch (RuntimeException | Error e) {
            // Each message has ended and nobody else will let go of it.
            promised.forEach(promise -> promise.completeExceptionally(e));
        }
    }

    private static void answer(CompletableFuture<Boolean> promise, Boolean ours, Throwable failure) {
        if (failure == null) {
            promise.complete(ours);
        } else {
            promise.completeExceptionally(failure);
        }
    }
}
