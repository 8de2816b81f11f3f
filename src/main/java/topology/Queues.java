package topology;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueDoesNotExistException;
import software.amazon.awssdk.services.sqs.model.QueueNameExistsException;

/** Makes queues exist, and of their attributes those that are written. */
final class Queues {
    /** The longest that SQS keeps a message: a standard queue's dead letters keep the age they had. */
    private static final String FOURTEEN_DAYS = "1209600";

    private final SqsClient sqs;
    private final Provisioned provisioned;

    Queues(SqsClient sqs, Provisioned provisioned) {
        this.sqs = sqs;
        this.provisioned = provisioned;
    }

    /** A queue as SQS reports it. */
    record Existing(String name, String url, Map<QueueAttributeName, String> attributes, boolean created) {
        String arn() {
            return attributes.get(QueueAttributeName.QUEUE_ARN);
        }

        /**
         * Whether the endpoint says which policy a queue has. AWS reports no policy if there is none, but it reports
         * the retention of every queue; an endpoint that does not report that keeps no policies either. There, a
         * policy is sent to a queue that was just created, and never again.
         */
        boolean reportsItsPolicy() {
            return created || attributes.containsKey(QueueAttributeName.MESSAGE_RETENTION_PERIOD);
        }
    }

    /** The queue, created if it is not there. */
    Existing queue(Queue queue) {
        return existing(queue).orElseGet(() -> created(queue, new EnumMap<>(QueueAttributeName.class)));
    }

    /** The dead-letter queue, created if it is not there. */
    Existing deadLetters(Queue queue) {
        return existing(queue).orElseGet(() -> {
            Map<QueueAttributeName, String> attributes = new EnumMap<>(QueueAttributeName.class);
            attributes.put(QueueAttributeName.MESSAGE_RETENTION_PERIOD, FOURTEEN_DAYS);
            return created(queue, attributes);
        });
    }

    /** Makes the topic and the queue's redrive policy so, in at most one call. */
    void allow(String topicArn, Existing queue, Optional<RedrivePolicy> redrive) {
        Map<QueueAttributeName, String> changes = new EnumMap<>(QueueAttributeName.class);
        QueuePolicy reported = QueuePolicy.of(queue.attributes().get(QueueAttributeName.POLICY));
        QueuePolicy wanted = reported.allowing(topicArn, queue.arn());
        if (queue.reportsItsPolicy() && !wanted.equals(reported)) {
            changes.put(QueueAttributeName.POLICY, wanted.json());
        }
        redrive.ifPresent(policy -> {
            RedrivePolicy there = RedrivePolicy.of(queue.attributes().get(QueueAttributeName.REDRIVE_POLICY));
            if (there.leadsElsewhereThan(policy)) {
                provisioned.left("left the redrive policy of queue %s, which leads to %s"
                        .formatted(queue.name(), there.deadLetterTargetArn()));
            } else if (!there.equals(policy)) {
                changes.put(QueueAttributeName.REDRIVE_POLICY, policy.json());
            }
        });
        if (!changes.isEmpty()) {
            sqs.setQueueAttributes(request -> request.queueUrl(queue.url()).attributes(changes));
            if (!queue.created()) {
                changes.keySet()
                        .forEach(name -> provisioned.changed("changed %s of queue %s".formatted(name, queue.name())));
            }
        }
    }

    private Optional<Existing> existing(Queue queue) {
        try {
            String url =
                    sqs.getQueueUrl(request -> request.queueName(queue.name())).queueUrl();
            return Optional.of(reported(queue, url, false));
        } catch (QueueDoesNotExistException e) {
            return Optional.empty();
        }
    }

    private Existing created(Queue queue, Map<QueueAttributeName, String> attributes) {
        if (queue.isFifo()) {
            attributes.put(QueueAttributeName.FIFO_QUEUE, "true");
        }
        try {
            String url = sqs.createQueue(
                            request -> request.queueName(queue.name()).attributes(attributes))
                    .queueUrl();
            provisioned.changed("created queue " + queue.name());
            return reported(queue, url, true);
        } catch (QueueNameExistsException e) {
            // Another instance was faster, and someone gave the queue other attributes since: that one is respected.
            return existing(queue).orElseThrow(() -> e);
        }
    }

    private Existing reported(Queue queue, String url, boolean created) {
        return new Existing(
                queue.name(),
                url,
                sqs.getQueueAttributes(request -> request.queueUrl(url).attributeNames(QueueAttributeName.ALL))
                        .attributes(),
                created);
    }
}
