package topology;

import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.camel.util.URISupport;

/** Who gets the events of a topic. */
public sealed interface Subscriber {
    /** What SNS calls the way to the subscriber. */
    String protocol();

    /** Whether SNS can deliver the event alone to it, without its envelope around. */
    default boolean takesRaw() {
        return Set.of("sqs", "http", "https", "firehose").contains(protocol());
    }

    /**
     * A queue that is made with its dead-letter queue.
     *
     * @param maxReceiveCount after how many receives SQS moves a message to the dead letters. It is a net underneath
     *     consumers, which give up earlier and say why.
     * @param settings what else is written of the queue
     */
    record OfQueue(Queue queue, int maxReceiveCount, QueueSettings settings) implements Subscriber {
        @Override
        public String protocol() {
            return "sqs";
        }

        @Override
        public String toString() {
            return queue.name();
        }
    }

    /**
     * What is there already: a web address, a mail address, a phone, a function.
     *
     * @param protocol one of those that SNS knows; {@code sqs} for a queue of others, which they make and open to the topic
     * @param endpoint the address, number or ARN
     * @param role the ARN of the role with which SNS writes to Firehose; {@code null} for other protocols
     * @param deadLetters the queue for what SNS cannot deliver, if there is one
     */
    record OfEndpoint(String protocol, String endpoint, String role, Optional<Queue> deadLetters)
            implements Subscriber {
        private static final Pattern PASSWORD = Pattern.compile("^(https?://[^:/@]*):[^@/]*@");

        /** How SNS lists the endpoint: it shows no password. */
        public String listed() {
            return PASSWORD.matcher(endpoint).replaceFirst("$1:****@");
        }

        /** Whether the endpoint holds what is nobody's business. */
        public boolean isSecret() {
            return !endpoint.equals(toString());
        }

        /** The endpoint as it may be shown: without passwords, keys and tokens. */
        @Override
        public String toString() {
            return URISupport.sanitizeUri(endpoint);
        }
    }
}
