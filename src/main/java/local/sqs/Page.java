package local.sqs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;

/**
 * One page of a listing of queues.
 *
 * <p>The token names the last queue shown, so that a listing stays correct while queues are created and deleted.
 */
final class Page {
    private static final String SIZE = "MaxResults";
    private static final String TOKEN = "NextToken";
    private static final int LARGEST = 1000;

    private Page() {}

    /** Refuses a size that is out of bounds, and a malformed token. */
    static void check(JsonNode request) {
        Limits.within(request, SIZE, 1, LARGEST, "MaxResults must be an integer between 1 and 1000.");
        after(request);
    }

    /**
     * The answer to a request for a page.
     *
     * @param field the field for the URLs
     * @param urls the URLs by the names of the queues, in their order
     */
    static ObjectNode of(String field, Map<String, JsonNode> urls, JsonNode request) {
        String after = after(request);
        int size = request.path(SIZE).asInt(LARGEST);
        ObjectNode answer = Json.object();
        ArrayNode page = answer.putArray(field);
        String last = "";
        for (Map.Entry<String, JsonNode> url : urls.entrySet()) {
            if (url.getKey().compareTo(after) <= 0) {
                continue;
            }
            if (page.size() == size) {
                // A caller that sets no page size gets the first page and no token.
                return request.has(SIZE) ? answer.put(TOKEN, encoded(last)) : answer;
            }
            page.add(url.getValue());
            last = url.getKey();
        }
        return answer;
    }

    private static String after(JsonNode request) {
        String token = request.path(TOKEN).asText("");
        try {
            return new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw SqsException.invalidParameter("Invalid NextToken value.");
        }
    }

    private static String encoded(String name) {
        return Base64.getUrlEncoder().encodeToString(name.getBytes(StandardCharsets.UTF_8));
    }
}
