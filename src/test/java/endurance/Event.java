package endurance;

/**
 * An event of the test.
 *
 * @param topic where it is published
 * @param group events of one group are published one after the other
 * @param sequence counts the events of a group from 0
 * @param meantToDie whether its handlers refuse it for good
 */
record Event(String topic, String group, int sequence, boolean meantToDie) {
    static final String REFUSED = "Refused";

    String id() {
        return group + "-" + sequence;
    }

    String type() {
        return meantToDie ? REFUSED : "Placed";
    }
}
