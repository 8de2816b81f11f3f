package local.sqs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Future;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import local.http.HttpAnswer;

/** The actions on queues. ElasticMQ creates, lists and counts; the attributes are kept here. */
final class QueueActions {
    private static final String URL = "QueueUrl";
    private static final String ALL = "All";
    private static final Set<String> COUNTED_BY_ELASTIC_MQ = Set.of(
            "QueueArn",
            "CreatedTimestamp",
            "LastModifiedTimestamp",
            "ApproximateNumberOfMessages",
            "ApproximateNumberOfMessagesNotVisible",
            "ApproximateNumberOfMessagesDelayed");

    private final Queues queues;

    QueueActions(Queues queues) {
        this.queues = queues;
    }

    Map<String, Action> actions() {
        return Map.of(
                "CreateQueue", this::create,
                "SetQueueAttributes", this::set,
                "GetQueueAttributes", this::get,
                "DeleteQueue", this::delete,
                "ListQueues", this::list,
                "ListDeadLetterSourceQueues", this::sources);
    }

    private Future<HttpAnswer> create(SqsCall call) {
        String name = call.text("QueueName");
        Map<String, String> attributes = Json.strings(call.parameters().path("Attributes"));
        QueueSettings wanted = new QueueSettings(name, attributes);
        queues.checkRedrive(wanted, attributes);
        QueueSettings present = queues.find(name);
        if (present == null) {
            ObjectNode request = call.parameters().deepCopy();
            request.set("Attributes", Json.of(forElasticMq(wanted, attributes)));
            return call.forward(request).onSuccess(created -> queues.add(wanted));
        }
        present.difference(attributes).ifPresent(attribute -> {
            throw SqsException.refused(
                    "QueueNameExists",
                    "A queue already exists with the same name and a different value for attribute " + attribute);
        });
        return call.ask("GetQueueUrl", Json.object().put("QueueName", name)).map(JsonProtocol::answer);
    }

    private Future<HttpAnswer> set(SqsCall call) {
        QueueSettings queue = queues.at(call.text(URL));
        Map<String, String> attributes = Json.strings(call.parameters().path("Attributes"));
        queue.check(attributes);
        queues.checkRedrive(queue, attributes);
        ObjectNode request = call.parameters().deepCopy();
        // ElasticMQ gets the call even without attributes, so that it records the time of the change.
        request.set("Attributes", Json.of(forElasticMq(queue, attributes)));
        return call.forward(request).onSuccess(done -> queue.change(attributes));
    }

    private Future<HttpAnswer> get(SqsCall call) {
        QueueSettings queue = queues.at(call.text(URL));
        Set<String> names = new HashSet<>();
        call.parameters().path("AttributeNames").forEach(name -> names.add(known(name.asText())));
        ObjectNode request = Json.object().put(URL, call.text(URL));
        request.putArray("AttributeNames").add(ALL);
        return call.forward(request).map(answer -> {
            Map<String, String> all =
                    new TreeMap<>(Json.strings(Json.answer(answer.body()).path("Attributes")));
            all.keySet().retainAll(COUNTED_BY_ELASTIC_MQ);
            all.putAll(queue.reported());
            if (!names.contains(ALL)) {
                all.keySet().retainAll(names);
            }
            ObjectNode reported = Json.object();
            if (!all.isEmpty()) {
                reported.set("Attributes", Json.of(all));
            }
            return JsonProtocol.answer(reported);
        });
    }

    private Future<HttpAnswer> delete(SqsCall call) {
        QueueSettings queue = queues.at(call.text(URL));
        return call.forward().onSuccess(done -> queues.remove(queue));
    }

    private Future<HttpAnswer> list(SqsCall call) {
        Page.check(call.parameters());
        ObjectNode request = Json.object();
        Optional.ofNullable(call.parameters().get("QueueNamePrefix"))
                .ifPresent(prefix -> request.set("QueueNamePrefix", prefix));
        return call.forward(request).map(answer -> {
            Map<String, JsonNode> urls = new TreeMap<>();
            Json.answer(answer.body()).path("QueueUrls").forEach(url -> urls.put(Queues.name(url.asText()), url));
            return JsonProtocol.answer(Page.of("QueueUrls", urls, call.parameters()));
        });
    }

    private Future<HttpAnswer> sources(SqsCall call) {
        String url = call.text(URL);
        QueueSettings queue = queues.at(url);
        Page.check(call.parameters());
        String before = url.substring(0, url.length() - queue.queue().length());
        List<String> sources = queues.sourcesOf(queue.queue());
        Map<String, JsonNode> urls = sources.stream()
                .collect(Collectors.toMap(
                        source -> source, source -> Json.text(before + source), (a, b) -> a, TreeMap::new));
        return Future.succeededFuture(JsonProtocol.answer(Page.of("queueUrls", urls, call.parameters())));
    }

    private static String known(String name) {
        if (!name.equals(ALL) && !COUNTED_BY_ELASTIC_MQ.contains(name) && !QueueAttribute.exists(name)) {
            throw SqsException.unknownAttribute(name);
        }
        return name;
    }

    /** The attributes that ElasticMQ acts on, in the form that ElasticMQ accepts. */
    private static Map<String, String> forElasticMq(QueueSettings queue, Map<String, String> attributes) {
        Map<String, String> some = new TreeMap<>();
        attributes.forEach((name, value) -> {
            if (!QueueAttribute.checked(name, value, queue.isFifo()).elasticMqActs()) {
                return;
            }
            if (!name.equals(RedrivePolicy.ATTRIBUTE)) {
                some.put(name, value);
            } else if (!value.isEmpty()) {
                some.put(name, RedrivePolicy.parse(value).json());
            } else {
                queue.redrive()
                        .ifPresent(policy -> some.put(name, policy.nearlyNone().json()));
            }
        });
        return some;
    }
}
