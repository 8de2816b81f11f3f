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
 * One thing that is written of a queue, and the attributes of SQS that say it.
 *
 * @param name what a user calls it
 * @param text its value as a user writes it
 * @param attributes what makes it so for a new queue
 * @param attributesInsteadOf what makes it so for a queue that reports these attributes
 * @param reported its value of a queue that reports these attributes, if they tell
 * @param otherwise its value if the attributes do not tell, although the endpoint tells all it knows
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

    /** All that are written. */
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
