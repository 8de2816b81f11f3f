package ledger;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;

/**
 * The DynamoDB table that is the ledger: partition key {@code event}, sort key {@code subscriber}, both texts, and
 * {@code expiry}, the time to live.
 */
public final class LedgerTable {
    /** Names are placeholders in every expression, since many of them are reserved words of DynamoDB. */
    private static final Pattern NAME = Pattern.compile("#(\\w+)");

    private final DynamoDbClient client;
    private final String name;
    private final Duration retention;

    /**
     * @param retention how long an item is kept after it was last written. It must exceed the time that a message can
     *     stay in its queue, at most 14 days, or a duplicate finds nothing and is handled again.
     */
    public LedgerTable(DynamoDbClient client, String name, Duration retention) {
        this.client = client;
        this.name = name;
        this.retention = retention;
    }

    /** When an item that is written now is to be forgotten: seconds since 1970, as DynamoDB's time to live wants it. */
    AttributeValue expiry(Instant now) {
        return LedgerItem.number(now.plus(retention).getEpochSecond());
    }

    /**
     * Changes one item, if the condition holds.
     *
     * @param expression an update expression; {@code #x} stands for the attribute {@code x}, here and in the condition
     * @return the attributes that were written
     * @throws ConditionalCheckFailedException with the item as it is
     * @throws LedgerUnavailableException if it cannot be known whether the write was done
     */
    LedgerItem update(
            Map<String, AttributeValue> key, String expression, String condition, Map<String, AttributeValue> values) {
        return new LedgerItem(answer(() -> client.updateItem(request -> request.tableName(name)
                        .key(key)
                        .updateExpression(expression)
                        .conditionExpression(condition)
                        .expressionAttributeNames(names(expression + condition))
                        .expressionAttributeValues(values)
                        .returnValues(ReturnValue.UPDATED_NEW)
                        .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD)))
                .attributes());
    }

    private static Map<String, String> names(String expressions) {
        return NAME.matcher(expressions)
                .results()
                .collect(Collectors.toMap(MatchResult::group, name -> name.group(1), (one, same) -> one));
    }

    private <T> T answer(Supplier<T> call) {
        try {
            return call.get();
        } catch (ConditionalCheckFailedException e) {
            throw e;
        } catch (SdkException e) {
            throw new LedgerUnavailableException("table " + name + " does not answer: " + e.getMessage(), e);
        }
    }
}
