package topology;

import java.util.ArrayList;
import java.util.List;

/** What was done to make a subscription so; in words, for those who read the log. */
public final class Provisioned {
    private final Subscription subscription;
    private final List<String> changes = new ArrayList<>();
    private final List<String> left = new ArrayList<>();

    Provisioned(Subscription subscription) {
        this.subscription = subscription;
    }

    /** What was created or changed, in the order in which it was done; empty if all was as written. */
    public List<String> changes() {
        return List.copyOf(changes);
    }

    /** What is not as it would have been made, and was left because someone else made it so, or has to act. */
    public List<String> left() {
        return List.copyOf(left);
    }

    void changed(String change) {
        changes.add(change);
    }

    void left(String what) {
        left.add(what);
    }

    @Override
    public String toString() {
        List<String> all = new ArrayList<>(changes);
        all.addAll(left);
        return "%s → %s: %s"
                .formatted(
                        subscription.topic(),
                        subscription.subscriber(),
                        all.isEmpty() ? "as written" : String.join(", ", all));
    }
}
