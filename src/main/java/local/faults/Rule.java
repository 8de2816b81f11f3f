package local.faults;

import java.util.Random;
import java.util.Set;

/** Which calls a fault strikes. */
final class Rule {
    private final Set<String> actions;
    private final double probability;
    private final Random random;
    private final Fault fault;
    private int passesLeft;
    private int timesLeft;

    Rule(Set<String> actions, double probability, int passes, int times, Random random, Fault fault) {
        this.actions = actions;
        this.probability = probability;
        this.passesLeft = passes;
        this.timesLeft = times;
        this.random = random;
        this.fault = fault;
    }

    /** Whether the next call of this action is struck. Each call of this method counts as one call of the action. */
    boolean strikes(String action) {
        boolean concerned = actions.isEmpty() || actions.contains(action);
        if (!concerned || timesLeft == 0 || random.nextDouble() >= probability) {
            return false;
        }
        if (passesLeft > 0) {
            passesLeft--;
            return false;
        }
        timesLeft--;
        return true;
    }

    Fault fault() {
        return fault;
    }
}
