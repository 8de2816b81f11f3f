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

/** One item of the ledger's table, and how its attributes are written. */
public record LedgerItem(Map<String, AttributeValue> attributes) {
    static final String EVENT = "event";
    static final String SUBSCRIBER = "subscriber";

    /** The event's source; items of the time before sources were told apart have none. */
    public static final String SOURCE = "source";

    static final String STATE = "state";
    static final String ATTEMPTS = "attempts";
    static final String GAVE_UP_AFTER = "gaveUpAfter";

    /** Whether the event is given up and its dead letter still to be sent: 1, or 0. A claim leaves it as it is. */
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

    /** What the sort keys of an idempotent repository begin with. */
    static final String REPOSITORY = "repository#";

    /** Whether an item may be the one of {@code :source}. */
    static final String OF_SOURCE = "(attribute_not_exists(#source) OR #source = :source)";

    /** Separates subscriber and source in a sort key. Neither queues nor topics have such names. */
    private static final String BEFORE_SOURCE = "#source=";

    private static final int LONGEST_KEY = 2048;

    /** In bytes. A sort key may have 1,024, and a write is billed by each started KB of the item. */
    private static final int LONGEST_SOURCE = 512;

    /** A write is billed by each started KB of the whole item, the next attempt's claim too. */
    private static final int LONGEST_MESSAGE = 1024;

    /** As wide for each instant: a condition compares times as texts. */
    private static final DateTimeFormatter MILLIS =
            new DateTimeFormatterBuilder().appendInstant(3).toFormatter();

    public static Map<String, AttributeValue> key(String event, String subscriber) {
        return Map.of(EVENT, event(event), SUBSCRIBER, text(subscriber));
    }

    /**
     * The key for another source than the first that comes with an event's id. A query by the id finds both.
     *
     * @param source as {@link #source(String)} makes it
     */
    static Map<String, AttributeValue> key(String event, String subscriber, AttributeValue source) {
        return key(event, sortKey(subscriber, source));
    }

    public static String sortKey(String subscriber, AttributeValue source) {
        return subscriber + BEFORE_SOURCE + source.s();
    }

    /** A source as an attribute and in a sort key: a long one is kept as its digest. */
    public static AttributeValue source(String source) {
        return text(digestIfLonger(source, LONGEST_SOURCE));
    }

    /** An event's id as a partition key, which DynamoDB limits to 2,048 bytes: longer ids are kept as their digest. */
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

    /** Whether this is about the event of that source: an item without one is, whatever the source. */
    boolean isOf(AttributeValue source) {
        return attributes.getOrDefault(SOURCE, source).equals(source);
    }

    /** When DynamoDB may forget it. */
    Instant expiry() {
        return Instant.ofEpochSecond(Long.parseLong(attributes.get(EXPIRY).n()));
    }

    /** Whether a queue's consumer or a repository wrote it; SQS allows no {@code #} in a queue's name. */
    public boolean isOfSubscriber() {
        return subscriber().indexOf('#') < 0 || subscriber().startsWith(REPOSITORY);
    }

    /** What became of the event at the subscriber that wrote this. */
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

    /** The attempts of the message at hand: after it was given up they are counted from 0 again, for a redriven one. */
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
