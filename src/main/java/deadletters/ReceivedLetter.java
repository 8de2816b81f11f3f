package deadletters;

import event.Identity;
import event.ReceivedEvent;
import event.WireFormat;
import failure.Cause;
import failure.LetterCause;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Base64;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import ledger.Progress;
import ledger.State;
import ledger.SubscriberEvents;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import sqs.MessageReader;
import sqs.SystemAttributes;
import topology.Inbox;
import topology.Queue;

/** A received dead letter: the message, its event, and what is known about it. */
public record ReceivedLetter(Message message, ReceivedEvent event, Letter letter) {
    private static final Cause MOVED_BY_SQS =
            new Cause("", "was received as often as the redrive policy allows, without an outcome", "moved-by-sqs");
    private static final Cause UNDELIVERED =
            new Cause("", "was not delivered to the queue, or was sent here by somebody else", "not-delivered");

    /**
     * Reads letters. Letters without a cause of their own are looked up in the ledger, all at once.
     *
     * @param events the subscriber's records of events
     */
    static List<ReceivedLetter> read(Collection<Message> messages, SubscriberEvents events) {
        List<Identity> silent = messages.stream()
                .filter(message -> written(message).isEmpty())
                .map(message -> MessageReader.event(message).identity())
                .toList();
        Map<Identity, Progress> known = silent.isEmpty() ? Map.of() : events.of(silent);
        return messages.stream().map(message -> read(message, known)).toList();
    }

    private static ReceivedLetter read(Message message, Map<Identity, Progress> known) {
        ReceivedEvent event = MessageReader.event(message);
        Optional<LetterCause> written = written(message);
        Letter letter = written.isPresent()
                ? letter(
                        message,
                        event,
                        Origin.CONSUMER,
                        written.get().cause(),
                        written.get().attempts(),
                        time(written.get().last()).orElseGet(() -> sent(message)))
                : silent(message, event, known.get(event.identity()));
        return new ReceivedLetter(message, event, letter);
    }

    /** A letter without a cause of its own. */
    private static Letter silent(Message message, ReceivedEvent event, Progress progress) {
        boolean moved = progress != null || movedFrom(message).isPresent();
        if (progress != null && progress.state() == State.DEAD && progress.cause() != null) {
            boolean bySqs = progress.cause().fingerprint().equals(MOVED_BY_SQS.fingerprint());
            return letter(
                    message,
                    event,
                    bySqs ? Origin.REDRIVE_POLICY : Origin.CONSUMER,
                    progress.cause(),
                    progress.attempts(),
                    progress.last());
        }
        return letter(
                message,
                event,
                moved ? Origin.REDRIVE_POLICY : Origin.SUBSCRIPTION,
                moved ? MOVED_BY_SQS : UNDELIVERED,
                progress == null ? 0 : progress.attempts(),
                sent(message));
    }

    private static Letter letter(
            Message message, ReceivedEvent event, Origin origin, Cause cause, int attempts, Instant since) {
        return new Letter(
                message.messageId(),
                event.id(),
                event.source().isEmpty() ? null : event.source(),
                Objects.toString(event.headers().get("ce-type"), null),
                message.attributes().get(MessageSystemAttributeName.MESSAGE_GROUP_ID),
                origin,
                cause.exception().isEmpty() ? null : cause.exception(),
                cause.message(),
                cause.fingerprint(),
                attempts,
                since,
                null);
    }

    /**
     * The possible ids of the message in its source queue. SQS keeps the id of a message that it moves. In a FIFO queue
     * the letter's deduplication id is the message's id, whether SQS or a consumer made the letter.
     */
    Set<String> messages() {
        Set<String> ids = new HashSet<>(Set.of(message.messageId()));
        Optional.ofNullable(message.attributes().get(MessageSystemAttributeName.MESSAGE_DEDUPLICATION_ID))
                .ifPresent(ids::add);
        return ids;
    }

    private static Optional<String> movedFrom(Message message) {
        return Optional.ofNullable(message.attributes().get(MessageSystemAttributeName.DEAD_LETTER_QUEUE_SOURCE_ARN));
    }

    /** The cause that a consumer wrote. It is ignored in a letter that SQS moved, because it may be of an earlier time. */
    private static Optional<LetterCause> written(Message message) {
        if (movedFrom(message).isPresent()) {
            return Optional.empty();
        }
        return Optional.ofNullable(message.messageAttributes().get(LetterCause.ATTRIBUTE))
                .map(MessageAttributeValue::stringValue)
                .flatMap(LetterCause::parse);
    }

    /** The ARN of the source queue; empty if unknown. */
    Optional<String> source() {
        return movedFrom(message).or(() -> written(message).map(LetterCause::queue));
    }

    /** The client of an inbox to whom the letter belongs; empty if it did not come from the queue of a client. */
    Optional<String> client(Inbox inbox) {
        return source().map(arn -> new Queue(arn.substring(arn.lastIndexOf(':') + 1)))
                .flatMap(inbox::client);
    }

    /** The same letter with its client. */
    ReceivedLetter ofClient(Inbox inbox) {
        return client(inbox)
                .map(client -> new ReceivedLetter(message, event, letter.of(client)))
                .orElse(this);
    }

    /** The message attributes as text, binary values in base64, without Caravan's own. */
    Map<String, String> attributes() {
        Map<String, String> texts = new TreeMap<>();
        message.messageAttributes().forEach((name, value) -> texts.put(name, text(value)));
        texts.remove(LetterCause.ATTRIBUTE);
        texts.remove(WireFormat.KEPT_ID);
        return texts;
    }

    /** The event's data as text. */
    String data() {
        Object data = event.body();
        if (data instanceof byte[] bytes) {
            return new String(bytes, StandardCharsets.UTF_8);
        }
        return data == null ? "" : data.toString();
    }

    static String text(MessageAttributeValue value) {
        return value.binaryValue() == null
                ? value.stringValue()
                : Base64.getEncoder().encodeToString(value.binaryValue().asByteArray());
    }

    private static Optional<Instant> time(String written) {
        try {
            return Optional.ofNullable(written).map(Instant::parse);
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    private static Instant sent(Message message) {
        return SystemAttributes.of(message).sent();
    }
}
