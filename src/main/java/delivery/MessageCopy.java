package delivery;

import java.math.BigInteger;
import java.util.Map;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeNameForSends;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeValue;

/** Sends a received message to another place: body, trace and group untouched. */
final class MessageCopy {
    private MessageCopy() {}

    /**
     * Sends it.
     *
     * @param deduplicationId for a FIFO queue; {@code null} for a standard one
     * @return its sequence number in a FIFO queue; zero in a standard one
     */
    static BigInteger send(
            SqsClient client,
            String queue,
            Message message,
            Map<String, MessageAttributeValue> attributes,
            String deduplicationId) {
        Map<MessageSystemAttributeName, String> system = message.attributes();
        String trace = system.get(MessageSystemAttributeName.AWS_TRACE_HEADER);
        String sequence = client.sendMessage(request -> request.queueUrl(queue)
                        .messageBody(message.body())
                        .messageAttributes(attributes)
                        .messageSystemAttributes(
                                trace == null
                                        ? null
                                        : Map.of(
                                                MessageSystemAttributeNameForSends.AWS_TRACE_HEADER,
                                                MessageSystemAttributeValue.builder()
                                                        .dataType("String")
                                                        .stringValue(trace)
                                                        .build()))
                        .messageGroupId(system.get(MessageSystemAttributeName.MESSAGE_GROUP_ID))
                        .messageDeduplicationId(deduplicationId))
                .sequenceNumber();
        return sequence == null ? BigInteger.ZERO : new BigInteger(sequence);
    }
}
