package local.dynamodb;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** One of DynamoDB's operations. */
@FunctionalInterface
interface Operation {
    /** The answer; a refusal is a {@link ServiceError}. */
    ObjectNode answer(Request request);
}
