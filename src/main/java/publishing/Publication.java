package publishing;

import event.Identity;
import event.TraceId;
import event.WireFormat;
import event.WireMessage;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import software.amazon.awssdk.services.sns.model.PublishBatchRequestEntry;
import telemetry.Destination;
import telemetry.Sending;
import telemetry.Traces;

/** A message to be published to a topic, with the receipt of its result. */
public final class Publication {
    private final String id;
    private WireMessage message;
    private final SnsFields fields;
    private int size;
    private Sending sending = Sending.NONE;
    private final CompletableFuture<Receipt> receipt = new CompletableFuture<>();

    /**
     * The fields of a publish request besides the message; each may be {@code null}.
     *
     * @param group the events of one group keep their order
     * @param deduplicationId a second message with this id within five minutes is not delivered
     * @param subject for e-mail subscribers
     * @param structure {@code json} if the message holds one text for each protocol
     */
    record SnsFields(String group, String deduplicationId, String subject, String structure) {}

    Publication(String id, WireMessage message, SnsFields fields) {
        this.id = id;
        this.message = message;
        this.fields = fields;
        this.size = message == null ? 0 : message.size();
    }

    /** A refused event, which is not sent to SNS. */
    static Publication refused(String id, RuntimeException why) {
        Publication refused = new Publication(id, null, null);
        refused.receipt.completeExceptionally(why);
        return refused;
    }

    /** The event's id, or {@code null} if it has none. */
    public String id() {
        return id;
    }

    /** The identity of the event; only for a message with an id. */
    Identity identity() {
        return new Identity(id, WireFormat.source(message));
    }

    /** The event's type; {@code null} if it has none. */
    String type() {
        return WireFormat.type(message);
    }

    /** The id of the event's trace; {@code null} if it has none. */
    String traceId() {
        return message == null
                ? null
                : TraceId.in(WireFormat.trace(message).get("traceparent")).orElse(null);
    }

    /** Begins the {@code send} span, which ends with the receipt, and adds the trace of that span to the message. */
    void traced(Traces traces, Destination topic) {
        Sending begun = traces.send(topic, WireFormat.trace(message));
        sending = begun;
        message = WireFormat.traced(message, begun.headers());
        size = message.size();
        var unused = receipt.whenComplete((accepted, failure) -> {
            if (failure == null) {
                begun.accepted(accepted.messageId());
            } else {
                begun.failed(failure);
            }
        });
    }

    /** Ends the span of a message that will not be sent, so that its receipt never completes. */
    void unsent(Throwable failure) {
        sending.failed(failure);
    }

    /**
     * Completes once SNS has accepted the message. It fails with {@link SnsUnavailableException}, {@link SnsRefusedException} or
     * {@link event.EventRefusedException}, each about this message alone.
     */
    public CompletableFuture<Receipt> receipt() {
        return receipt;
    }

    /** Why the message was not published; empty if it was, or if there is no result yet. */
    Optional<Throwable> failure() {
        return receipt.isCompletedExceptionally()
                ? Optional.of(receipt.handle((nothing, failure) -> failure).join())
                : Optional.empty();
    }

    String group() {
        return fields.group();
    }

    /** The size of the message in bytes, as SNS counts them. */
    int size() {
        return size;
    }

    /** @param fifo whether the topic is FIFO; a standard topic refuses deduplication ids */
    PublishBatchRequestEntry entry(String entryId, boolean fifo) {
        return PublishBatchRequestEntry.builder()
                .id(entryId)
                .message(message.body())
                .messageAttributes(SnsAttributes.of(message.attributes()))
                .subject(fields.subject())
                .messageStructure(fields.structure())
                .messageGroupId(fields.group())
                .messageDeduplicationId(fifo ? fields.deduplicationId() : null)
                .build();
    }
}
