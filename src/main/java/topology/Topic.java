package topology;

import aws.Fifo;

/**
 * A topic, given by its name in this account and region, or else by its ARN.
 *
 * @param nameOrArn what {@link Names#topic()} allows
 */
public record Topic(String nameOrArn) {
    /** The name, which is the end of an ARN. */
    public String name() {
        return Names.topicName(nameOrArn);
    }

    /** Whether the topic is given by its ARN, so that its owner creates it. */
    public boolean isGivenByArn() {
        return Names.isTopicArn(nameOrArn);
    }

    /** Whether the topic is FIFO. */
    public boolean isFifo() {
        return Fifo.is(nameOrArn);
    }

    @Override
    public String toString() {
        return name();
    }
}
