package bench.harness;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The parts of a call that the counts need. Bodies are searched and not parsed, so that the proxy is no bottleneck. */
record AwsCall(String action, String queue, int entries, int waitSeconds) {
    private static final Pattern QUEUE = Pattern.compile("\"QueueUrl\":\"[^\"]*/([^\"/]*)\"");
    private static final Pattern WAIT = Pattern.compile("\"WaitTimeSeconds\":(\\d+)");
    private static final Pattern FORM_ACTION = Pattern.compile("(?:^|&)Action=(\\w+)");

    static AwsCall of(HttpServerRequest request, Buffer body) {
        String target = request.getHeader("X-Amz-Target");
        String text = body.toString(StandardCharsets.ISO_8859_1);
        if (target == null) {
            Matcher action = FORM_ACTION.matcher(text);
            String name = action.find() ? action.group(1) : "unknown";
            return new AwsCall("SNS." + name, "", name.endsWith("Batch") ? count(text, ".Id=") : 1, 0);
        }
        String name = target.substring(target.indexOf('.') + 1);
        if (target.startsWith("DynamoDB")) {
            return new AwsCall("DynamoDB." + name, "", items(name, text), 0);
        }
        boolean receives = name.equals("ReceiveMessage");
        return new AwsCall(
                "SQS." + name,
                find(QUEUE, text, ""),
                receives ? 0 : name.endsWith("Batch") ? count(text, "\"Id\":") : 1,
                receives ? Integer.parseInt(find(WAIT, text, "0")) : 0);
    }

    /** The queue, or the service if the call has no queue. */
    String target() {
        return queue.isEmpty() ? action.substring(0, action.indexOf('.')) : queue;
    }

    boolean receives() {
        return action.equals("SQS.ReceiveMessage");
    }

    /** The number of messages in the answer to a receive. */
    int entriesIn(Buffer answer) {
        return receives() ? count(answer.toString(StandardCharsets.ISO_8859_1), "\"MessageId\":") : 0;
    }

    private static String find(Pattern pattern, String text, String otherwise) {
        Matcher matcher = pattern.matcher(text);
        return matcher.find() ? matcher.group(1) : otherwise;
    }

    private static int items(String action, String text) {
        return switch (action) {
            case "BatchExecuteStatement" -> count(text, "\"Statement\":");
            case "BatchWriteItem" -> count(text, "\"PutRequest\":");
            default -> 1;
        };
    }

    private static int count(String text, String part) {
        int count = 0;
        for (int at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + part.length())) {
            count++;
        }
        return count;
    }
}
