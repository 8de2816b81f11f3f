package local.sqs;

import io.vertx.core.Future;
import local.http.HttpAnswer;

/** An SQS action. It refuses a call by throwing an {@link SqsException}, or by failing the future with one. */
@FunctionalInterface
interface Action {
    Future<HttpAnswer> answer(SqsCall call);
}
