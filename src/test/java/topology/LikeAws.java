package topology;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
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
public final class LikeAws implements ExecutionInterceptor {
    private static final String FOUR_DAYS = "345600";

    private static final Set<QueueAttributeName> FORGOTTEN = EnumSet.of(
            QueueAttributeName.POLICY,
            QueueAttributeName.MESSAGE_RETENTION_PERIOD,
            QueueAttributeName.KMS_MASTER_KEY_ID,
            QueueAttributeName.SQS_MANAGED_SSE_ENABLED,
            QueueAttributeName.DEDUPLICATION_SCOPE,
            QueueAttributeName.FIFO_THROUGHPUT_LIMIT);

    private static final Set<QueueAttributeName> REFUSED =
            EnumSet.of(QueueAttributeName.KMS_MASTER_KEY_ID, QueueAttributeName.SQS_MANAGED_SSE_ENABLED);

    private final Map<String, Map<QueueAttributeName, String>> kept = new ConcurrentHashMap<>();

    /** ElasticMQ refuses some of them, once the queue is there. */
    @Override
    public SdkRequest modifyRequest(Context.ModifyRequest context, ExecutionAttributes execution) {
        if (context.request() instanceof SetQueueAttributesRequest set) {
            keep(set.queueUrl(), set.attributes());
            Map<QueueAttributeName, String> rest = new HashMap<>(set.attributes());
            REFUSED.forEach(rest::remove);
            return set.toBuilder().attributes(rest).build();
        }
        return context.request();
    }

    @Override
    public SdkResponse modifyResponse(Context.ModifyResponse context, ExecutionAttributes execution) {
        SdkRequest request = context.request();
        if (request instanceof CreateQueueRequest create && context.response() instanceof CreateQueueResponse created) {
            keep(created.queueUrl(), create.attributes());
        } else if (request instanceof GetQueueAttributesRequest get
                && context.response() instanceof GetQueueAttributesResponse got) {
            Map<QueueAttributeName, String> all = new EnumMap<>(QueueAttributeName.class);
            all.put(QueueAttributeName.MESSAGE_RETENTION_PERIOD, FOUR_DAYS);
            all.put(QueueAttributeName.SQS_MANAGED_SSE_ENABLED, "true");
            all.putAll(got.attributes());
            all.putAll(kept.getOrDefault(get.queueUrl(), Map.of()));
            return got.toBuilder().attributes(all).build();
        }
        return context.response();
    }

    private void keep(String queueUrl, Map<QueueAttributeName, String> attributes) {
        Map<QueueAttributeName, String> queue = kept.computeIfAbsent(queueUrl, absent -> new ConcurrentHashMap<>());
        attributes.forEach((name, value) -> {
            if (FORGOTTEN.contains(name)) {
                queue.put(name, value);
            }
            // A queue has one kind of key or the other.
            if (name == QueueAttributeName.KMS_MASTER_KEY_ID && !value.isEmpty()) {
                queue.put(QueueAttributeName.SQS_MANAGED_SSE_ENABLED, "false");
            }
        });
    }
}
