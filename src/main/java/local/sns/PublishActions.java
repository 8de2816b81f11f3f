package local.sns;

import java.time.Clock;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import local.http.Xml;

/** Publishing, one by one and in batches. */
final class PublishActions {
    private static final int MOST_IN_A_BATCH = 10;
    private static final int LONGEST_ENTRY_ID = 80;
    private static final Pattern ENTRY_ID = Pattern.compile("[A-Za-z0-9_-]{1,80}");

    private final Topics topics;
    private final Deliveries deliveries;
    private final Clock clock;

    PublishActions(Topics topics, Deliveries deliveries, Clock clock) {
        this.topics = topics;
        this.deliveries = deliveries;
        this.clock = clock;
    }

    Map<String, Action> all() {
        return Map.of("Publish", this::publish, "PublishBatch", this::publishBatch);
    }

    private void publish(SnsRequest request, Xml result) {
        Parameters parameters = request.parameters();
        if (parameters.find("PhoneNumber").isPresent()) {
            throw SnsException.notSupportedHere("publishing to a PhoneNumber");
        }
        String arn = parameters
                .find("TopicArn")
                .or(() -> parameters.find("TargetArn"))
                .orElseThrow(() ->
                        SnsException.invalidParameter("TopicArn or TargetArn Reason: no value for required parameter"));
        if (arn.contains(":endpoint/")) {
            throw SnsException.notSupportedHere("publishing to a platform endpoint");
        }
        Topic topic = topics.require(arn, request);
        Publication publication = Publication.of(topic, parameters, request.trace());
        if (publication.size() > topic.attributes().maximumMessageSize()) {
            throw SnsException.invalidParameter("Message too long");
        }
        publish(topic, publication).writeTo(result);
    }

    /**
     * Publishes all entries, or none if one of them breaks a rule. AWS reports a failed entry only for failures on its
     * own side.
     */
    private void publishBatch(SnsRequest request, Xml result) {
        Parameters parameters = request.parameters();
        Topic topic = topics.require(parameters.require("TopicArn"), request);
        List<Parameters> entries = parameters.structures("PublishBatchRequestEntries.member");
        checkBatch(entries);
        Map<String, Publication> publications = new LinkedHashMap<>();
        entries.forEach(entry -> publications.put(entry.require("Id"), Publication.of(topic, entry, request.trace())));
        checkSize(topic, publications.values());
        Map<String, Receipt> successful = new LinkedHashMap<>();
        publications.forEach((id, publication) -> successful.put(id, publish(topic, publication)));
        result.element(
                "Successful",
                list -> successful.forEach((id, receipt) -> list.element("member", member -> {
                    member.element("Id", id);
                    receipt.writeTo(member);
                })));
        result.element("Failed", list -> {});
    }

    private static void checkBatch(List<Parameters> entries) {
        if (entries.isEmpty()) {
            throw new SnsException(400, "EmptyBatchRequest", "The batch request doesn't contain any entries.");
        }
        if (entries.size() > MOST_IN_A_BATCH) {
            throw new SnsException(
                    400, "TooManyEntriesInBatchRequest", "The batch request contains more entries than permissible.");
        }
        List<String> ids = entries.stream().map(entry -> entry.require("Id")).toList();
        for (String id : ids) {
            if (!ENTRY_ID.matcher(id).matches()) {
                throw new SnsException(
                        400,
                        "InvalidBatchEntryId",
                        "The Id of a batch entry in the batch request "
                                + (id.length() > LONGEST_ENTRY_ID
                                        ? "is too long: "
                                        : "contains an impermissible character: ")
                                + id);
            }
        }
        if (ids.stream().distinct().count() < ids.size()) {
            throw new SnsException(
                    400, "BatchEntryIdsNotDistinct", "Two or more batch entries in the request have the same Id.");
        }
    }

    /** A whole batch has the same size limit as one message. */
    private static void checkSize(Topic topic, Collection<Publication> publications) {
        if (publications.stream().mapToInt(Publication::size).sum()
                > topic.attributes().maximumMessageSize()) {
            throw new SnsException(
                    400, "BatchRequestTooLong", "The length of all the messages put together is more than the limit.");
        }
    }

    private Receipt publish(Topic topic, Publication publication) {
        if (!topic.isFifo()) {
            return send(topic, publication);
        }
        String key = publication.deduplicationKey();
        Optional<Receipt> earlier = topic.deduplication().earlier(key);
        if (earlier.isPresent()) {
            return earlier.get();
        }
        Receipt receipt = send(topic, publication);
        topic.deduplication().remember(key, receipt);
        return receipt;
    }

    private Receipt send(Topic topic, Publication publication) {
        Message message = publication.message(clock.instant());
        for (Subscription subscription : topic.subscriptions().values()) {
            if (subscription.accepts(message)) {
                deliveries.deliver(message, subscription.subscriber());
            }
        }
        return new Receipt(message.id(), message.sequenceNumber());
    }
}
