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
 * The delivery of a batch of messages. Each message has its own claim, attempt and end, as in {@link Delivery}, which delivers
 * messages that must not be in a batch.
 */
final class SharedDelivery {
    private static final Logger LOG = LoggerFactory.getLogger(SharedDelivery.class);

    private final DeliveryOptions options;
    private final Claims claims;
    private final boolean claimsAtReceipt;
    private final Attempt attempt;
    private final GivingUp givingUp;
    private final Settlement settlement;

    /** @param claimsAtReceipt whether messages are claimed at the receipt, instead of when their turn comes */
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

    /**
     * Claims messages that were received together, if messages are claimed at the receipt. The result completes when each claim
     * has its answer.
     */
    CompletableFuture<Void> received(List<InFlight> messages) {
        return claimsAtReceipt && !messages.isEmpty()
                ? claims.claim(messages)
                : CompletableFuture.completedFuture(null);
    }

    /** Whether this message may be in a batch, as far as that is known without a call. */
    boolean isShareable(InFlight message) {
        return message.isShareable()
                && options.limits().expiry().passed(message.event()).isEmpty();
    }

    /**
     * How many messages of each beginning may be in a batch, counted from the first. A message whose group is parked, or whose
     * claim is not its first attempt, is delivered alone. Claims the messages if that was not done at the receipt.
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

    /** The time that a message currently takes besides its handler. */
    Duration besideHandler() {
        return claimsAtReceipt ? claims.besideHandler() : Duration.ZERO;
    }

    /**
     * Delivers messages in one batch; the heartbeat watches them. The handler has run when this returns. The end of each message
     * completes, and never fails, when the ledger has answered and the acknowledgement is queued.
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
        // If no message has begun, this thread was interrupted because its work was not needed.
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
     * Begins a message, or ends it if it must not begin.
     *
     * @param isItsTurn false if an earlier message of its group has not begun
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

    /** Ends the messages, and records all handled ones in the ledger in as few calls as possible. */
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
            // Each message counts as ended, so nothing else would return it to the queue.
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
