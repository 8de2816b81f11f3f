package local.sqs;

import io.vertx.core.Future;
import local.http.HttpAnswer;

/** What an action does; a refusal is thrown, or a failure of the future. */
@FunctionalInterface
interface Action {
    Future<HttpAnswer> answer(SqsCall call);
}
