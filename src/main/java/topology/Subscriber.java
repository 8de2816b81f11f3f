package topology;

import event.MessageLimits;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.camel.util.URISupport;

/** A receiver of a topic's events. */
public sealed interface Subscriber {
    /** The SNS protocol of the subscriber. */
    String protocol();

    /** Whether SNS can deliver the event without its envelope. */
    default boolean takesRaw() {
        return Set.of("sqs", "http", "https", "firehose").contains(protocol());
    }

    /** Whether SNS lets it subscribe to a topic for events of more than {@link MessageLimits#SNS_BYTES}. */
    default boolean takesLargeEvents() {
        return Set.of("sqs", "lambda", "firehose").contains(protocol());
    }

    /**
     * A queue, created together with its dead-letter queue.
     *
     * @param line what the user wrote of the queue
     * @param undelivered the queue for events that SNS cannot deliver, {@code none}, or {@value #KEPT} to keep what others
     *     have set; empty if the user wrote nothing
     */
    record OfQueue(QueueLine line, Optional<String> undelivered) implements Subscriber {
        static final String KEPT = "kept";

        public Queue queue() {
            return line.queue();
        }

        @Override
        public String protocol() {
            return "sqs";
        }

        @Override
        public String toString() {
            return queue().name();
        }
    }

    /**
     * An endpoint that exists already: a URL, a mail address, a phone number, a function.
     *
     * @param protocol the SNS protocol; {@code sqs} for a queue that others create and allow the topic to send to
     * @param endpoint the address, number or ARN
     * @param role the ARN of the role with which SNS writes to Firehose; {@code null} for other protocols
     * @param deadLetters the queue for events that SNS cannot deliver, if there is one
     */
    record OfEndpoint(String protocol, String endpoint, String role, Optional<Queue> deadLetters)
            implements Subscriber {
        private static final Pattern PASSWORD = Pattern.compile("^(https?://[^:/@]*):[^@/]*@");

        /** The endpoint as SNS lists it, with the password hidden. */
        public String listed() {
            return PASSWORD.matcher(endpoint).replaceFirst("$1:****@");
        }

        /** Whether the endpoint contains a secret. */
        public boolean isSecret() {
            return !endpoint.equals(toString());
        }

        /** The endpoint without passwords, keys and tokens. */
        @Override
        public String toString() {
            return URISupport.sanitizeUri(endpoint);
        }
    }
}
