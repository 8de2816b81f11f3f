package sqs;

import java.math.BigInteger;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;

/**
 * Reads the numbers that SQS, or an emulator, adds to a message. A missing or malformed number must not keep the message
 * from its handler.
 *
 * @param attributes the system attributes of a message
 */
public record SystemAttributes(Map<MessageSystemAttributeName, String> attributes) {
    private static final Pattern DIGITS = Pattern.compile("[0-9]{1,100}");
    private static final BigInteger LARGEST_COUNT = BigInteger.valueOf(Integer.MAX_VALUE);

    public static SystemAttributes of(Message message) {
        return new SystemAttributes(message.attributes());
    }

    /** How often SQS has delivered the message, including this time; at least 1. */
    public int receiveCount() {
        return number(MessageSystemAttributeName.APPROXIMATE_RECEIVE_COUNT)
                .map(count -> count.min(LARGEST_COUNT).max(BigInteger.ONE).intValueExact())
                .orElse(1);
    }

    /** When the message was sent; {@link Instant#EPOCH} if SQS does not report it. */
    public Instant sent() {
        return moment(MessageSystemAttributeName.SENT_TIMESTAMP).orElse(Instant.EPOCH);
    }

    /** The value of a {@code SentTimestamp} as a time; {@link Instant#EPOCH} if it is not a time. */
    public static Instant sent(String timestamp) {
        return new SystemAttributes(Map.of(MessageSystemAttributeName.SENT_TIMESTAMP, timestamp)).sent();
    }

    /** When the message was first received, if SQS reports it. */
    public Optional<Instant> firstReceived() {
        return moment(MessageSystemAttributeName.APPROXIMATE_FIRST_RECEIVE_TIMESTAMP);
    }

    /** Milliseconds since 1970, capped at the largest {@code long}. */
    private Optional<Instant> moment(MessageSystemAttributeName name) {
        return number(name)
                .filter(millis -> millis.bitLength() < Long.SIZE)
                .map(millis -> Instant.ofEpochMilli(millis.longValueExact()));
    }

    private Optional<BigInteger> number(MessageSystemAttributeName name) {
        return Optional.ofNullable(attributes.get(name))
                .filter(text -> DIGITS.matcher(text).matches())
                .map(BigInteger::new);
    }
}
