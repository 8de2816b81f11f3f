package local.faults;

import java.util.function.UnaryOperator;
import local.http.HttpAnswer;

/**
 * A batch from which entries were taken out.
 *
 * @param remaining the body of a request with the other entries
 * @param nothingRemains whether there are no other entries
 * @param answerToNothing how the service would answer if it were asked to do nothing
 * @param withRefusals adds the refused entries to the body of an answer
 */
record PartialBatch(
        byte[] remaining, boolean nothingRemains, HttpAnswer answerToNothing, UnaryOperator<byte[]> withRefusals) {
    /** The answer to the remaining entries, completed by the refused ones; an error stays as it is. */
    HttpAnswer complete(HttpAnswer answer) {
        return answer.status() == 200
                ? new HttpAnswer(answer.status(), answer.headers(), withRefusals.apply(answer.body()))
                : answer;
    }
}
