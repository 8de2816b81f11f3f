package ledger;

import static ledger.LedgerItem.ATTEMPTS;
import static ledger.LedgerItem.CAUSE;
import static ledger.LedgerItem.EXPIRY;
import static ledger.LedgerItem.GAVE_UP_AFTER;
import static ledger.LedgerItem.LAST;
import static ledger.LedgerItem.LEASE_UNTIL;
import static ledger.LedgerItem.STATE;
import static ledger.LedgerItem.UNSENT;
import static ledger.LedgerItem.number;
import static ledger.LedgerItem.time;

import failure.Cause;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** A write by the owner of a lease: the new state of the event, and the attributes that go with it. */
record StateChange(State state, Map<String, AttributeValue> attributes) {
    static StateChange renewed(Instant until) {
        return new StateChange(State.IN_PROGRESS, Map.of(LEASE_UNTIL, time(until)));
    }

    static StateChange done() {
        return new StateChange(State.DONE, Map.of());
    }

    static StateChange failed(Cause cause) {
        return new StateChange(State.FAILED, Map.of(CAUSE, LedgerItem.cause(cause)));
    }

    static StateChange givenUp(Lease lease, Cause cause) {
        return new StateChange(
                State.GIVEN_UP,
                Map.of(
                        CAUSE, LedgerItem.cause(cause),
                        ATTEMPTS, number(lease.attempt()),
                        UNSENT, number(1)));
    }

    static StateChange dead(Lease lease, Cause cause) {
        return new StateChange(
                State.DEAD,
                Map.of(
                        CAUSE, LedgerItem.cause(cause),
                        ATTEMPTS, number(0),
                        UNSENT, number(0),
                        GAVE_UP_AFTER, number(lease.attempt())));
    }

    static StateChange released(Lease lease) {
        return new StateChange(State.RELEASED, Map.of(ATTEMPTS, number(lease.attempt() - 1)));
    }

    static StateChange expired(Lease lease) {
        return new StateChange(State.EXPIRED, Map.of(ATTEMPTS, number(lease.attempt() - 1)));
    }

    /** All attributes to write, in a fixed order, so that equal changes are equal expressions. */
    Map<String, AttributeValue> all(Instant now, AttributeValue expiry) {
        Map<String, AttributeValue> all = new TreeMap<>(attributes);
        all.put(STATE, LedgerItem.state(state));
        all.put(LAST, time(now));
        all.put(EXPIRY, expiry);
        return all;
    }
}
