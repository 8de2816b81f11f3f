package local.sns;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * The JSON that SNS wraps a message in, unless delivery is raw. Its
 * <a href="https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html">formats</a> differ by type.
 */
final class Envelope {
    private static final DateTimeFormatter TIMESTAMP =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);
    private static final List<String> SIGNED =
            List.of("Message", "MessageId", "Subject", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type");

    private final MessageSigner signer;
    private final Supplier<URI> endpoint;

    Envelope(MessageSigner signer, Supplier<URI> endpoint) {
        this.signer = signer;
        this.endpoint = endpoint;
    }

    /** What the subscriber gets: the bare text or the envelope. */
    String body(Delivery delivery) {
        return delivery.isRaw() ? delivery.text() : wrap(delivery);
    }

    String wrap(Delivery delivery) {
        Message message = delivery.message();
        Subscriber to = delivery.to();
        ObjectNode json = Json.object();
        json.put("Type", message.type().name());
        json.put("MessageId", message.id());
        putUnlessNull(json, "Token", message.token());
        putUnlessNull(json, "SequenceNumber", message.sequenceNumber());
        json.put("TopicArn", to.topicArn());
        putUnlessNull(json, "Subject", message.subject());
        json.put("Message", delivery.text());
        if (message.token() != null) {
            json.put(
                    "SubscribeURL",
                    url("ConfirmSubscription", "TopicArn", to.topicArn()) + "&Token=" + message.token());
        }
        json.put("Timestamp", TIMESTAMP.format(message.timestamp()));
        // FIFO topics do not sign.
        if (!message.isOfFifoTopic()) {
            json.put("SignatureVersion", to.signatureVersion());
            json.put("Signature", signer.sign(textToSign(json), to.signatureVersion()));
            json.put("SigningCertURL", endpoint.get() + MessageSigner.CERTIFICATE_PATH);
        }
        if (message.type() == Message.Type.Notification) {
            json.put("UnsubscribeURL", url("Unsubscribe", "SubscriptionArn", to.subscriptionArn()));
        }
        if (!message.attributes().isEmpty()) {
            ObjectNode attributes = json.putObject("MessageAttributes");
            message.attributes()
                    .forEach((name, attribute) -> attributes
                            .putObject(name)
                            .put("Type", attribute.type())
                            .put("Value", attribute.value()));
        }
        return json.toPrettyString();
    }

    private static String textToSign(ObjectNode json) {
        return SIGNED.stream()
                .filter(json::has)
                .map(name -> name + "\n" + json.get(name).asText() + "\n")
                .collect(Collectors.joining());
    }

    private String url(String action, String parameter, String arn) {
        return endpoint.get() + "/?Action=" + action + "&" + parameter + "="
                + URLEncoder.encode(arn, StandardCharsets.UTF_8);
    }

    private static void putUnlessNull(ObjectNode json, String name, String value) {
        if (value != null) {
            json.put(name, value);
        }
    }
}
