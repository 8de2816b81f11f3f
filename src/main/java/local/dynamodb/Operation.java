package local.dynamodb;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** One of DynamoDB's operations. */
@FunctionalInterface
interface Operation {
    /** Answers a request, or throws a {@link ServiceError} to refuse it. */
    ObjectNode answer(Request request);
}
