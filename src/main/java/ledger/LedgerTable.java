package ledger;

import static ledger.LedgerItem.EVENT;

import failure.Backoff;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchStatementRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchStatementResponse;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/**
 * The DynamoDB table of the ledger: partition key {@code event}, sort key {@code subscriber}, both texts, and {@code expiry}, the
 * time to live.
 */
public final class LedgerTable {
    /** The table's name unless another is configured. */
    public static final String DEFAULT_NAME = "caravan-ledger";

    /** The names of the key's attributes, both texts, and their roles in the key. */
    public static final List<Map.Entry<String, String>> KEYS =
            List.of(Map.entry(EVENT, "HASH"), Map.entry(LedgerItem.SUBSCRIBER, "RANGE"));

    /** The attribute that says when DynamoDB may delete an item. */
    public static final String TIME_TO_LIVE = LedgerItem.EXPIRY;

    /** Every expression uses placeholders for names, because many names are reserved words of DynamoDB. */
    private static final Pattern NAME = Pattern.compile("#(\\w+)");

    /** The names in each expression. There are about a dozen expressions, and each message uses two of them. */
    private static final Map<String, Map<String, String>> NAMES = new ConcurrentHashMap<>();

    /** The SDK has no exception class for this error code. */
    private static final String ACCESS_DENIED = "AccessDeniedException";

    /** The SDK has no exception class for this error code either. */
    private static final String MALFORMED = "ValidationException";

    /** The most that one BatchWriteItem takes. */
    private static final int BATCH = 25;

    /** The most that one BatchGetItem takes. */
    private static final int MOST_READ = 100;

    /** How often in a row DynamoDB may accept no item of a batch. */
    private static final int MOST_REFUSALS = 6;

    /** DynamoDB leaves items of a batch unprocessed when it cannot write at this rate, so each further call waits longer. */
    private static final Backoff PAUSE = new Backoff(Duration.ofMillis(50), Duration.ofSeconds(2));

    private final DynamoDbClient client;
    private final String name;
    private final Duration retention;
    private final Consumer<Duration> pause;

    /** A table whose items are kept for 15 days after the last write, which is longer than any message lives in SQS. */
    public LedgerTable(DynamoDbClient client, String name) {
        this(client, name, Duration.ofDays(15));
    }

    /**
     * @param retention how long an item is kept after the last write. It must exceed the time that a message can stay in its
     *     queue, at most 14 days. Otherwise a duplicate would find no item and be handled again.
     */
    public LedgerTable(DynamoDbClient client, String name, Duration retention) {
        this(client, name, retention, wait -> LockSupport.parkNanos(wait.toNanos()));
    }

    /** @param pause waits for the given time */
    LedgerTable(DynamoDbClient client, String name, Duration retention, Consumer<Duration> pause) {
        this.client = client;
        this.name = name;
        this.retention = retention;
        this.pause = pause;
    }

    /**
     * Creates the table if it does not exist, with on-demand billing and time to live. If the table exists and is correct, this
     * costs two reads and no write.
     *
     * @throws IllegalArgumentException if a table of that name has other keys
     * @throws LedgerUnavailableException if DynamoDB does not answer, refuses, or needs more than two minutes
     */
    public void create() {
        answer(() -> {
            new TableCreation(client, name).run();
            return name;
        });
    }

    /**
     * What {@link #create()} would create. It costs two reads and no write.
     *
     * @throws IllegalArgumentException if a table of that name has other keys
     * @throws LedgerUnavailableException if DynamoDB does not answer or refuses
     */
    public Missing missing() {
        return answer(() -> new TableCreation(client, name).missing());
    }

    /** What a table lacks. */
    public enum Missing {
        /** There is no such table. */
        EVERYTHING,
        /** The table exists, but its items never expire. */
        TIME_TO_LIVE,
        NOTHING
    }

    /** The table's name. */
    public String name() {
        return name;
    }

    /** The expiry of an item that is written now: seconds since 1970, as DynamoDB's time to live requires. */
    public AttributeValue expiry(Instant now) {
        return expiry(now, retention);
    }

    /** The expiry of an item that is kept for another time than the table's retention. */
    public static AttributeValue expiry(Instant now, Duration kept) {
        return LedgerItem.number(now.plus(kept).getEpochSecond());
    }

    /**
     * Whether an item expires earlier than an item written now, by more than a thirtieth of the retention: half a day of 15 days.
     */
    boolean expiresEarly(LedgerItem item, Instant now) {
        return item.expiry().isBefore(now.plus(retention).minus(retention.dividedBy(30)));
    }

