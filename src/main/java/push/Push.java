package push;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import process.Json;

/**
 * A message that SNS sends to an HTTP subscriber.
 *
 * @see <a href="https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html">formats</a>
 */
record Push(String body, JsonNode json) {
    private static final String NOTIFICATION = "Notification";
    private static final String CONFIRMATION = "SubscriptionConfirmation";
    private static final Set<String> TYPES = Set.of(NOTIFICATION, CONFIRMATION, "UnsubscribeConfirmation");
    private static final List<String> EACH_HAS =
            List.of("MessageId", "TopicArn", "Message", "Timestamp", "SignatureVersion", "Signature", "SigningCertURL");
    private static final List<String> SIGNED_OF_A_NOTIFICATION =
            List.of("Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type");
    private static final List<String> SIGNED_OF_A_QUESTION =
            List.of("Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type");

    /** @throws PushRefusedException if the body is not a message of SNS */
    static Push parse(String body) {
        JsonNode json;
        try {
            json = Json.read(body);
        } catch (JsonProcessingException e) {
            throw PushRefusedException.malformed("the body is not JSON");
        }
        if (!TYPES.contains(json.path("Type").asText())) {
            throw PushRefusedException.malformed(
                    "the body is not an SNS message; a subscription with raw delivery has no signature"
                            + " to verify: set raw = false in its fan-out");
        }
        for (String name : EACH_HAS) {
            if (!json.path(name).isTextual()) {
                throw PushRefusedException.malformed(name + " is missing");
            }
        }
        if (json.path("Type").asText().equals(CONFIRMATION)
                && !json.path("Token").isTextual()) {
            throw PushRefusedException.malformed("Token is missing");
        }
        return new Push(body, json);
    }

    boolean isNotification() {
        return text("Type").equals(NOTIFICATION);
    }

    boolean isConfirmation() {
        return text("Type").equals(CONFIRMATION);
    }

    String messageId() {
        return text("MessageId");
    }

    String topicArn() {
        return text("TopicArn");
    }

    String token() {
        return text("Token");
    }

    String signature() {
        return text("Signature");
    }

    String signatureVersion() {
        return text("SignatureVersion");
    }

    /** @throws PushRefusedException if the timestamp cannot be parsed */
    Instant timestamp() {
        try {
            return Instant.parse(text("Timestamp"));
        } catch (DateTimeParseException e) {
            throw PushRefusedException.malformed("Timestamp is not a time: " + text("Timestamp"));
        }
    }

    /** @throws PushRefusedException if the URL cannot be parsed */
    URI certificate() {
        try {
            return new URI(text("SigningCertURL"));
        } catch (URISyntaxException e) {
            throw PushRefusedException.malformed("SigningCertURL is not a URL");
        }
    }

    /** The text that SNS has signed. */
    String signedText() {
        return (isNotification() ? SIGNED_OF_A_NOTIFICATION : SIGNED_OF_A_QUESTION)
                .stream()
                        .filter(json::hasNonNull)
                        .map(name -> name + "\n" + text(name) + "\n")
                        .collect(Collectors.joining());
    }

    private String text(String name) {
        return json.path(name).asText();
    }
}
