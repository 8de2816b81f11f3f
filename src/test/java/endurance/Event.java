package endurance;

/**
 * An event of the test.
 *
 * @param topic where it is published
 * @param group the group; its events are published one after the other
 * @param sequence counts the events of a group from 0
 * @param meantToDie whether its handlers refuse it permanently
 */
record Event(String topic, String group, int sequence, boolean meantToDie) {
    static final String REFUSED = "Refused";

    String id() {
        return group + "-" + sequence;
    }

    /** The event as an HTTP publisher sends it, in CloudEvents' JSON format. */
    String json() {
        return """
                {"specversion":"1.0","id":"%s","source":"/endurance","type":"%s","subject":"%s",\
                "datacontenttype":"application/json","data":{"sequence":%d}}""".formatted(id(), meantToDie ? REFUSED : "Placed", group, sequence);
    }
}
