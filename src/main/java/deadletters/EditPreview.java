package deadletters;

import event.WireFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import sqs.MessageCopy;

/**
 * What an edit would change of a letter.
 *
 * @param before the message as it is
 * @param after the message as it would be sent
 * @param changed {@code body}, and the names of the attributes that differ
 */
public record EditPreview(Version before, Version after, List<String> changed) {
    /** The name of the body among what has changed. An attribute of this name comes after it. */
    public static final String BODY = "body";

    /**
     * What a message carries.
     *
     * @param attributes by name; binary values in base64
     */
    public record Version(String body, Map<String, String> attributes) {}

    static EditPreview of(ReceivedLetter letter, MessageCopy edited) {
        Version before = new Version(letter.message().body(), letter.attributes());
        Map<String, String> attributes = new TreeMap<>();
        edited.attributes().forEach((name, value) -> attributes.put(name, ReceivedLetter.text(value)));
        attributes.remove(WireFormat.KEPT_ID);
        Version after = new Version(edited.body(), attributes);
        TreeSet<String> names = new TreeSet<>(before.attributes().keySet());
        names.addAll(attributes.keySet());
        names.removeIf(name -> attributes.containsKey(name)
                && attributes.get(name).equals(before.attributes().get(name)));
        List<String> changed = new ArrayList<>(names);
        if (!before.body().equals(after.body())) {
            changed.add(0, BODY);
        }
        return new EditPreview(before, after, changed);
    }
}
