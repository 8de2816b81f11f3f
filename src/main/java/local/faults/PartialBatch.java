package local.faults;

import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import local.http.HttpAnswer;

/**
 * A batch without some of its entries.
 *
 * @param remaining the body of a request with the other entries
 * @param nothingRemains whether there are no other entries
 * @param answerToNothing the service's answer to a batch without entries
 * @param withRefusals adds the refused entries to the body of an answer
 */
record PartialBatch(
        byte[] remaining, boolean nothingRemains, HttpAnswer answerToNothing, UnaryOperator<byte[]> withRefusals) {
    private static final String CHECKSUM_OF_THE_BODY = "x-amz-crc32";

    /** The answer to the remaining entries, with the refused entries added. An error stays unchanged. */
    HttpAnswer complete(HttpAnswer answer) {
        if (answer.status() != 200) {
            return answer;
        }
        Map<String, String> headers = new HashMap<>(answer.headers());
        headers.keySet().removeIf(CHECKSUM_OF_THE_BODY::equalsIgnoreCase);
        return new HttpAnswer(answer.status(), headers, withRefusals.apply(answer.body()));
    }
}
