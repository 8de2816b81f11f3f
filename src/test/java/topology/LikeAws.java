package topology;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.sqs.model.CreateQueueRequest;
import software.amazon.awssdk.services.sqs.model.CreateQueueResponse;
import software.amazon.awssdk.services.sqs.model.GetQueueAttributesRequest;
import software.amazon.awssdk.services.sqs.model.GetQueueAttributesResponse;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.SetQueueAttributesRequest;

/** Keeps and reports the attributes of queues that AWS keeps and ElasticMQ forgets. */
final class LikeAws implements ExecutionInterceptor {
    private static final String FOUR_DAYS = "345600";

    private final Map<String, Map<QueueAttributeName, String>> kept = new ConcurrentHashMap<>();

    @Override
    public SdkResponse modifyResponse(Context.ModifyResponse context, ExecutionAttributes execution) {
        SdkRequest request = context.request();
        if (request instanceof CreateQueueRequest create && context.response() instanceof CreateQueueResponse created) {
            keep(created.queueUrl(), create.attributes());
        } else if (request instanceof SetQueueAttributesRequest set) {
            keep(set.queueUrl(), set.attributes());
        } else if (request instanceof GetQueueAttributesRequest get
                && context.response() instanceof GetQueueAttributesResponse got) {
            Map<QueueAttributeName, String> all = new EnumMap<>(QueueAttributeName.class);
            all.put(QueueAttributeName.MESSAGE_RETENTION_PERIOD, FOUR_DAYS);
            all.putAll(got.attributes());
            all.putAll(kept.getOrDefault(get.queueUrl(), Map.of()));
            return got.toBuilder().attributes(all).build();
        }
        return context.response();
    }

    private void keep(String queueUrl, Map<QueueAttributeName, String> attributes) {
        attributes.forEach((name, value) -> {
            if (name == QueueAttributeName.POLICY || name == QueueAttributeName.MESSAGE_RETENTION_PERIOD) {
                kept.computeIfAbsent(queueUrl, absent -> new ConcurrentHashMap<>())
                        .put(name, value);
            }
        });
    }
}
