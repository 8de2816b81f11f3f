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
            QueueAttributeName.FIFO_THROUGHPUT_LIMIT,
            QueueAttributeName.MAXIMUM_MESSAGE_SIZE,
            QueueAttributeName.KMS_DATA_KEY_REUSE_PERIOD_SECONDS,
            QueueAttributeName.REDRIVE_ALLOW_POLICY);

    private static final Set<QueueAttributeName> REFUSED = EnumSet.of(
            QueueAttributeName.KMS_MASTER_KEY_ID,
            QueueAttributeName.SQS_MANAGED_SSE_ENABLED,
            QueueAttributeName.MAXIMUM_MESSAGE_SIZE,
            QueueAttributeName.KMS_DATA_KEY_REUSE_PERIOD_SECONDS,
            QueueAttributeName.REDRIVE_ALLOW_POLICY);

    private final Map<String, Map<QueueAttributeName, String>> kept = new ConcurrentHashMap<>();
    private final ThreadLocal<Map<QueueAttributeName, String>> asked = ThreadLocal.withInitial(Map::of);

    /** ElasticMQ refuses some of them, once the queue is there. */
    @Override
    public SdkRequest modifyRequest(Context.ModifyRequest context, ExecutionAttributes execution) {
        if (context.request() instanceof SetQueueAttributesRequest set) {
            keep(set.queueUrl(), set.attributes());
            return set.toBuilder().attributes(accepted(set.attributes())).build();
        }
        if (context.request() instanceof CreateQueueRequest create) {
            asked.set(create.attributes());
            return create.toBuilder().attributes(accepted(create.attributes())).build();
        }
        return context.request();
    }

    @Override
    public SdkResponse modifyResponse(Context.ModifyResponse context, ExecutionAttributes execution) {
        SdkRequest request = context.request();
        if (request instanceof CreateQueueRequest && context.response() instanceof CreateQueueResponse created) {
            keep(created.queueUrl(), asked.get());
        } else if (request instanceof GetQueueAttributesRequest get
                && context.response() instanceof GetQueueAttributesResponse got) {
            Map<QueueAttributeName, String> all = new EnumMap<>(QueueAttributeName.class);
            all.put(QueueAttributeName.MESSAGE_RETENTION_PERIOD, FOUR_DAYS);
            all.put(QueueAttributeName.SQS_MANAGED_SSE_ENABLED, "true");
            all.put(QueueAttributeName.MAXIMUM_MESSAGE_SIZE, "1048576");
            all.putAll(got.attributes());
            all.putAll(kept.getOrDefault(get.queueUrl(), Map.of()));
            all.values().removeIf(String::isEmpty);
            return got.toBuilder().attributes(all).build();
        }
        return context.response();
    }

    private static Map<QueueAttributeName, String> accepted(Map<QueueAttributeName, String> attributes) {
        Map<QueueAttributeName, String> accepted = new HashMap<>(attributes);
        REFUSED.forEach(accepted::remove);
        return accepted;
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
