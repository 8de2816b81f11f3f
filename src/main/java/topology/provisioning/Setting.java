package topology.provisioning;

import configuration.Durations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import topology.Encryption;
import topology.QueueSettings;

/**
 * One configured setting of a queue, and the SQS attributes behind it.
 *
 * @param name the name that a user knows
 * @param text the value as a user writes it
 * @param attributes the attributes for a new queue
 * @param attributesInsteadOf the attributes that change a queue with these reported attributes
 * @param reported the value of a queue by its reported attributes, if they contain it
 * @param otherwise the value if the attributes lack it although the endpoint reports all attributes
 */
record Setting(
        String name,
        String text,
        Map<QueueAttributeName, String> attributes,
        Function<Map<QueueAttributeName, String>, Map<QueueAttributeName, String>> attributesInsteadOf,
        Function<Map<QueueAttributeName, String>, Optional<String>> reported,
        String otherwise) {
    private static final Map<QueueAttributeName, String> HIGH_THROUGHPUT = Map.of(
            QueueAttributeName.DEDUPLICATION_SCOPE, "messageGroup",
            QueueAttributeName.FIFO_THROUGHPUT_LIMIT, "perMessageGroupId");
    private static final Map<QueueAttributeName, String> USUAL_THROUGHPUT = Map.of(
            QueueAttributeName.DEDUPLICATION_SCOPE, "queue",
            QueueAttributeName.FIFO_THROUGHPUT_LIMIT, "perQueue");

    /** All configured settings. */
    static List<Setting> of(QueueSettings settings) {
        List<Setting> all = new ArrayList<>();
        settings.retention()
                .ifPresent(
                        value -> all.add(ofDuration("retention", QueueAttributeName.MESSAGE_RETENTION_PERIOD, value)));
        settings.delay().ifPresent(value -> all.add(ofDuration("delay", QueueAttributeName.DELAY_SECONDS, value)));
        settings.visibilityTimeout()
                .ifPresent(value ->
                        all.add(ofDuration("visibilityTimeout", QueueAttributeName.VISIBILITY_TIMEOUT, value)));
        settings.encryption().ifPresent(value -> all.add(ofEncryption(value)));
        settings.highThroughput().ifPresent(value -> all.add(ofThroughput(value)));
        return all;
    }

    private static Setting ofDuration(String name, QueueAttributeName attribute, Duration value) {
        Map<QueueAttributeName, String> attributes = Map.of(attribute, String.valueOf(value.toSeconds()));
        return new Setting(
                name,
                Durations.text(value),
                attributes,
                there -> attributes,
                there -> Optional.ofNullable(there.get(attribute))
                        .map(seconds -> Durations.text(Duration.ofSeconds(Long.parseLong(seconds)))),
                "nothing");
    }

    private static Setting ofEncryption(Encryption wanted) {
        return new Setting(
                "encryption",
                wanted.written(),
                wanted.attributes(),
                there -> Encryption.reported(there)
                        .map(wanted::attributesInsteadOf)
                        .orElseGet(wanted::attributes),
                there -> Encryption.reported(there).map(Encryption::written),
                Encryption.NONE);
    }

    private static Setting ofThroughput(boolean high) {
        Map<QueueAttributeName, String> attributes = high ? HIGH_THROUGHPUT : USUAL_THROUGHPUT;
        return new Setting(
                "highThroughput",
                String.valueOf(high),
                attributes,
                there -> attributes,
                there -> there.keySet().containsAll(HIGH_THROUGHPUT.keySet())
                        ? Optional.of(String.valueOf(there.entrySet().containsAll(HIGH_THROUGHPUT.entrySet())))
                        : Optional.empty(),
                "false");
    }
}
