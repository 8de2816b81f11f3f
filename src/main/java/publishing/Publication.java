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

/** One message on its way to a topic, and what became of it. */
public final class Publication {
    private final String id;
    private WireMessage message;
    private final SnsFields fields;
    private int size;
    private Sending sending = Sending.NONE;
    private final CompletableFuture<Receipt> receipt = new CompletableFuture<>();

    /**
     * What SNS is told beside the message; each may be {@code null}.
     *
     * @param group the events of one group keep their order
     * @param deduplicationId a second message with this id within five minutes is not delivered
     * @param subject for e-mail subscribers
     * @param structure {@code json} if the message holds one text a protocol
     */
    record SnsFields(String group, String deduplicationId, String subject, String structure) {}

    Publication(String id, WireMessage message, SnsFields fields) {
        this.id = id;
        this.message = message;
        this.fields = fields;
        this.size = message == null ? 0 : message.size();
    }

    /** An event that never gets as far as SNS. */
    static Publication refused(String id, RuntimeException why) {
        Publication refused = new Publication(id, null, null);
        refused.receipt.completeExceptionally(why);
        return refused;
    }

    /** The event's id, or {@code null} if it has none. */
    public String id() {
        return id;
    }

    /** Which event it is; only for a message with an id. */
    Identity identity() {
        return new Identity(id, WireFormat.source(message));
    }

    /** The event's type; {@code null} if it has none. */
    String type() {
        return WireFormat.type(message);
    }

    /** The id of its trace; {@code null} if it has none. */
    String traceId() {
        return message == null
                ? null
                : TraceId.in(WireFormat.trace(message).get("traceparent")).orElse(null);
    }

    /** Begins its {@code send} span, which ends with its receipt, and gives the message the trace of that span. */
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

    /** Nobody sends it, so that its receipt does not come. */
    void unsent(Throwable failure) {
        sending.failed(failure);
    }

    /**
     * SNS's word for having the message. It fails with {@link SnsUnavailableException}, {@link SnsRefusedException} or
     * {@link event.EventRefusedException}, each about this message alone.
     */
    public CompletableFuture<Receipt> receipt() {
        return receipt;
    }

    /** Why SNS does not have it, if it is answered and failed. */
    Optional<Throwable> failure() {
        return receipt.isCompletedExceptionally()
                ? Optional.of(receipt.handle((nothing, failure) -> failure).join())
                : Optional.empty();
    }

    String group() {
        return fields.group();
    }

    /** Its bytes as SNS counts them. */
    int size() {
        return size;
    }

    /** @param fifo whether the topic is: a standard topic refuses deduplication ids */
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
