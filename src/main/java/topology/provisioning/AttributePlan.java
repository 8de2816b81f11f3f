package topology.provisioning;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import topology.Account;
import topology.Settings;

/**
 * Compares the attributes that a user wrote for a topic or queue with those that AWS reports.
 *
 * @param settings what the user wrote
 * @param reported the attributes by their names in AWS
 * @param isReportedInFull whether an attribute that AWS does not report has its default; otherwise its value is unknown
 * @param account the account and region of the resource
 */
record AttributePlan(Settings settings, Map<String, String> reported, boolean isReportedInFull, Account account) {
    private static final String NOTHING = "nothing";

    /** Adds the differences to a step, and returns the AWS attributes to set. */
    Map<String, String> compare(PlanEntry step) {
        Map<String, String> changes = new LinkedHashMap<>();
        settings.attributes().forEach((attribute, written) -> {
            Optional<String> there = attribute.reported(reported);
            if (there.isEmpty() && !isReportedInFull) {
                step.notReported(attribute.parameter());
                return;
            }
            String value = there.orElse(attribute.otherwise());
            if (value.isEmpty() || !attribute.isAs(written, value)) {
                step.change(attribute.parameter(), value.isEmpty() ? NOTHING : value, attribute.usual(written));
                changes.putAll(attribute.changes(written, reported, account));
            }
        });
        return changes;
    }

    /** Adds the attributes to the step of a new resource. */
    static void describe(PlanEntry step, Settings settings) {
        settings.attributes()
                .forEach((attribute, written) -> step.with(attribute.parameter(), attribute.usual(written)));
        settings.tags().forEach((key, value) -> step.with("tag " + key, value));
    }

    /** The AWS attributes with which a resource is created: those that name no other resource of the account. */
    static Map<String, String> ofNew(Settings settings) {
        Map<String, String> values = new LinkedHashMap<>();
        settings.attributes().forEach((attribute, written) -> {
            if (!attribute.needsAccount()) {
                values.putAll(attribute.values(written, null));
            }
        });
        return values;
    }

    /** The AWS attributes to set after the creation, because they name other resources of the account. */
    static Map<String, String> afterwards(Settings settings, Account account) {
        Map<String, String> values = new LinkedHashMap<>();
        settings.attributes().forEach((attribute, written) -> {
            if (attribute.needsAccount()) {
                values.putAll(attribute.values(written, account));
            }
        });
        return values;
    }

    /** The tags that a resource lacks, added to a step. */
    static Map<String, String> missingTags(PlanEntry step, Map<String, String> written, Map<String, String> there) {
        Map<String, String> missing = new LinkedHashMap<>(written);
        missing.entrySet().removeAll(there.entrySet());
        missing.forEach((key, value) -> step.change("tag " + key, there.get(key), value));
        return missing;
    }
}