    /**
     * Changes one item if the condition holds. Without a condition, {@code null}, it always changes the item.
     *
     * @param call sets options of the call, such as its timeout
     * @param expression an update expression; {@code #x} stands for the attribute {@code x}, here and in the condition
     * @return the attributes that were written
     * @throws ConditionalCheckFailedException with the item as it is, if the condition does not hold
     * @throws LedgerUnavailableException if it cannot be known whether the write was done
     */
    LedgerItem update(
            Consumer<UpdateItemRequest.Builder> call,
            Map<String, AttributeValue> key,
            String expression,
            String condition,
            Map<String, AttributeValue> values) {
        return new LedgerItem(answer(() -> client.updateItem(request -> request.tableName(name)
                        .applyMutation(call)
                        .key(key)
                        .updateExpression(expression)
                        .conditionExpression(condition)
                        .expressionAttributeNames(names(condition == null ? expression : expression + condition))
                        .expressionAttributeValues(values)
                        .returnValues(ReturnValue.ALL_NEW)
                        .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD)))
                .attributes());
    }

    /** Changes one item if the condition holds, without options of the call. */
    LedgerItem update(
            Map<String, AttributeValue> key, String expression, String condition, Map<String, AttributeValue> values) {
        return update(call -> {}, key, expression, condition, values);
    }

    /** Changes one item, or creates it. */
    LedgerItem update(Map<String, AttributeValue> key, String expression, Map<String, AttributeValue> values) {
        return update(key, expression, null, values);
    }

    /**
     * Executes PartiQL statements in one call. Each statement has its own response.
     *
     * @param patience how long the call may take; empty if the client's own timeouts apply
     * @throws LedgerUnavailableException if it cannot be known what was done
     * @see <a href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ql-reference.multiplestatements.batching.html">
     *     Running batch operations with PartiQL</a>
     */
    List<BatchStatementResponse> execute(List<BatchStatementRequest> statements, Optional<Duration> patience) {
        return answer(() -> {
            List<BatchStatementResponse> answers = client.batchExecuteStatement(request -> {
                        request.statements(statements);
                        patience.ifPresent(
                                most -> request.overrideConfiguration(limits -> limits.apiCallTimeout(most)));
                    })
                    .responses();
            if (answers.size() != statements.size()) {
                throw new IllegalStateException(
                        "%d answers to %d statements".formatted(answers.size(), statements.size()));
            }
            return answers;
        });
    }

    /** Writes one item and replaces any with the same key. */
    public void put(Map<String, AttributeValue> item) {
        answer(() -> client.putItem(request -> request.tableName(name).item(item)));
    }

    /** Writes items with different keys, in as few calls as DynamoDB allows, and replaces any with the same keys. */
    public void put(List<Map<String, AttributeValue>> items) {
        answer(() -> {
            write(items.stream()
                    .map(item -> WriteRequest.builder()
                            .putRequest(put -> put.item(item))
                            .build()));
            return name;
        });
    }

    /** One item as it is now; empty if it does not exist. */
    Optional<LedgerItem> get(Map<String, AttributeValue> key) {
        GetItemResponse found = answer(
                () -> client.getItem(request -> request.tableName(name).key(key).consistentRead(true)));
        return found.hasItem() ? Optional.of(new LedgerItem(found.item())) : Optional.empty();
    }

    /** The items that exist for these keys, in no order. It costs one read for each hundred keys. */
    List<LedgerItem> getAll(Collection<Map<String, AttributeValue>> keys) {
        List<Map<String, AttributeValue>> distinct = keys.stream().distinct().toList();
        List<LedgerItem> found = new ArrayList<>();
        for (int first = 0; first < distinct.size(); first += MOST_READ) {
            KeysAndAttributes some = KeysAndAttributes.builder()
                    .keys(distinct.subList(first, Math.min(distinct.size(), first + MOST_READ)))
                    .consistentRead(true)
                    .build();
            answer(() -> client.batchGetItemPaginator(request -> request.requestItems(Map.of(name, some))).stream()
                            .flatMap(page -> page.responses().getOrDefault(name, List.of()).stream())
                            .map(LedgerItem::new)
                            .toList())
                    .forEach(found::add);
        }
        return found;
    }

    /** The newest items of a partition whose sort keys have this beginning, followed by their time. */
    List<LedgerItem> newest(String partition, String beginning, int most) {
        return answer(() -> client
                .queryPaginator(request -> request.tableName(name)
                        .keyConditionExpression("#event = :event AND begins_with(#subscriber, :beginning)")
                        .expressionAttributeNames(names("#event #subscriber"))
                        .expressionAttributeValues(
                                Map.of(":event", LedgerItem.event(partition), ":beginning", LedgerItem.text(beginning)))
                        .scanIndexForward(false)
                        .limit(most))
                .items()
                .stream()
                .limit(most)
                .map(LedgerItem::new)
                .toList());
    }

    /**
     * All items of a partition whose sort keys have this beginning, as they are now.
     *
     * @param patience how long the call may take
     */
    List<LedgerItem> all(String partition, String beginning, Duration patience) {
        return answer(() -> client
                .queryPaginator(request -> request.tableName(name)
                        .keyConditionExpression("#event = :event AND begins_with(#subscriber, :beginning)")
                        .expressionAttributeNames(names("#event #subscriber"))
                        .expressionAttributeValues(
                                Map.of(":event", LedgerItem.event(partition), ":beginning", LedgerItem.text(beginning)))
                        .overrideConfiguration(limits -> limits.apiCallTimeout(patience))
                        .consistentRead(true))
                .items()
                .stream()
                .map(LedgerItem::new)
                .toList());
    }

    /** All items of one event as they are now, by sort key. */
    public List<LedgerItem> query(String event) {
        return answer(() -> client
                .queryPaginator(request -> request.tableName(name)
                        .keyConditionExpression("#event = :event")
                        .expressionAttributeNames(Map.of("#event", EVENT))
                        .expressionAttributeValues(Map.of(":event", LedgerItem.event(event)))
                        .consistentRead(true))
                .items()
                .stream()
                .map(LedgerItem::new)
                .toList());
    }

    /**
     * Removes one item, if the condition holds.
     *
     * @throws ConditionalCheckFailedException if the condition does not hold, or if there is no such item
     */
    void delete(Map<String, AttributeValue> key, String condition, Map<String, AttributeValue> values) {
        answer(() -> client.deleteItem(request -> request.tableName(name)
                .key(key)
                .conditionExpression(condition)
                .expressionAttributeNames(names(condition))
                .expressionAttributeValues(values)));
    }

    /** Removes all items of one subscriber. It reads the whole table, because there is no index by subscriber. */
    void deleteAll(String subscriber) {
        answer(() -> {
            client.scanPaginator(request -> request.tableName(name)
                            .filterExpression("#subscriber = :subscriber")
                            .projectionExpression("#event, #subscriber")
                            .expressionAttributeNames(names("#event #subscriber"))
                            .expressionAttributeValues(Map.of(":subscriber", AttributeValue.fromS(subscriber))))
                    .forEach(page -> delete(page.items()));
            return name;
        });
    }

    private void delete(List<Map<String, AttributeValue>> keys) {
        write(keys.stream()
                .map(key ->
                        WriteRequest.builder().deleteRequest(d -> d.key(key)).build()));
    }

    /** @throws IllegalStateException if DynamoDB repeatedly accepts no item of a batch */
    private void write(Stream<WriteRequest> requests) {
        Deque<WriteRequest> left = requests.collect(Collectors.toCollection(ArrayDeque::new));
        int refused = 0;
        int incomplete = 0;
        while (!left.isEmpty()) {
            List<WriteRequest> batch = Stream.generate(left::poll)
                    .limit(Math.min(BATCH, left.size()))
                    .toList();
            List<WriteRequest> unprocessed = client.batchWriteItem(request -> request.requestItems(Map.of(name, batch)))
                    .unprocessedItems()
                    .getOrDefault(name, List.of());
            refused = unprocessed.size() < batch.size() ? 0 : refused + 1;
            if (refused == MOST_REFUSALS) {
                throw new IllegalStateException("DynamoDB takes none of " + batch.size() + " writes");
            }
            left.addAll(unprocessed);
            if (unprocessed.isEmpty()) {
                incomplete = 0;
            } else {
                incomplete++;
                pause.accept(PAUSE.after(incomplete, ThreadLocalRandom.current()));
            }
        }
    }

    private static Map<String, String> names(String expressions) {
        return NAMES.computeIfAbsent(
                expressions,
                same -> NAME.matcher(same)
                        .results()
                        .collect(Collectors.toMap(MatchResult::group, name -> name.group(1), (one, equal) -> one)));
    }

    private <T> T answer(Supplier<T> call) {
        try {
            return call.get();
        } catch (ConditionalCheckFailedException e) {
            throw e;
        } catch (SdkException | IllegalStateException | RejectedExecutionException e) {
            // A closed client throws one of the last two, as after a stop.
            throw new LedgerUnavailableException("table " + name + " " + why(e), e);
        }
    }

    /** Whether the credentials do not allow the call. */
    static boolean isAccessDenied(Throwable failure) {
        return hasCode(failure, ACCESS_DENIED);
    }

    /** Whether the same call would be refused again. */
    static boolean isRefusal(Throwable failure) {
        return isAccessDenied(failure) || hasCode(failure, MALFORMED);
    }

    private static boolean hasCode(Throwable failure, String code) {
        return failure instanceof DynamoDbException refused
                && refused.awsErrorDetails() != null
                && code.equals(refused.awsErrorDetails().errorCode());
    }

    private static String why(RuntimeException failure) {
        if (failure instanceof ResourceNotFoundException) {
            return "does not exist: ledger.create = true makes it, ledger.table names another";
        } else if (isAccessDenied(failure)) {
            return "may not be used with these credentials: "
                    + ((DynamoDbException) failure).awsErrorDetails().errorMessage();
        }
        return "cannot be used: " + failure.getMessage();
    }
}
