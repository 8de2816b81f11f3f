package ledger;

import failure.Cause;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.codec.digest.DigestUtils;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** One item of the ledger's table, with the names and formats of its attributes. */
public record LedgerItem(Map<String, AttributeValue> attributes) {
    static final String EVENT = "event";
    static final String SUBSCRIBER = "subscriber";

    /** The event's source. Items written by older versions have none. */
    public static final String SOURCE = "source";

    static final String STATE = "state";
    static final String ATTEMPTS = "attempts";
    static final String GAVE_UP_AFTER = "gaveUpAfter";

    /** 1 if the event is given up and its dead letter is still to be sent, else 0. A claim does not change it. */
    static final String UNSENT = "unsent";

    static final String OWNER = "owner";
    static final String FENCE = "fence";
    static final String LEASE_UNTIL = "leaseUntil";
    static final String FIRST = "first";
    static final String LAST = "last";
    static final String CAUSE = "cause";
    /** The id of the event's trace. */
    public static final String TRACE = "trace";

    public static final String MESSAGE_ID = "messageId";
    public static final String EXPIRY = "expiry";

    private static final String EXCEPTION = "exception";
    private static final String MESSAGE = "message";
    private static final String FINGERPRINT = "fingerprint";

    /** The prefix of the sort keys of an idempotent repository. */
    static final String REPOSITORY = "repository#";

    /** Whether an item may belong to {@code :source}. */
    static final String OF_SOURCE = "(attribute_not_exists(#source) OR #source = :source)";

    /** Separates subscriber and source in a sort key. Neither queues nor topics have such names. */
    private static final String BEFORE_SOURCE = "#source=";

    private static final int LONGEST_KEY = 2048;

    /** In bytes. A sort key may have 1,024 bytes, and a write is billed per started KB of the item. */
    private static final int LONGEST_SOURCE = 512;

    /** In characters. A write is billed per started KB of the whole item, and so is the claim of the next attempt. */
    private static final int LONGEST_MESSAGE = 1024;

    /** Each instant has the same width, because conditions compare times as texts. */
    private static final DateTimeFormatter MILLIS =
            new DateTimeFormatterBuilder().appendInstant(3).toFormatter();

    public static Map<String, AttributeValue> key(String event, String subscriber) {
        return Map.of(EVENT, event(event), SUBSCRIBER, text(subscriber));
    }

    /**
     * The key for a source that is not the first one to use an event's id. A query by the id finds both items.
     *
     * @param source the source as {@link #source(String)} returns it
     */
    static Map<String, AttributeValue> key(String event, String subscriber, AttributeValue source) {
        return key(event, sortKey(subscriber, source));
    }

    public static String sortKey(String subscriber, AttributeValue source) {
        return subscriber + BEFORE_SOURCE + source.s();
    }

    /** A source as it stands in an attribute and in a sort key. A long source is replaced by its digest. */
    public static AttributeValue source(String source) {
        return text(digestIfLonger(source, LONGEST_SOURCE));
    }

    /** An event's id as a partition key, which DynamoDB limits to 2,048 bytes: a longer id is replaced by its digest. */
    public static AttributeValue event(String id) {
        return text(digestIfLonger(id, LONGEST_KEY));
    }

    private static String digestIfLonger(String text, int longest) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return bytes.length <= longest ? text : "sha-256:" + DigestUtils.sha256Hex(bytes);
    }

    public static AttributeValue text(String value) {
        return AttributeValue.fromS(value);
    }

    public static AttributeValue number(long value) {
        return AttributeValue.fromN(Long.toString(value));
    }

    static AttributeValue state(State state) {
        return text(state.name());
    }

    public static AttributeValue time(Instant time) {
        return text(MILLIS.format(time));
    }

    static AttributeValue cause(Cause cause) {
        return AttributeValue.fromM(Map.of(
                EXCEPTION, text(cause.exception()),
                MESSAGE, text(shortened(cause.message())),
                FINGERPRINT, text(cause.fingerprint())));
    }

    Map<String, AttributeValue> key() {
        return Map.of(EVENT, attributes.get(EVENT), SUBSCRIBER, attributes.get(SUBSCRIBER));
    }

    String sortKey() {
        return attributes.get(SUBSCRIBER).s();
    }

    /** The sort key without the source. */
    public String subscriber() {
        String sortKey = sortKey();
        int source = sortKey.indexOf(BEFORE_SOURCE);
        return source < 0 ? sortKey : sortKey.substring(0, source);
    }

    /** The event's source; {@code null} if it has none, or if it is not known. */
    public String source() {
        AttributeValue source = attributes.get(SOURCE);
        return source == null || source.s().isEmpty() ? null : source.s();
    }

    /** An attribute that is text; {@code null} if the item has none of this name. */
    public String optional(String name) {
        AttributeValue value = attributes.get(name);
        return value == null ? null : value.s();
    }

    /** Whether this item belongs to the event of that source. An item without a source belongs to any. */
    boolean isOf(AttributeValue source) {
        return attributes.getOrDefault(SOURCE, source).equals(source);
    }

    /** When DynamoDB may delete the item. */
    Instant expiry() {
        return Instant.ofEpochSecond(Long.parseLong(attributes.get(EXPIRY).n()));
    }

    /** Whether a queue's consumer or a repository wrote the item. SQS allows no {@code #} in a queue's name. */
    public boolean isOfSubscriber() {
        return subscriber().indexOf('#') < 0 || subscriber().startsWith(REPOSITORY);
    }

    /** What became of the event at the subscriber that wrote this item. */
    public Progress progress() {
        return new Progress(
                subscriber(),
                source(),
                state(),
                state() == State.DEAD ? gaveUpAfter() : attempts(),
                time(FIRST),
                time(LAST),
                state() == State.DONE ? null : cause().orElse(null),
                optional(TRACE));
    }

    State state() {
        return State.valueOf(attributes.get(STATE).s());
    }

    /**
     * The attempts of the current message. After the event was given up they are counted from 0 again, for a redriven message.
     */
    int attempts() {
        return Integer.parseInt(attributes.get(ATTEMPTS).n());
    }

    boolean isUnsent() {
        return attributes.containsKey(UNSENT) && !attributes.get(UNSENT).n().equals("0");
    }

    int gaveUpAfter() {
        return Integer.parseInt(attributes.get(GAVE_UP_AFTER).n());
    }

    String owner() {
        return attributes.get(OWNER).s();
    }

    long fence() {
        return Long.parseLong(attributes.get(FENCE).n());
    }

    public Instant time(String attribute) {
        return Instant.parse(attributes.get(attribute).s());
    }

    public String messageId() {
        return attributes.get(MESSAGE_ID).s();
    }

    Optional<Cause> cause() {
        return Optional.ofNullable(attributes.get(CAUSE))
                .map(AttributeValue::m)
                .map(cause -> new Cause(
                        cause.get(EXCEPTION).s(),
                        cause.get(MESSAGE).s(),
                        cause.get(FINGERPRINT).s()));
    }

    private static String shortened(String message) {
        int characters = message.codePointCount(0, message.length());
        return characters <= LONGEST_MESSAGE
                ? message
                : message.substring(0, message.offsetByCodePoints(0, LONGEST_MESSAGE - 1)) + "…";
    }
}
