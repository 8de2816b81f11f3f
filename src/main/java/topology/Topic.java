package topology;

import aws.Fifo;

/**
 * A topic, by its name if it is in this account and region, and by its ARN otherwise.
 *
 * @param nameOrArn what {@link Names#topic()} allows
 */
public record Topic(String nameOrArn) {
    /** The name, which is the end of an ARN. */
    public String name() {
        return Names.topicName(nameOrArn);
    }

    /** Whether the topic is given by its ARN: it is made by those whom it belongs to. */
    public boolean isGivenByArn() {
        return Names.isTopicArn(nameOrArn);
    }

    /** Whether it keeps the order of events. */
    public boolean isFifo() {
        return Fifo.is(nameOrArn);
    }

    @Override
    public String toString() {
        return name();
    }
}
