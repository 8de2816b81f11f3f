package topology;

import aws.Fifo;
import configuration.Rule;
import configuration.Rules;
import java.util.regex.Pattern;

/**
 * The names that SQS and SNS allow for queues and topics.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_CreateQueue.html">CreateQueue</a>
 * @see <a href="https://docs.aws.amazon.com/sns/latest/api/API_CreateTopic.html">CreateTopic</a>
 */
public final class Names {
    private static final String DEAD_LETTERS = "-dead-letters";
    private static final int QUEUE_LENGTH = 80;
    private static final int TOPIC_LENGTH = 256;

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]+");
    private static final Pattern TOPIC_ARN = Pattern.compile("arn:aws[a-z-]*:sns:[a-z0-9-]+:\\d{12}:(?<name>.+)");

    private static final Pattern QUEUE_ARN = Pattern.compile("arn:aws[a-z-]*:sqs:[a-z0-9-]+:\\d{12}:.+");

    private Names() {}

    /** Accepts the name of any queue. */
    public static Rule queue() {
        return Rules.rule(
                "a queue name: 1 to 80 letters, digits, - and _, with .fifo at the end for a FIFO queue",
                Names::isQueue);
    }

    /** Accepts the name of a queue, or {@code none}. */
    public static Rule queueOrNone() {
        return Rules.rule(
                "none, or a queue name: 1 to 80 letters, digits, - and _, with .fifo at the end for a FIFO queue",
                Names::isQueue);
    }

    /** Accepts the name of a queue, or its ARN. */
    static Rule queueOrArn() {
        return Rules.rule(
                "a queue's name or its ARN",
                queue -> isQueue(queue)
                        || (QUEUE_ARN.matcher(queue).matches()
                                && isQueue(queue.substring(queue.lastIndexOf(':') + 1))));
    }

    /** Accepts any queue to consume: its name, or the ARN or URL of a queue of another account. */
    static Rule queueToConsume() {
        return Rules.rule(
                "a queue name: 1 to 80 letters, digits, - and _, with .fifo at the end for a FIFO queue; or the ARN or URL of one of another account",
                name -> isQueue(Queue.of(name).plainName()));
    }

    /** Accepts a standard queue to consume: its name, or the ARN or URL of a queue of another account. */
    public static Rule standardQueue() {
        return Rules.rule(
                "the name of a standard queue: 1 to 80 letters, digits, - and _, without .fifo; or the ARN or URL of one of another account",
                name -> isQueue(Queue.of(name).plainName()) && !Fifo.is(name));
    }

    /** Accepts a FIFO queue to consume: its name, or the ARN or URL of a queue of another account. */
    public static Rule fifoQueue() {
        return Rules.rule(
                "the name of a FIFO queue: 1 to 80 letters, digits, - and _, with .fifo at the end; or the ARN or URL of one of another account",
                name -> isQueue(Queue.of(name).plainName()) && Fifo.is(name));
    }

    /**
     * Accepts the name of a queue, short enough to leave room for the name of its {@linkplain #deadLetters dead-letter
     * queue}.
     */
    public static Rule queueWithDeadLetters() {
        return Rules.rule(
                "a queue name: 1 to %d letters, digits, - and _, with .fifo at the end for a FIFO queue"
                        .formatted(QUEUE_LENGTH - DEAD_LETTERS.length()),
                name -> isQueue(name) && isQueue(deadLetters(name)));
    }

    /** Accepts a topic's name, or its ARN for another account or region. */
    public static Rule topic() {
        return Rules.rule(
                "a topic's name (1 to 256 letters, digits, - and _, with .fifo at the end for a FIFO topic) or its ARN",
                topic -> isTopic(topicName(topic)));
    }

    /** Accepts the name of a topic of this account and region. */
    static Rule ownTopic() {
        return Rules.rule(
                "a topic's name: 1 to 256 letters, digits, - and _, with .fifo at the end for a FIFO topic",
                Names::isTopic);
    }

    /** Accepts the name or ARN of a standard topic. */
    public static Rule standardTopic() {
        return Rules.rule(
                "the name of a standard topic (1 to 256 letters, digits, - and _, without .fifo) or its ARN",
                topic -> isTopic(topicName(topic)) && !Fifo.is(topic));
    }

    /** Whether a topic is given by its ARN. */
    public static boolean isTopicArn(String topic) {
        return TOPIC_ARN.matcher(topic).matches();
    }

    /** The name of a topic, from its name or ARN. */
    public static String topicName(String topic) {
        var arn = TOPIC_ARN.matcher(topic);
        return arn.matches() ? arn.group("name") : topic;
    }

    /** The name of a queue's dead-letter queue. The dead-letter queue of a FIFO queue is FIFO too, as SQS demands. */
    public static String deadLetters(String queue) {
        return Fifo.is(queue) ? Fifo.named(Fifo.plain(queue) + DEAD_LETTERS) : queue + DEAD_LETTERS;
    }

    private static boolean isQueue(String name) {
        return name.length() <= QUEUE_LENGTH && NAME.matcher(Fifo.plain(name)).matches();
    }

    private static boolean isTopic(String name) {
        return name.length() <= TOPIC_LENGTH && NAME.matcher(Fifo.plain(name)).matches();
    }
}
