package topology;

import aws.Fifo;

/**
 * A queue of this account and region.
 *
 * @param name what {@link Names#queue()} allows
 */
public record Queue(String name) {
    /** Whether the queue is FIFO. */
    public boolean isFifo() {
        return Fifo.is(name);
    }

    /** The dead-letter queue of this queue. */
    public Queue deadLetters() {
        return new Queue(Names.deadLetters(name));
    }

    @Override
    public String toString() {
        return name;
    }
}
