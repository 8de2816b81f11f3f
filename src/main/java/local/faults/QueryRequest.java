package local.faults;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import local.http.HttpAnswer;
import local.http.HttpCall;

/** A request to SNS, in AWS's query protocol: a form in, XML out. */
record QueryRequest(Map<String, String> fields) implements AwsRequest {
    private static final String NAMESPACE = "http://sns.amazonaws.com/doc/2010-03-31/";
    private static final Pattern ENTRY = Pattern.compile("PublishBatchRequestEntries\\.member\\.(\\d+)\\.(.+)");
    private static final int ANY_NUMBER_OF_FIELDS = Integer.MAX_VALUE;

    static QueryRequest of(HttpCall call) {
        Map<String, String> fields = new LinkedHashMap<>();
        new QueryStringDecoder(call.text(), StandardCharsets.UTF_8, false, ANY_NUMBER_OF_FIELDS)
                .parameters()
                .forEach((name, values) -> fields.put(name, values.get(0)));
        return new QueryRequest(fields);
    }

    @Override
    public String action() {
        return fields.getOrDefault("Action", "");
    }

    @Override
    public ObjectNode parameters() {
        ObjectNode parameters = JsonNodeFactory.instance.objectNode();
        fields.forEach(parameters::put);
        return parameters;
    }

    @Override
    public HttpAnswer error(int status, String code, String message) {
        return xml(status, """
                <ErrorResponse xmlns="%s"><Error><Type>%s</Type><Code>%s</Code><Message>%s</Message></Error>\
                <RequestId>refused</RequestId></ErrorResponse>""".formatted(NAMESPACE, status < 500 ? "Sender" : "Receiver", code, message));
    }

    @Override
    public HttpAnswer throttled() {
        return error(400, "Throttling", "Rate exceeded");
    }

    @Override
    public HttpAnswer internalError() {
        return error(500, "InternalError", "Internal server error");
    }

    @Override
    public Optional<PartialBatch> without(IntPredicate refused) {
        if (!action().equals("PublishBatch")) {
            return Optional.empty();
        }
        Map<String, String> remaining = new LinkedHashMap<>();
        SortedMap<Integer, Map<String, String>> entries = new TreeMap<>();
        fields.forEach((name, value) -> {
            Matcher entry = ENTRY.matcher(name);
            if (entry.matches()) {
                entries.computeIfAbsent(Integer.valueOf(entry.group(1)), number -> new LinkedHashMap<>())
                        .put(entry.group(2), value);
            } else {
                remaining.put(name, value);
            }
        });
        List<String> refusedIds = new ArrayList<>();
        int position = 0;
        int member = 0;
        for (Map<String, String> entry : entries.values()) {
            if (refused.test(position++)) {
                refusedIds.add(entry.get("Id"));
            } else {
                String prefix = "PublishBatchRequestEntries.member." + ++member + ".";
                entry.forEach((name, value) -> remaining.put(prefix + name, value));
            }
        }
        return Optional.of(new PartialBatch(
                form(remaining), member == 0, emptyResult(), answer -> PublishBatchAnswer.with(refusedIds, answer)));
    }

    private static HttpAnswer emptyResult() {
        return xml(200, """
                <PublishBatchResponse xmlns="%s"><PublishBatchResult><Successful/><Failed/></PublishBatchResult>\
                <ResponseMetadata><RequestId>refused</RequestId></ResponseMetadata></PublishBatchResponse>""".formatted(NAMESPACE));
    }

    private static HttpAnswer xml(int status, String body) {
        return HttpAnswer.of(status, "text/xml", body);
    }

    private static byte[] form(Map<String, String> fields) {
        return fields.entrySet().stream()
                .map(field -> encoded(field.getKey()) + "=" + encoded(field.getValue()))
                .collect(Collectors.joining("&"))
                .getBytes(StandardCharsets.UTF_8);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
